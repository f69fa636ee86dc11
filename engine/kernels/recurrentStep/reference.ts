/** A recurrent cell called as a layer: one step, from an input and its states. */
import type { RecurrentStepOperation } from "../../../core/layers/sequenceOperations.ts";
import { type Kernel, type KernelRequest, noScratch } from "../kernel.ts";
import { refuseCells, refuseStates } from "../recurrent/reference.ts";
import { stackStep } from "../recurrent/walkRecurrent.ts";

export const recurrentStepReference: Kernel<RecurrentStepOperation> = {
  refuse: ({ operation, inputShapes: [input = [], ...states] }) =>
    refuseCells(operation.cells, input.at(-1)) ?? refuseStates(operation.cells, states, input[0] ?? 1, false),
  scratchBytes: noScratch,
  run: takeStep,
};

function takeStep({
  operation,
  inputs,
  weights,
  output,
  furtherOutputs = [],
}: KernelRequest<RecurrentStepOperation>) {
  const [input, ...given] = inputs;
  if (!input) throw new Error("The kernel was called without its input.");
  const [batch = 1, features = 0] = input.shape;
  const step = stackStep(operation.cells, weights, "");
  const shown = given.length - (operation.cells.at(-1)?.kind === "lstm" ? 2 : 1);
  for (let example = 0; example < batch; example++) {
    const states = given.map(({ data, shape: [, units = 0] }) =>
      Float64Array.from(data.subarray(example * units, (example + 1) * units)),
    );
    step(input.data.subarray(example * features, (example + 1) * features), states);
    const last = states[shown] as Float64Array;
    output.data.set(last, example * last.length);
    for (const [number, state] of states.entries())
      furtherOutputs[number]?.data.set(state, example * state.length);
  }
}
