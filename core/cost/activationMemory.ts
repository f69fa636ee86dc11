/** The peak of live activations: which tensors must be kept at the same time while a model runs in its order. */
import { type CallRef, callKey } from "../graph/executionOrder.ts";
import type { CallAnalysis, ModelAnalysis } from "../graph/modelAnalysis.ts";
import type { ModelGraph } from "../graph/modelGraph.ts";
import type { Shape } from "../shape/shape.ts";
import {
  numberExpression,
  type SizeExpression,
  subtractExpressions,
  sumExpressions,
} from "../shape/sizeExpression.ts";
import { addCounts, type Count, countExpression, exactCount, formulaCount } from "./count.ts";
import { countElements } from "./elementCount.ts";
import { largestExpression } from "./largestCount.ts";

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
  const freedAfter = new Map<number, SizeExpression[]>();
  const candidates: SizeExpression[] = [];
  let live = numberExpression(0);
  let reason: string | undefined;
  for (const [step, ref] of order.entries()) {
    const call = callAt(ref);
    const made = addCounts((call?.outputs ?? []).map(countElements));
    const inside = call?.nested ? peakInside(call.nested, call.inputs) : exactCount(0);
    const [formula, insideFormula] = [countExpression(made), countExpression(inside)];
    if (!formula) return made;
    if (!insideFormula) return inside;
    if (made.kind === "unknown") reason ??= made.reason;
    const after = sumExpressions([live, formula]);
    candidates.push(sumExpressions([live, insideFormula]), after);
    const last = lastUse.get(callKey(ref)) ?? step;
    const sharing = freedAfter.get(last);
    if (sharing) sharing.push(formula);
    else freedAfter.set(last, [formula]);
    const freed = freedAfter.get(step);
    live = freed ? subtractExpressions(after, sumExpressions(freed)) : after;
  }
  return formulaCount(
    largestExpression(candidates),
    reason ?? "the largest of many formulas of the input's free sizes is not worked out",
  );
}

/** Elements alive inside a nested model at its peak, beside its inputs, which the outer model holds already. */
function peakInside(nested: ModelAnalysis, inputs: readonly Shape[]): Count {
  const peak = nested.totals.peakActivationElements;
  const given = addCounts(inputs.map(countElements));
  if (peak.kind === "exact" && given.kind === "exact")
    return exactCount(Math.max(peak.value - given.value, 0));
  const [inner, outer] = [countExpression(peak), countExpression(given)];
  if (!inner) return peak;
  if (!outer) return given;
  const beside = largestExpression([subtractExpressions(inner, outer), numberExpression(0)]);
  return formulaCount(beside, "the peak inside a nested model depends on its free sizes");
}
