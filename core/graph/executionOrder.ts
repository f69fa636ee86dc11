/** The order in which a model's layers can run: every call after the calls it takes tensors from. */
import { callSources } from "./callSources.ts";
import type { LayerCall, ModelGraph } from "./modelGraph.ts";

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

const orders = new WeakMap<ModelGraph, ExecutionOrder>();

/** Keeps the file's order as far as the graph allows; linear in calls and connections, and found once for a graph. */
export function executionOrder(graph: ModelGraph): ExecutionOrder {
  const known = orders.get(graph);
  if (known) return known;
  const found = findOrder(graph);
  orders.set(graph, found);
  return found;
}

/** An order in which the calls of each layer also follow one another, as a program makes them; the usual one where none does. */
export function orderOfCallsInTurn(graph: ModelGraph): ExecutionOrder {
  const inTurn = findOrder(graph, { callsInTurn: true });
  return inTurn.cyclic.length === 0 ? inTurn : executionOrder(graph);
}

function findOrder(graph: ModelGraph, { callsInTurn } = { callsInTurn: false }): ExecutionOrder {
  /** Number of each layer's first call; calls are numbered through in the file's order. */
  const firstCall: number[] = [];
  const calls: CallRef[] = [];
  for (const [layer, node] of graph.layers.entries()) {
    firstCall.push(calls.length);
    for (let call = 0; call < node.calls.length; call++) calls.push({ layer, call });
  }
  const waiting = new Array<number>(calls.length).fill(0);
  const consumers: (number[] | undefined)[] = new Array(calls.length);
  const ready: number[] = [];
  for (const [number, { layer, call }] of calls.entries()) {
    const taken = sourceNumbers(graph, graph.layers[layer]?.calls[call], firstCall);
    const sources = callsInTurn && call > 0 ? [...new Set([...taken, number - 1])] : taken;
    for (const source of sources) {
      const list = consumers[source];
      if (list) list.push(number);
      else consumers[source] = [number];
    }
    if (sources.length === 0) ready.push(number);
    waiting[number] = sources.length;
  }
  const order: CallRef[] = [];
  for (let next = 0; next < ready.length; next++) {
    const current = ready[next] ?? 0;
    order.push(calls[current] as CallRef);
    for (const consumer of consumers[current] ?? []) {
      const left = (waiting[consumer] ?? 0) - 1;
      waiting[consumer] = left;
      if (left === 0) ready.push(consumer);
    }
  }
  return { order, cyclic: calls.filter((_, number) => (waiting[number] ?? 0) > 0) };
}

/** Distinct calls that one takes tensors from, by number. */
function sourceNumbers(
  graph: ModelGraph,
  call: LayerCall | undefined,
  firstCall: readonly number[],
): readonly number[] {
  const numbers: number[] = [];
  for (const ref of call ? callSources(call) : []) {
    if (graph.layers[ref.layer]?.calls[ref.call] === undefined) continue;
    numbers.push((firstCall[ref.layer] ?? 0) + ref.call);
  }
  return numbers.length > 1 ? [...new Set(numbers)] : numbers;
}

/** Text that names a call, for maps. */
export function callKey(ref: CallRef): string {
  return `${ref.layer}:${ref.call}`;
}
