/** Connects the layers of a functional model: names and node numbers of the file become places in the graph. */
import type { LayerCall, LayerNode, TensorRef } from "../../../core/graph/modelGraph.ts";
import type { WrittenCall, WrittenRef } from "./inboundNodes.ts";
import type { LayerDraft } from "./layerDraft.ts";
import type { ReadContext } from "./readContext.ts";
import { noteStated, type Statements, statementsOn, withStatedShapes } from "./statedShapes.ts";

export interface ConnectedLayers {
  readonly layers: readonly LayerNode[];
  readonly inputs: readonly TensorRef[];
  readonly outputs: readonly TensorRef[];
}

/** Layer numbers by the name under which the file refers to them. */
export type LayerNumbers = ReadonlyMap<string, number>;

interface Wiring {
  readonly drafts: readonly LayerDraft[];
  readonly numbers: LayerNumbers;
  /** What to take from a written node number, per layer. */
  readonly offsets: ReadonlyMap<number, number>;
  readonly context: ReadContext;
  /** Shapes that the file states beside its references to tensors. */
  readonly stated: Statements;
}

/** `inputs` and `outputs` are the model's own lists; where one is empty it is taken from the graph. */
export function connectLayers(
  drafts: readonly LayerDraft[],
  numbers: LayerNumbers,
  ends: { readonly inputs: readonly WrittenRef[]; readonly outputs: readonly WrittenRef[] },
  context: ReadContext,
): ConnectedLayers {
  const keras3 = drafts.some(({ calls }) => calls.some((call) => call.keras3));
  const offsets = nodeOffsets(drafts, numbers, keras3 ? [] : [...ends.inputs, ...ends.outputs]);
  const wiring: Wiring = { drafts, numbers, offsets, context, stated: statementsOn(drafts) };
  const endWiring = keras3 ? { ...wiring, offsets: keras3EndOffsets(drafts) } : wiring;
  const connected = drafts.map((draft) => connectLayer(draft, wiring));
  const layers = withStatedShapes(connected, drafts, wiring.stated);
  const inputs = endTensors(ends.inputs, "input_layers", endWiring);
  const outputs = endTensors(ends.outputs, "output_layers", endWiring);
  return {
    layers,
    inputs: inputs.length > 0 ? inputs : layers.flatMap(asInput),
    outputs: outputs.length > 0 ? outputs : unusedTensors(layers),
  };
}

function connectLayer(draft: LayerDraft, wiring: Wiring): LayerNode {
  const { node } = draft;
  // A layer without inbound nodes is where a tensor enters.
  if (draft.calls.length === 0) {
    node.calls = [{ inputs: [] }];
    return node;
  }
  const missing = new Set<string>();
  node.calls = draft.calls.map((call) => connectCall(draft, call, wiring, missing));
  if (missing.size > 0) {
    const names = [...missing].map((name) => `"${name}"`).join(", ");
    node.unreadable = `it takes the output of ${names}, which the model does not hold`;
  }
  return node;
}

function connectCall(draft: LayerDraft, call: WrittenCall, wiring: Wiring, missing: Set<string>): LayerCall {
  const inputs: TensorRef[] = [];
  for (const ref of call.inputs) {
    const tensor = resolve(ref, wiring);
    if (tensor) {
      inputs.push(tensor);
      noteStated(wiring.stated, tensor, ref.shape);
    } else {
      if (!missing.has(ref.name)) reportMissing(ref, `"${draft.node.name}"`, draft.node.name, wiring.context);
      missing.add(ref.name);
    }
  }
  if (draft.calls.length === 1 && call.keywords.size === 0 && call.settings.size === 0) return { inputs };
  const keywords: Record<string, readonly TensorRef[]> = Object.create(null);
  for (const [name, refs] of call.keywords) {
    if (name === "__proto__") continue;
    const tensors = refs.map((ref) => resolve(ref, wiring)).filter((tensor) => tensor !== undefined);
    if (tensors.length > 0) keywords[name] = tensors;
  }
  return {
    inputs,
    ...(draft.calls.length > 1 ? { range: wiring.context.rangeOf(call.range) } : {}),
    ...(Object.keys(keywords).length > 0 ? { keywordInputs: keywords } : {}),
    ...(call.settings.size > 0 ? { settings: Object.fromEntries(call.settings) } : {}),
  };
}

function resolve(ref: WrittenRef, wiring: Wiring): TensorRef | undefined {
  const layer = wiring.numbers.get(ref.name);
  if (layer === undefined) return undefined;
  const last = Math.max(0, (wiring.drafts[layer]?.calls.length ?? 0) - 1);
  const call = ref.node - (wiring.offsets.get(layer) ?? 0);
  return { layer, call: Math.min(Math.max(0, call), last), tensor: ref.tensor };
}

/** Keras 3 numbers the calls of a functional model inside from 1 where it lists the ends of a model, and from 0 elsewhere. */
function keras3EndOffsets(drafts: readonly LayerDraft[]): ReadonlyMap<number, number> {
  const offsets = new Map<number, number>();
  for (const [layer, { node }] of drafts.entries()) {
    if (node.model && node.className !== "Sequential") offsets.set(layer, 1);
  }
  return offsets;
}

/**
 * Keras 2 and TensorFlow.js count a model's own creation as its call 0 and do not write it down, so the calls of a
 * nested model are numbered from 1. Every written call is used, so that holds where 0 is never referred to.
 */
function nodeOffsets(
  drafts: readonly LayerDraft[],
  numbers: LayerNumbers,
  ends: readonly WrittenRef[],
): ReadonlyMap<number, number> {
  const spans: (NodeSpan | undefined)[] = new Array(drafts.length);
  const see = (ref: WrittenRef) => {
    const layer = numbers.get(ref.name);
    if (layer === undefined) return;
    const span = spans[layer];
    if (!span) {
      spans[layer] = { lowest: ref.node, highest: ref.node };
      return;
    }
    if (ref.node < span.lowest) span.lowest = ref.node;
    if (ref.node > span.highest) span.highest = ref.node;
  };
  for (const ref of ends) see(ref);
  for (const draft of drafts) {
    for (const call of draft.calls) {
      for (const ref of call.inputs) see(ref);
      for (const refs of call.keywords.values()) for (const ref of refs) see(ref);
    }
  }
  const offsets = new Map<number, number>();
  for (const [layer, span] of spans.entries()) {
    const draft = drafts[layer];
    if (!draft || !span || span.lowest <= 0) continue;
    const beyond = span.highest >= draft.calls.length;
    if (draft.node.model || beyond) offsets.set(layer, span.lowest);
  }
  return offsets;
}

/** The node numbers under which a file refers to the calls of a layer. */
interface NodeSpan {
  lowest: number;
  highest: number;
}

function endTensors(refs: readonly WrittenRef[], list: string, wiring: Wiring): TensorRef[] {
  const tensors: TensorRef[] = [];
  for (const ref of refs) {
    const tensor = resolve(ref, wiring);
    if (tensor) tensors.push(tensor);
    else reportMissing(ref, list, undefined, wiring.context);
  }
  return tensors;
}

function asInput(node: LayerNode, layer: number): TensorRef[] {
  const enters = node.className === "InputLayer" || "batch_shape" in node.config;
  return enters && node.calls[0]?.inputs.length === 0 ? [{ layer, call: 0, tensor: 0 }] : [];
}

/** The first tensor of each layer that no other layer takes. */
function unusedTensors(layers: readonly LayerNode[]): TensorRef[] {
  const used = new Set<number>();
  for (const node of layers) {
    for (const call of node.calls) {
      for (const ref of call.inputs) used.add(ref.layer);
      for (const refs of Object.values(call.keywordInputs ?? {})) for (const ref of refs) used.add(ref.layer);
    }
  }
  return layers.flatMap((node, layer) => {
    return used.has(layer) ? [] : [{ layer, call: Math.max(0, node.calls.length - 1), tensor: 0 }];
  });
}

function reportMissing(ref: WrittenRef, who: string, layer: string | undefined, context: ReadContext): void {
  if (context.damaged) return;
  context.problems.push({
    code: "missing-input-layer",
    severity: "error",
    message: `${who} refers to a layer "${ref.name}", and the model has no layer of that name. Correct the name, or add the layer.`,
    range: context.rangeOf(ref.range),
    ...(layer === undefined ? {} : { layer }),
  });
}
