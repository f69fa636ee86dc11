/** The peak of live activations: which tensors must be kept at the same time while a model runs in its order. */
import { type CallRef, callKey } from "../graph/executionOrder.ts";
import type { CallAnalysis, ModelAnalysis } from "../graph/modelAnalysis.ts";
import type { ModelGraph } from "../graph/modelGraph.ts";
import type { Shape } from "../shape/shape.ts";
import { addCounts, type Count, exactCount } from "./count.ts";
import { countElements } from "./elementCount.ts";

/**
 * Largest number of elements alive at once, for one example: a tensor lives from the call that makes it to the last call
 * that reads it, outputs of the model to the end. While a layer runs, its inputs and its outputs are both alive, and while
 * a nested model runs, so is the peak inside it, which counts its own inputs.
 */
export function peakLiveElements(
  graph: ModelGraph,
  order: readonly CallRef[],
  callAt: (ref: CallRef) => CallAnalysis | undefined,
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
    const call = callAt(ref);
    const made = addCounts((call?.outputs ?? []).map(countElements));
    const inside = call?.nested ? peakInside(call.nested, call.inputs) : exactCount(0);
    if (made.kind === "unknown") return made;
    if (inside.kind === "unknown") return inside;
    peak = Math.max(peak, live + inside.value, live + made.value);
    live += made.value;
    const last = lastUse.get(callKey(ref)) ?? step;
    freedAfter.set(last, (freedAfter.get(last) ?? 0) + made.value);
    live -= freedAfter.get(step) ?? 0;
  }
  return exactCount(peak);
}

/** Elements alive inside a nested model at its peak, beside its inputs, which the outer model holds already. */
function peakInside(nested: ModelAnalysis, inputs: readonly Shape[]): Count {
  const peak = nested.totals.peakActivationElements;
  const given = addCounts(inputs.map(countElements));
  if (peak.kind === "unknown") return peak;
  if (given.kind === "unknown") return given;
  return exactCount(Math.max(peak.value - given.value, 0));
}
