/** Goes through the layers of a document, those of nested models included, and finds the one at a place. */
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { ModelGraph } from "../../core/graph/modelGraph.ts";
import type { SourceRange } from "../../core/graph/sourceRange.ts";
import type { Analysis } from "./analysis.ts";
import { isShown, shownOnes } from "./shownCalls.ts";

/** A layer with its way from the outermost model. */
export interface PlacedLayer {
  readonly modelIndex: number;
  /** The model that holds it directly. */
  readonly model: ModelAnalysis;
  readonly layer: LayerAnalysis;
  /** Layers around it, from the outermost model's inwards. */
  readonly ancestors: readonly LayerAnalysis[];
}

/** Every layer before the layers nested in it, in the order of the file. */
export function* walkLayers(analysis: Analysis): Generator<PlacedLayer> {
  for (const [modelIndex, model] of analysis.models.entries()) yield* walkModel(model, modelIndex);
}

/** Names from the outermost model's layer inwards. */
export function layerPathOf(placed: PlacedLayer): readonly string[] {
  return [...placed.ancestors, placed.layer].map((layer) => layer.node.name);
}

/**
 * The innermost layer whose text holds the offset (its end counts too, for a cursor behind it); of those of one text the first
 * that counts.
 */
export function layerAt(analysis: Analysis, offset: number): PlacedLayer | undefined {
  let best: PlacedLayer | undefined;
  for (const placed of walkLayers(analysis)) {
    const { range } = placed.layer.node;
    if (!holds(range, offset)) continue;
    if (!best || isInside(placed, best)) best = placed;
  }
  if (!best || analysis.functions.length === 0) return best;
  const { ancestors } = best;
  const same = layersOfSameText(analysis, best).filter((each) => each.ancestors.length === ancestors.length);
  return shownOnes(same, ({ layer }) => layer.node.origin, analysis.functions)[0] ?? best;
}

/** All layers that this layer's text makes, itself included: a loop or a helper in code makes several. */
export function layersOfSameText(analysis: Analysis, placed: PlacedLayer): readonly PlacedLayer[] {
  const { range, anchor } = placed.layer.node;
  return [...walkLayers(analysis)].filter(
    ({ layer: { node } }) => node.anchor === anchor && node.range.start === range.start,
  );
}

/** The layer that a path of names leads to. */
export function layerByPath(
  analysis: Analysis,
  modelIndex: number,
  path: readonly string[],
): PlacedLayer | undefined {
  let model = analysis.models[modelIndex];
  const ancestors: LayerAnalysis[] = [];
  for (const [depth, name] of path.entries()) {
    const layer = model?.layers.find((each) => each.node.name === name);
    if (!model || !layer) return undefined;
    if (depth === path.length - 1) return { modelIndex, model, layer, ancestors };
    ancestors.push(layer);
    model = layer.nested;
  }
  return undefined;
}

/** The smallest model whose text holds the offset, else the one nearest to it; `undefined` without models. */
export function modelIndexAt(analysis: Analysis, offset: number): number | undefined {
  let best: number | undefined;
  let bestRank: readonly [number, number, number] = [Number.POSITIVE_INFINITY, 0, 0];
  for (const [index, model] of analysis.models.entries()) {
    const { range, origin } = model.graph;
    const rank = [
      distance(range, offset),
      length(range),
      isShown(origin, analysis.functions) ? 0 : 1,
    ] as const;
    const differs = rank.findIndex((part, at) => part !== bestRank[at]);
    if (differs >= 0 && (rank[differs] ?? 0) < (bestRank[differs] ?? 0)) {
      best = index;
      bestRank = rank;
    }
  }
  return best;
}

export function holds(range: SourceRange, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

function* walkModel(outermost: ModelAnalysis, modelIndex: number): Generator<PlacedLayer> {
  // A model used several times stands in the text once; going into it once keeps the walk as long as the text.
  const entered = new Set<ModelGraph>();
  // An explicit stack, since the depth of nesting is the file's choice.
  const stack: { model: ModelAnalysis; ancestors: readonly LayerAnalysis[]; next: number }[] = [
    { model: outermost, ancestors: [], next: 0 },
  ];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const { model, ancestors } = top;
    const layer = model.layers[top.next++];
    if (!layer) {
      stack.pop();
      continue;
    }
    yield { modelIndex, model, layer, ancestors };
    if (!layer.nested || entered.has(layer.nested.graph)) continue;
    entered.add(layer.nested.graph);
    stack.push({ model: layer.nested, ancestors: [...ancestors, layer], next: 0 });
  }
}

/** Of two layers around a place, the one of shorter text is inside; of one text, the one in the nested model. */
function isInside(placed: PlacedLayer, best: PlacedLayer): boolean {
  const difference = length(placed.layer.node.range) - length(best.layer.node.range);
  return difference < 0 || (difference === 0 && placed.ancestors.length > best.ancestors.length);
}

function length(range: SourceRange): number {
  return range.end - range.start;
}

function distance(range: SourceRange, offset: number): number {
  return Math.max(range.start - offset, offset - range.end, 0);
}
