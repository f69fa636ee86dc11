/** The outline: models, their layers, and the layers of nested models inside them. */
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { ModelGraph } from "../../core/graph/modelGraph.ts";
import type { SourceRange } from "../../core/graph/sourceRange.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { outputText } from "./layerText.ts";

export interface ModelSymbol {
  readonly kind: "model" | "layer" | "nested model";
  readonly name: string;
  /** Class and output shape. */
  readonly detail: string;
  readonly range: SourceRange;
  /** What is selected; inside `range`. */
  readonly selection: SourceRange;
  readonly children: readonly ModelSymbol[];
}

export function documentSymbols(analysis: Analysis): readonly ModelSymbol[] {
  // What other files make of this one's functions is listed there.
  const own = analysis.models.filter(({ graph }) => graph.range.start >= 0);
  return own.map((model) => modelSymbol(model, new Set()));
}

/** Models whose layers are listed already: one that is used several times is listed at its first use. */
type Listed = Set<ModelGraph>;

function modelSymbol(model: ModelAnalysis, listed: Listed): ModelSymbol {
  const { graph } = model;
  const start = { start: graph.range.start, end: graph.range.start };
  return {
    kind: "model",
    name: graph.name || "model",
    detail: `${graph.kind} model, ${model.layers.length} layers`,
    range: graph.range,
    selection: start,
    children: layerSymbols(model, listed),
  };
}

/** The readers bound how deep models nest, so recursion is safe here. */
function layerSymbols(model: ModelAnalysis, listed: Listed): readonly ModelSymbol[] {
  if (listed.has(model.graph)) return [];
  listed.add(model.graph);
  const placed = model.layers.filter(({ node }) => node.range.start >= 0);
  return placed.map((layer) => layerSymbol(layer, listed));
}

function layerSymbol(layer: LayerAnalysis, listed: Listed): ModelSymbol {
  const { node } = layer;
  return {
    kind: layer.nested ? "nested model" : "layer",
    name: node.name || node.className,
    detail: `${node.className} ${outputText(layer)}`,
    range: node.range,
    selection: clamp(node.classRange, node.range),
    children: layer.nested ? layerSymbols(layer.nested, listed) : [],
  };
}

function clamp(inner: SourceRange, outer: SourceRange): SourceRange {
  const start = Math.min(Math.max(inner.start, outer.start), outer.end);
  return { start, end: Math.max(start, Math.min(inner.end, outer.end)) };
}
