/** Other layers in place of the one at a place: what each would cost, and the edits that put it there. */
import { addCounts, type Count } from "../../core/cost/count.ts";
import type { Dialect, LayerNode } from "../../core/graph/modelGraph.ts";
import { type NewLayer, nodeOfNewLayer } from "../../core/replacement/newLayer.ts";
import { type ChainCost, chainCost } from "../../core/replacement/replacementCost.ts";
import { type Replacement, replacementsOf } from "../../core/replacement/replacements.ts";
import { formatShape, type Shape } from "../../core/shape/shape.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { layerAt, layersOfSameText, type PlacedLayer } from "../analysis/layerWalk.ts";
import { replaceLayer, type TextEdit } from "../edits/index.ts";
import { formatCount, formatScaledCount } from "./numbers.ts";

export interface ReplaceAction {
  /** `Replace by a depthwise separable convolution: 4,736 params (−87%), 14.9 MMACs (−87%)` */
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** Longer documents are not rewritten at every move of a cursor. */
export const longestText = 4_000_000;

/** Those that keep the shape of the layer's output, the cheapest kinds first; none where the layer's sizes are not known. */
export function replaceActions(analysis: Analysis, offset: number): readonly ReplaceAction[] {
  const placed = analysis.text.length <= longestText ? layerAt(analysis, offset) : undefined;
  if (!placed) return [];
  const operation = placed.layer.calls[0]?.inference?.operation;
  const found = operation ? replacementsOf(placed.layer.node.className, operation) : [];
  // A loop or a helper makes several layers of one text, which change together.
  const same = layersOfSameText(analysis, placed);
  const actions = found.flatMap((replacement) => actionFor(analysis, placed, same, replacement) ?? []);
  return [...actions, ...poolingActions(analysis, placed)];
}

function actionFor(
  analysis: Analysis,
  placed: PlacedLayer,
  same: readonly PlacedLayer[],
  { what, layers, always }: Replacement,
): ReplaceAction | undefined {
  const costs = same.map((each) => exchangeOf(each, layers));
  const known = costs.filter((cost) => cost !== undefined);
  const [first] = known;
  if (!first || known.length < same.length) return undefined;
  const cost = compare(known);
  if (!always && !cost.cheaper) return undefined;
  const edits = replaceLayer(analysis, placed, { layers, outputs: first.after.outputs });
  return edits && { title: `Replace by ${what}: ${cost.text}`, edits };
}

interface Exchange {
  readonly before: ChainCost;
  readonly after: ChainCost;
}

/** `undefined` where the new layers cannot work there, or give another shape. */
export function exchangeOf({ layer, model }: PlacedLayer, layers: readonly NewLayer[]): Exchange | undefined {
  const { dialect } = model.graph;
  const nodes = layers.map((each) => nodeOfNewLayer(layer.node, each));
  return exchangeOfChains(
    [layer.node],
    nodes,
    layer.calls.map(({ inputs }) => inputs),
    dialect,
  );
}

/** Over all calls: the weights once, the work each time. */
function exchangeOfChains(
  old: readonly LayerNode[],
  nodes: readonly LayerNode[],
  inputs: readonly (readonly Shape[])[],
  dialect: Dialect,
): Exchange | undefined {
  const pairs: Exchange[] = [];
  for (const [input, ...others] of inputs) {
    if (!input || others.length > 0) return undefined;
    const before = chainCost(old, input, dialect);
    const after = chainCost(nodes, input, dialect);
    const [gave, gives] = [before?.outputs.at(-1), after?.outputs.at(-1)];
    if (!before || !after || !gave || !gives || formatShape(gave) !== formatShape(gives)) return undefined;
    pairs.push({ before, after });
  }
  const [first] = pairs;
  return (
    first && {
      before: { ...first.before, macs: addCounts(pairs.map(({ before }) => before.macs)) },
      after: { ...first.after, macs: addCounts(pairs.map(({ after }) => after.macs)) },
    }
  );
}

/** Global average pooling in place of Flatten: the Dense behind it needs a weight a channel, not one a position. */
function poolingActions(analysis: Analysis, placed: PlacedLayer): ReplaceAction[] {
  const { model } = placed;
  const flatten = placed.layer.node.className === "Flatten" ? placed : flattenBefore(placed);
  const number = flatten ? model.layers.indexOf(flatten.layer) : -1;
  const consumers = model.layers.filter(({ node }) =>
    node.calls.some((call) => call.inputs.some((input) => input.layer === number)),
  );
  const [dense] = consumers;
  const [input] = flatten?.layer.calls[0]?.inputs ?? [];
  if (!flatten || !dense || consumers.length > 1 || dense.node.className !== "Dense") return [];
  if (input?.kind !== "ranked" || flatten.layer.calls.length > 1) return [];
  const rank = input.dims.length - 2;
  if (rank < 1 || rank > 3 || layersOfSameText(analysis, flatten).length > 1) return [];
  const layer: NewLayer = { className: `GlobalAveragePooling${rank}D`, keeps: true, set: {} };
  const pooled = nodeOfNewLayer(flatten.layer.node, layer);
  const { dialect } = model.graph;
  const exchange = exchangeOfChains(
    [flatten.layer.node, dense.node],
    [pooled, dense.node],
    [[input]],
    dialect,
  );
  const outputs = exchange ? exchange.after.outputs.slice(0, 1) : [];
  const edits = exchange && replaceLayer(analysis, flatten, { layers: [layer], outputs });
  if (!exchange || !edits) return [];
  const { text } = compare([exchange]);
  return [{ title: `Replace Flatten by global average pooling: with "${dense.node.name}" ${text}`, edits }];
}

function flattenBefore({ model, layer, ...rest }: PlacedLayer): PlacedLayer | undefined {
  const source = layer.node.className === "Dense" ? layer.node.calls[0]?.inputs[0] : undefined;
  const before = source && model.layers[source.layer];
  return before?.node.className === "Flatten" ? { ...rest, model, layer: before } : undefined;
}

interface Compared {
  readonly text: string;
  readonly cheaper: boolean;
}

function compare(exchanges: readonly Exchange[]): Compared {
  const sum = (pick: (exchange: Exchange) => Count) => addCounts(exchanges.map(pick));
  const before = { params: sum((e) => e.before.parameters), macs: sum((e) => e.before.macs) };
  const after = { params: sum((e) => e.after.parameters), macs: sum((e) => e.after.macs) };
  const parts = [
    changeText(before.params, after.params, (count) => `${formatCount(count)} params`),
    changeText(before.macs, after.macs, (count) => formatScaledCount(count, "MACs")),
  ];
  const less = (a: Count, b: Count) => a.kind === "exact" && b.kind === "exact" && b.value < a.value;
  return {
    text: parts.join(", "),
    cheaper: less(before.params, after.params) || less(before.macs, after.macs),
  };
}

/** `4,736 params (−87%)`; of free sizes their formula alone. */
function changeText(before: Count, after: Count, format: (count: Count) => string): string {
  if (before.kind !== "exact" || after.kind !== "exact" || before.value === 0) return format(after);
  if (after.value === before.value) return `${format(after)} (same)`;
  const percent = Math.round((100 * (after.value - before.value)) / before.value);
  return `${format(after)} (${percent < 0 ? `−${-percent}` : `+${percent}`}%)`;
}
