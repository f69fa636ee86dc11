/** What a Keras 3 file states of the shapes around layers of custom classes: beside each use of a tensor, or of a built layer. */
import type { LayerCall, LayerNode, StatedShapes } from "../../../core/graph/modelGraph.ts";
import { findLayerSpec } from "../../../core/layers/index.ts";
import type { WrittenRef } from "./inboundNodes.ts";
import { writtenSizes } from "./inboundNodes.ts";
import { arrayAt, type JsonObject, objectAt } from "./jsonNode.ts";
import type { LayerDraft } from "./layerDraft.ts";

type Sizes = readonly (number | null)[];

/** Shapes of tensors by the layer, the call and the output that they come from. */
export type StatedTensors = Map<number, Map<number, (Sizes | null)[]>>;

/** Remembers the shape that stands beside a use of the tensor; the first statement counts. */
export function noteStated(
  stated: StatedTensors,
  ref: { readonly layer: number; readonly call: number; readonly tensor: number },
  shape: Sizes | undefined,
): void {
  // A file can number its tensors as it likes; no layer has this many.
  if (!shape || ref.tensor > mostTensors) return;
  const calls = stated.get(ref.layer) ?? new Map<number, (Sizes | null)[]>();
  stated.set(ref.layer, calls);
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
  stated: StatedTensors,
): readonly LayerNode[] {
  return layers.map((node, layer) => {
    const outputs = stated.get(layer);
    if (!outputs || !needsStatement(node)) return node;
    return {
      ...node,
      calls: node.calls.map((call, index): LayerCall => {
        const written =
          drafts[layer]?.calls[index]?.inputs.map(({ shape }: WrittenRef) => shape ?? null) ?? [];
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
