/** The order in which a model's layers can run: every call after the calls it takes tensors from. */
import { callSources } from "./callSources.ts";
import type { ModelGraph, TensorRef } from "./modelGraph.ts";

/** One call of one layer, by their numbers in the graph. */
export interface CallRef {
  readonly layer: number;
  readonly call: number;
}

export interface ExecutionOrder {
  readonly order: readonly CallRef[];
  /** Calls that wait for one another in a circle, or for such a circle. */
  readonly cyclic: readonly CallRef[];
}

/** Keeps the file's order as far as the graph allows; linear in calls and connections. */
export function executionOrder(graph: ModelGraph): ExecutionOrder {
  const waiting = new Map<string, number>();
  const consumers = new Map<string, CallRef[]>();
  const ready: CallRef[] = [];
  for (const [layer, node] of graph.layers.entries()) {
    for (const [call, written] of node.calls.entries()) {
      const sources = new Set(
        callSources(written)
          .filter((ref) => callExists(graph, ref))
          .map(callKey),
      );
      for (const source of sources) {
        const list = consumers.get(source);
        if (list) list.push({ layer, call });
        else consumers.set(source, [{ layer, call }]);
      }
      if (sources.size === 0) ready.push({ layer, call });
      else waiting.set(callKey({ layer, call }), sources.size);
    }
  }
  const order: CallRef[] = [];
  for (let next = 0; next < ready.length; next++) {
    const current = ready[next] as CallRef;
    order.push(current);
    for (const consumer of consumers.get(callKey(current)) ?? []) {
      const key = callKey(consumer);
      const left = (waiting.get(key) ?? 0) - 1;
      if (left > 0) waiting.set(key, left);
      else {
        waiting.delete(key);
        ready.push(consumer);
      }
    }
  }
  const cyclic = [...waiting.keys()].map((key) => {
    const [layer, call] = key.split(":").map(Number);
    return { layer: layer ?? 0, call: call ?? 0 };
  });
  return { order, cyclic };
}

/** Text that names a call, for maps. */
export function callKey(ref: CallRef): string {
  return `${ref.layer}:${ref.call}`;
}

function callExists(graph: ModelGraph, ref: TensorRef): boolean {
  return graph.layers[ref.layer]?.calls[ref.call] !== undefined;
}
