/** Rows on the states of recurrent layers. */
import { argumentValue, nameOf } from "../argumentValue.ts";
import { asksFor, callsBefore, isRecurrent, makesMask } from "./callFacts.ts";
import type { FlatCall, FlatModel, FlatTensor } from "./flatCalls.ts";
import type { WholeModelPart, WholeModelRow } from "./wholeModelRows.ts";

export const keptStatesRow: WholeModelRow = {
  id: "initial-states-kept",
  keras: "Initial states given in a call hold for that call.",
  tfjs: "In a model inside a model, and in every model with masks: keeps them for all recurrent layers that run later, and gives them to the layer a second time where two of its outputs are used.",
  find: findKeptStates,
};

export const freedStateRow: WholeModelRow = {
  id: "state-freed-with-output",
  keras: "The last output and the state that equals it can both be used.",
  tfjs: "Without `returnSequences` the output and the state are one tensor, which is freed once one of them has been used for the last time.",
  find: findFreedStates,
};

function findKeptStates(model: FlatModel): WholeModelPart[] {
  const { calls } = model;
  const uses = usesOf(model);
  const parts: WholeModelPart[] = [];
  // Layers of the outermost model have nothing in common until a mask is there; those of a model inside always have.
  const common = calls.some((call) => !call.inside && makesMask(call));
  // From the end, so that the next recurrent call is at hand: what stands later in the list never runs surely before.
  const next = new Map<FlatCall["inside"], FlatCall>();
  for (const call of [...calls].reverse()) {
    if (!isRecurrent(call)) continue;
    const where = common ? undefined : call.inside;
    if (call.sources.length > 1 && (common || where)) {
      const after = next.get(where) ?? recurrentBeside(call, calls, where);
      const tensors = new Set(uses.get(call)?.map(({ tensor }) => tensor));
      const again = tensors.size > 1 || call.repeated > (common ? 0 : 1);
      if (after || again) parts.unshift(keptFor(call, after));
    }
    next.set(where, call);
  }
  return parts;
}

/** A recurrent call in that place that need not have run when this one does. */
function recurrentBeside(
  call: FlatCall,
  calls: readonly FlatCall[],
  where: FlatCall["inside"],
): FlatCall | undefined {
  const before = callsBefore(call);
  return calls.find(
    (other) => isRecurrent(other) && !before.has(other) && (!where || other.inside === where),
  );
}

function keptFor(call: FlatCall, after: FlatCall | undefined): WholeModelPart {
  const what = after
    ? `for ${nameOf(after.node)} too, which may run later and then starts from them or fails`
    : "for when it runs a second time, since it runs, as does the model that it stands in, once for each output, and then fails";
  const advice = after
    ? "Put it into a model of its own, and predict with the two one after the other."
    : "Use one of its outputs, or run the layers in a model for each output.";
  return {
    call,
    message: `TensorFlow.js keeps the initial states of ${nameOf(call.node)} ${what}. ${advice}`,
  };
}

function findFreedStates(model: FlatModel): WholeModelPart[] {
  const uses = usesOf(model);
  return model.calls.flatMap((call) => {
    const twice = tensorsGivenTwice(call).some((same) =>
      same.every((tensor) => uses.get(call)?.some((use) => use.tensor === tensor)),
    );
    if (!twice) return [];
    return [
      {
        call,
        message: `TensorFlow.js may fail at what uses ${nameOf(call.node)}: its output and its state are one tensor there, which is freed after the last use of either of them. Use only one of the two, or set return_sequences to true.`,
      },
    ];
  });
}

/** Numbers of the outputs of a recurrent call that are one tensor: the last output and the first state. */
function tensorsGivenTwice(call: FlatCall): readonly (readonly [output: number, state: number])[] {
  if (!isRecurrent(call) || !asksFor(call, "return_state") || asksFor(call, "return_sequences")) return [];
  if (call.node.className !== "Bidirectional") return [[0, 1]];
  // Merged outputs are new tensors; without a merge there are two outputs, and two times as many states as one has.
  if (argumentValue(call.node, "merge_mode") !== null) return [];
  return [
    [0, 2],
    [1, 2 + (call.analysis.outputs.length - 2) / 2],
  ];
}

/** Each time that a tensor of a call is taken, by a layer or as an output of the model. */
function usesOf({ calls, outputs }: FlatModel): ReadonlyMap<FlatCall, readonly FlatTensor[]> {
  const uses = new Map<FlatCall, FlatTensor[]>();
  for (const used of [...calls.flatMap(({ sources }) => sources), ...outputs]) {
    if (!used) continue;
    const known = uses.get(used.call);
    if (known) known.push(used);
    else uses.set(used.call, [used]);
  }
  return uses;
}
