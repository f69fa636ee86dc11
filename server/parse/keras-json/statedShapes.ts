/** What a Keras 3 file states of the shapes around layers of custom classes: beside each use of a tensor, or of a built layer. */
import type { LayerCall, LayerNode, StatedShapes } from "../../../core/graph/modelGraph.ts";
import { findLayerSpec } from "../../../core/layers/index.ts";
import { writtenSizes } from "./inboundNodes.ts";
import { arrayAt, type JsonNode, type JsonObject, objectAt } from "./jsonNode.ts";
import type { LayerDraft } from "./layerDraft.ts";

type Sizes = readonly (number | null)[];

/** What a file states of the tensors of layers that say nothing of them. */
export interface Statements {
  /** By layer: whether its class says nothing. */
  readonly asked: readonly boolean[];
  /** Shapes by the layer, the call and the output that they come from. */
  readonly tensors: Map<number, Map<number, (Sizes | null)[]>>;
}

export function statementsOn(drafts: readonly LayerDraft[]): Statements {
  return { asked: drafts.map(({ node }) => needsStatement(node)), tensors: new Map() };
}

/** Remembers the shape that stands beside a use of the tensor; the first statement counts. */
export function noteStated(
  { asked, tensors }: Statements,
  ref: { readonly layer: number; readonly call: number; readonly tensor: number },
  written: JsonNode | undefined,
): void {
  // A file can number its tensors as it likes; no layer has this many.
  if (!written || !asked[ref.layer] || ref.tensor > mostTensors) return;
  const shape = writtenSizes(written);
  if (!shape) return;
  const calls = tensors.get(ref.layer) ?? new Map<number, (Sizes | null)[]>();
  tensors.set(ref.layer, calls);
  const outputs = calls.get(ref.call) ?? [];
  calls.set(ref.call, outputs);
  while (outputs.length <= ref.tensor) outputs.push(null);
  outputs[ref.tensor] ??= shape;
}

const mostTensors = 1000;

/** Gives the layers of classes that say nothing what the file states of their calls. */
export function withStatedShapes(
  layers: readonly LayerNode[],
  drafts: readonly LayerDraft[],
  { tensors }: Statements,
): readonly LayerNode[] {
  if (tensors.size === 0) return layers;
  return layers.map((node, layer) => {
    const outputs = tensors.get(layer);
    if (!outputs) return node;
    return {
      ...node,
      calls: node.calls.map((call, index): LayerCall => {
        const refs = drafts[layer]?.calls[index]?.inputs ?? [];
        const written = refs.map(({ shape }) => writtenSizes(shape) ?? null);
        return withStatement(call, written, outputs.get(index));
      }),
    };
  });
}

/** In a chain each built layer states its input, which is the output of the layer before it. */
export function withBuiltShapes(
  layers: readonly LayerNode[],
  entries: readonly JsonObject[],
): readonly LayerNode[] {
  return layers.map((node, index) => {
    if (!needsStatement(node)) return node;
    const input = builtInput(entries[index]) ?? null;
    const output = builtInput(entries[index + 1]);
    return {
      ...node,
      calls: node.calls.map((call) => withStatement(call, [input], output && [output])),
    };
  });
}

function withStatement(
  call: LayerCall,
  inputs: readonly (Sizes | null)[],
  outputs: StatedShapes["outputs"] | undefined,
): LayerCall {
  // Without the inputs nobody can tell whether the outputs hold for them.
  if (!outputs || !inputs.every((sizes) => sizes !== null)) return call;
  return { ...call, stated: { inputs: inputs as readonly Sizes[], outputs } };
}

function needsStatement(node: LayerNode): boolean {
  if (node.model) return false;
  const spec = findLayerSpec(node.className);
  return spec === undefined || spec.opaque === true;
}

function builtInput(entry: JsonObject | undefined): Sizes | undefined {
  return writtenSizes(arrayAt(objectAt(entry, "build_config"), "input_shape"));
}
