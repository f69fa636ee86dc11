/** The peak of live activations: which tensors must be kept at the same time while a model runs in its order. */
import { type CallRef, callKey } from "../graph/executionOrder.ts";
import type { ModelGraph } from "../graph/modelGraph.ts";
import type { Shape } from "../shape/shape.ts";
import { type Count, exactCount, unknownCount } from "./count.ts";
import { countElements } from "./elementCount.ts";

/**
 * Largest number of elements alive at once, for one example: a tensor lives from the call that makes it to the last call
 * that reads it, outputs of the model to the end. While a layer runs, its inputs and its outputs are both alive.
 */
export function peakLiveElements(
  graph: ModelGraph,
  order: readonly CallRef[],
  outputsOf: (ref: CallRef) => readonly Shape[],
): Count {
  const lastUse = new Map<string, number>();
  for (const [step, ref] of order.entries()) {
    for (const input of graph.layers[ref.layer]?.calls[ref.call]?.inputs ?? [])
      lastUse.set(callKey(input), step);
  }
  for (const output of graph.outputs) lastUse.set(callKey(output), order.length);
  const freedAfter = new Map<number, number>();
  let live = 0;
  let peak = 0;
  for (const [step, ref] of order.entries()) {
    let made = 0;
    for (const shape of outputsOf(ref)) {
      const elements = countElements(shape);
      if (elements.kind === "unknown") return unknownCount(elements.reason);
      made += elements.value;
    }
    live += made;
    peak = Math.max(peak, live);
    const last = lastUse.get(callKey(ref)) ?? step;
    freedAfter.set(last, (freedAfter.get(last) ?? 0) + made);
    live -= freedAfter.get(step) ?? 0;
  }
  return exactCount(peak);
}
