/** The peak of live activations: which tensors must be kept at the same time while a model runs in its order. */
import { callSources } from "../graph/callSources.ts";
import type { CallRef } from "../graph/executionOrder.ts";
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

export interface ActivationPeak {
  readonly elements: Count;
  /** Names from the outermost model's layer inwards: the layer that runs then; empty where it is not known. */
  readonly path: readonly string[];
}

/**
 * Largest number of elements alive at once, for one example: a tensor lives from the call that makes it to the last call
 * that reads it, outputs of the model to the end. While a layer runs, its inputs and its outputs are both alive, and while
 * a nested model runs, so is the peak inside it, which counts its own inputs.
 */
export function activationPeak(
  graph: ModelGraph,
  order: readonly CallRef[],
  callAt: (ref: CallRef) => CallAnalysis | undefined,
): ActivationPeak {
  const steps = order.map((ref) => stepOf(callAt(ref)));
  const lastUse = lastUses(graph, order);
  return (
    peakOfNumbers(graph, order, steps, lastUse) ?? { elements: peakOfFormulas(steps, lastUse), path: [] }
  );
}

/** What one step of the execution order makes, and what is alive inside a nested model meanwhile. */
interface Step {
  readonly made: Count;
  readonly inside: Count;
  readonly nested: ModelAnalysis | undefined;
}

const nothing = exactCount(0);

function stepOf(call: CallAnalysis | undefined): Step {
  const [first, ...others] = call?.outputs ?? [];
  const made = first ? countElements(first) : nothing;
  return {
    made: others.length === 0 ? made : addCounts([made, ...others.map(countElements)]),
    inside: call?.nested ? peakInside(call.nested, call.inputs) : nothing,
    nested: call?.nested,
  };
}

/** The last step that reads what each step makes: itself where none does, beyond the end for outputs of the model. */
function lastUses(graph: ModelGraph, order: readonly CallRef[]): readonly number[] {
  const stepAt = graph.layers.map(({ calls }) => new Array<number | undefined>(calls.length));
  const lastUse = order.map((ref, step) => {
    const steps = stepAt[ref.layer];
    if (steps) steps[ref.call] = step;
    return step;
  });
  const use = (ref: CallRef, step: number) => {
    const made = stepAt[ref.layer]?.[ref.call];
    if (made !== undefined) lastUse[made] = step;
  };
  for (const [step, ref] of order.entries()) {
    const call = graph.layers[ref.layer]?.calls[ref.call];
    for (const input of call ? callSources(call) : []) use(input, step);
  }
  for (const output of graph.outputs) use(output, order.length);
  return lastUse;
}

/** The peak where all sizes are numbers, else `undefined`. */
function peakOfNumbers(
  graph: ModelGraph,
  order: readonly CallRef[],
  steps: readonly Step[],
  lastUse: readonly number[],
): ActivationPeak | undefined {
  const freedAfter = new Array<number>(steps.length + 1).fill(0);
  let live = 0;
  let peak = 0;
  let path: readonly string[] = [];
  for (const [step, { made, inside, nested }] of steps.entries()) {
    if (made.kind !== "exact" || inside.kind !== "exact") return undefined;
    const highest = live + Math.max(made.value, inside.value);
    if (highest > peak) {
      peak = highest;
      const name = graph.layers[order[step]?.layer ?? -1]?.name ?? "?";
      path = inside.value > made.value && nested ? [name, ...nested.totals.peakActivationPath] : [name];
    }
    live += made.value;
    const last = lastUse[step] ?? step;
    freedAfter[last] = (freedAfter[last] ?? 0) + made.value;
    live -= freedAfter[step] ?? 0;
  }
  return { elements: exactCount(peak), path };
}

/** The largest of the sums over free sizes, as a formula. */
function peakOfFormulas(steps: readonly Step[], lastUse: readonly number[]): Count {
  const freedAfter = new Map<number, SizeExpression[]>();
  const candidates: SizeExpression[] = [];
  let live = numberExpression(0);
  let reason: string | undefined;
  for (const [step, { made, inside }] of steps.entries()) {
    const [formula, insideFormula] = [countExpression(made), countExpression(inside)];
    if (!formula) return made;
    if (!insideFormula) return inside;
    if (made.kind === "unknown") reason ??= made.reason;
    const after = sumExpressions([live, formula]);
    candidates.push(sumExpressions([live, insideFormula]), after);
    const last = lastUse[step] ?? step;
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
