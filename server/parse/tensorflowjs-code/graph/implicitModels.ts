/** Models that the program has not closed with `tf.model` yet: what its tensors from an input on make up. */
import type { ModelGraph } from "../../../../core/graph/modelGraph.ts";
import type { Evaluation } from "../language/evaluation.ts";
import { isUnknown } from "../language/values.ts";
import {
  type CallRecord,
  type ModelRecord,
  modelInputs,
  modelOutputs,
  neededBy,
  type TensorValue,
} from "../tensorflow/records.ts";
import { callsBehind, connect, type GraphBuilder } from "./buildModelGraph.ts";
import { nowhere, placeOf } from "./places.ts";

/** One graph for each connected group of calls that no model has and that starts at an input. */
export function implicitModels(builder: GraphBuilder): ModelGraph[] {
  const { evaluation } = builder;
  const covered = coveredCalls(evaluation);
  const group = groupCalls(evaluation.calls);
  const groups = new Map<number, CallRecord[]>();
  for (const call of evaluation.calls) {
    const key = group(call.id);
    const list = groups.get(key);
    if (list) list.push(call);
    else groups.set(key, [call]);
  }
  const models: ModelGraph[] = [];
  for (const calls of groups.values()) {
    if (calls.some((call) => covered.has(call.id) || call.layer.hidden)) continue;
    const model = openModel(builder, calls);
    if (model) models.push(model);
  }
  return models;
}

function openModel(builder: GraphBuilder, calls: readonly CallRecord[]): ModelGraph | undefined {
  const consumed = new Set(
    calls.flatMap((call) => neededBy(call).map((input) => (isUnknown(input) ? -1 : input.call.id))),
  );
  const startsAtInput = reachableFromInputs(calls);
  const last = calls.filter(
    (call) =>
      !consumed.has(call.id) &&
      startsAtInput.has(call.id) &&
      !call.layer.standIn &&
      call.layer.className !== "InputLayer",
  );
  const [output] = last;
  if (!output) return undefined;
  const outputs = last.map((call): TensorValue => ({ kind: "tensor", call, index: 0 }));
  const needed = callsBehind(outputs, []);
  const inputs = needed
    .filter((call) => call.layer.className === "InputLayer")
    .map((call): TensorValue => ({ kind: "tensor", call, index: 0 }));
  const first = inputs[0]?.call.layer ?? output.layer;
  const end = last.at(-1) ?? output;
  const { program } = builder.evaluation;
  const [start, close] = [placeOf(first, program), placeOf({ ...end, anchor: -1 }, program)];
  return {
    ...connect(builder, { calls: needed, inputs, outputs }),
    name: "unfinished model",
    kind: "functional",
    dialect: "tfjs",
    range: start
      ? { start: start.range.start, end: Math.max(start.range.end, close?.range.end ?? -1) }
      : nowhere,
    anchor: start?.anchor ?? -1,
    trainable: true,
  };
}

/** Calls whose every input leads back to an input layer. */
function reachableFromInputs(calls: readonly CallRecord[]): ReadonlySet<number> {
  const reached = new Set<number>();
  // Calls are in the order they were made, so inputs come first.
  for (const call of calls) {
    const starts = call.layer.className === "InputLayer" && call.inputs.length === 0;
    if (starts || call.inputs.some((input) => !isUnknown(input) && reached.has(input.call.id)))
      reached.add(call.id);
  }
  return reached;
}

function coveredCalls(evaluation: Evaluation): ReadonlySet<number> {
  const covered = new Set<number>();
  const cover = (model: ModelRecord) => {
    const calls =
      model.modelKind === "sequential" ? model.stack : callsBehind(modelOutputs(model), modelInputs(model));
    for (const call of calls) covered.add(call.id);
  };
  evaluation.models.forEach(cover);
  return covered;
}

/** Union-find over calls: the number of a call's group. */
function groupCalls(calls: readonly CallRecord[]): (id: number) => number {
  const parent = calls.map((call) => call.id);
  const find = (id: number): number => {
    let at = id;
    while (parent[at] !== undefined && parent[at] !== at) {
      const next = parent[at] ?? at;
      parent[at] = parent[next] ?? next;
      at = next;
    }
    return at;
  };
  for (const call of calls) {
    for (const input of neededBy(call)) if (!isUnknown(input)) parent[find(input.call.id)] = find(call.id);
  }
  return find;
}
