/** The model and the layer at a place or at the end of a path of names, as the panel asks for them. */
import type { LayerNode } from "../../core/graph/modelGraph.ts";
import type { LayerRangeResult, ModelAtResult, TextRange } from "../../protocol/language.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { layerAt, layerByPath, layerPathOf, modelIndexAt } from "../analysis/layerWalk.ts";
import { textRange } from "../analysis/linePositions.ts";
import { readingNumber } from "../analysis/readingNumber.ts";

export interface ModelAtQuery {
  readonly offset: number;
  /** Chosen in place of the offset where it leads to a layer. */
  readonly layerPath?: readonly string[];
}

/** `null` where the document holds no model. */
export function modelAt(analysis: Analysis, query: ModelAtQuery): ModelAtResult | null {
  const { format } = analysis;
  const place = placeOf(analysis, query);
  const model = place && analysis.models[place.modelIndex];
  if (!place || !model || format === null) return null;
  return {
    uri: analysis.uri,
    version: analysis.version,
    reading: readingNumber(analysis),
    format,
    modelIndex: place.modelIndex,
    modelNames: analysis.models.map(({ graph }) => graph.name),
    graph: model.graph,
    layerPath: place.layerPath,
  };
}

/** Where a layer is written; `null` when the path leads to none. */
export function layerRange(
  analysis: Analysis,
  modelIndex: number,
  layerPath: readonly string[],
): LayerRangeResult {
  const node = layerByPath(analysis, modelIndex, layerPath)?.layer.node;
  if (!node) return null;
  const place = placeElsewhere(node);
  if (place) return { ...place, offsets: { start: 0, end: 0 } };
  return { range: textRange(analysis.lines, node.range), offsets: node.range };
}

/** The line of a layer that is written in another file. */
export function placeElsewhere({
  origin,
}: LayerNode): { readonly uri: string; readonly range: TextRange } | undefined {
  if (!origin?.elsewhere) return undefined;
  const { uri, line } = origin.elsewhere;
  const start = { line: line - 1, character: 0 };
  return { uri, range: { start, end: start } };
}

interface Place {
  readonly modelIndex: number;
  readonly layerPath: readonly string[];
}

function placeOf(analysis: Analysis, query: ModelAtQuery): Place | undefined {
  const nearest = modelIndexAt(analysis, query.offset);
  if (nearest === undefined) return undefined;
  const byPath = query.layerPath && byName(analysis, nearest, query.layerPath);
  if (byPath) return byPath;
  const placed = layerAt(analysis, query.offset);
  return placed
    ? { modelIndex: placed.modelIndex, layerPath: layerPathOf(placed) }
    : { modelIndex: nearest, layerPath: [] };
}

/** The path in the nearest model, else in the first that has it. */
function byName(analysis: Analysis, nearest: number, layerPath: readonly string[]): Place | undefined {
  const order = [nearest, ...analysis.models.keys()];
  const modelIndex = order.find((index) => layerByPath(analysis, index, layerPath) !== undefined);
  return modelIndex === undefined ? undefined : { modelIndex, layerPath };
}
