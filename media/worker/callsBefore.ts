/** All calls that one call of a layer depends on, within its model. */
import { type CallRef, callKey, executionOrder } from "../../core/graph/executionOrder.ts";
import type { CallAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";

export interface CallBefore extends CallRef {
  readonly analysis: CallAnalysis;
}

/** In execution order, the call itself last; a call that is not in the analysis is left out. */
export function callsBefore(model: ModelAnalysis, call: CallRef): readonly CallBefore[] {
  const needed = new Map<string, CallBefore>();
  const open: CallRef[] = [call];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    const key = callKey(ref);
    const analysis = model.layers[ref.layer]?.calls[ref.call];
    if (!analysis || needed.has(key)) continue;
    needed.set(key, { layer: ref.layer, call: ref.call, analysis });
    open.push(...(model.graph.layers[ref.layer]?.calls[ref.call]?.inputs ?? []));
  }
  return executionOrder(model.graph).order.flatMap((ref) => needed.get(callKey(ref)) ?? []);
}
