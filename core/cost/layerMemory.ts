/** What a layer reads and writes, and how much it computes for that: weights, inputs, outputs, MACs per byte. */
import type { CallAnalysis, LayerAnalysis, ModelAnalysis } from "../graph/modelAnalysis.ts";
import { addCounts, type Count, exactCount, unknownCount } from "./count.ts";
import { countElements } from "./elementCount.ts";
import { bytesPerNumber, type NumberType } from "./numberType.ts";

/** Numbers, not bytes, of one example. */
export interface LayerMemory {
  /** Distinct weights. */
  readonly weights: Count;
  /** Over all calls. */
  readonly outputs: Count;
  /**
   * Read and written over all calls: the weights anew each time, every input and every output once, as if nothing stayed
   * in a cache. For a nested model the sum over its layers.
   */
  readonly moved: Count;
}

export function layerMemory(layer: LayerAnalysis): LayerMemory {
  return memoryOf(layer, new Map());
}

/**
 * Arithmetic intensity: multiply-accumulates per byte moved. A layer below the MACs that a machine does in the time of one
 * byte waits for its memory. `undefined` where either is not known, or nothing is moved.
 */
export function macsPerByte(layer: LayerAnalysis, memory: LayerMemory, type: NumberType): number | undefined {
  const { moved } = memory;
  if (layer.macs.kind !== "exact" || moved.kind !== "exact" || moved.value === 0) return undefined;
  return layer.macs.value / (moved.value * bytesPerNumber[type]);
}

type Known = Map<ModelAnalysis, Count>;

function memoryOf(layer: LayerAnalysis, known: Known): LayerMemory {
  const reason = "it is not connected to an input of the model";
  if (layer.calls.length === 0) {
    const unknown = unknownCount(reason);
    return { weights: layer.parameters, outputs: unknown, moved: unknown };
  }
  return {
    weights: layer.parameters,
    outputs: addCounts(layer.calls.flatMap((call) => call.outputs.map(countElements))),
    moved: addCounts(layer.calls.map((call) => movedByCall(layer, call, known))),
  };
}

function movedByCall(layer: LayerAnalysis, call: CallAnalysis, known: Known): Count {
  // A wrapper around a model is one layer with all of its weights, read once a call.
  if (call.nested && !call.inference) return movedByModel(call.nested, known);
  if (layer.node.className === "InputLayer") return exactCount(0);
  return addCounts([layer.parameters, ...call.inputs.map(countElements), ...call.outputs.map(countElements)]);
}

/** Once for each analysis, since a model may be nested in many places. */
function movedByModel(model: ModelAnalysis, known: Known): Count {
  const found = known.get(model);
  if (found) return found;
  const moved = addCounts(model.layers.map((layer) => memoryOf(layer, known).moved));
  known.set(model, moved);
  return moved;
}
