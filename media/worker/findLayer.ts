/** Finds a layer in an analysis by its path, and what the panel wants to know of it. */
import { addCounts, type Count, unknownCount } from "../../core/cost/count.ts";
import type { CallAnalysis, LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { LayerNode, ModelGraph } from "../../core/graph/modelGraph.ts";
import type { DataFormat } from "../../core/layers/operation.ts";
import { callsBefore } from "./callsBefore.ts";

export interface FoundLayer {
  /** The analysis of the model that holds the layer itself. */
  readonly model: ModelAnalysis;
  readonly index: number;
  readonly layer: LayerAnalysis;
  /** Outer layers that hold it, outermost first, each with its model. */
  readonly outer: readonly { readonly model: ModelAnalysis; readonly index: number }[];
}

/** The layer of a path of names from the outermost model inwards; `undefined` where there is none. */
export function findLayer(analysis: ModelAnalysis, path: readonly string[]): FoundLayer | undefined {
  let model: ModelAnalysis | undefined = analysis;
  const outer: { model: ModelAnalysis; index: number }[] = [];
  for (const [depth, name] of path.entries()) {
    if (!model) return undefined;
    const index: number = model.layers.findIndex((layer) => layer.node.name === name);
    const layer: LayerAnalysis | undefined = model.layers[index];
    if (!layer) return undefined;
    if (depth === path.length - 1) return { model, index, layer, outer };
    outer.push({ model, index });
    model = layer.nested ?? layer.calls.find((call) => call.nested)?.nested;
  }
  return undefined;
}

/**
 * The path of a layer from its names joined by slashes, as the executor names it; names may hold slashes themselves.
 * `null` where there is no such layer.
 */
export function pathOfName(graph: ModelGraph, name: string | null): readonly string[] | null {
  const path: string[] = [];
  let rest = name;
  for (let model: ModelGraph | undefined = graph; model && rest !== null; ) {
    const wanted: string = rest;
    const layer: LayerNode | undefined = model.layers.find(
      (node) => wanted === node.name || (node.model !== undefined && wanted.startsWith(`${node.name}/`)),
    );
    if (!layer) return null;
    path.push(layer.name);
    if (layer.name === wanted) return path;
    rest = wanted.slice(layer.name.length + 1);
    model = layer.model;
  }
  return null;
}

/** The call that a run of the layer shows: its first. */
export function shownCall(found: FoundLayer): CallAnalysis | undefined {
  return found.layer.calls[0];
}

/** MACs of the first call of the layer and of everything it depends on, through the models around it. */
export function macsUpTo(found: FoundLayer): Count {
  const counts = [macsInModel(found.model, found.index, true)];
  for (const { model, index } of found.outer) counts.push(macsInModel(model, index, false));
  return addCounts(counts);
}

/** Axis order of a layer's input: its own setting, or that of the nearest layer before or after it that has one. */
export function dataFormatOf(found: Pick<FoundLayer, "model" | "index">): DataFormat {
  const { model, index } = found;
  const seen = new Set<number>();
  const open = [index];
  for (let layer = open.shift(); layer !== undefined; layer = open.shift()) {
    if (seen.has(layer)) continue;
    seen.add(layer);
    const operation = model.layers[layer]?.calls[0]?.inference?.operation;
    if (operation && "dataFormat" in operation) return operation.dataFormat;
    for (const call of model.graph.layers[layer]?.calls ?? [])
      open.push(...call.inputs.map((ref) => ref.layer));
  }
  for (const layer of model.layers) {
    const operation = layer.calls[0]?.inference?.operation;
    if (operation && "dataFormat" in operation) return operation.dataFormat;
  }
  return "channels_last";
}

function macsInModel(model: ModelAnalysis, index: number, withItself: boolean): Count {
  const calls = callsBefore(model, { layer: index, call: 0 });
  const needed = withItself ? calls : calls.filter(({ layer, call }) => layer !== index || call !== 0);
  const missing = calls.some(({ layer, call }) =>
    (model.graph.layers[layer]?.calls[call]?.inputs ?? []).some(
      (ref) => !model.layers[ref.layer]?.calls[ref.call],
    ),
  );
  if (missing || calls.length === 0) return unknownCount("a layer before it is not there");
  return addCounts(needed.map(({ analysis }) => analysis.macs));
}
