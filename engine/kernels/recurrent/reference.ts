/** Recurrent layers: SimpleRNN, LSTM, GRU and stacks of their cells. */
import type { RecurrentCell, RecurrentOperation } from "../../../core/layers/sequenceOperations.ts";
import { formatSizes } from "../../tensor/tensor.ts";
import { refuseFusedActivation } from "../activation/activate.ts";
import type { Kernel, KernelCall } from "../kernel.ts";
import { inParts } from "../parts.ts";
import { stateCount } from "./cellStep.ts";
import { sequenceRun, writeResult } from "./sequenceRun.ts";
import { walkRecurrent } from "./walkRecurrent.ts";

export const recurrentReference: Kernel<RecurrentOperation> = {
  refuse: refuseRecurrent,
  scratchBytes: recurrentScratch,
  ...inParts(function* (request) {
    writeResult(yield* walkRecurrent(sequenceRun(request.operation, request)), request);
  }),
};

export function refuseRecurrent({
  operation,
  inputShapes,
}: KernelCall<RecurrentOperation>): string | undefined {
  const [sequence = [], ...initial] = inputShapes;
  return (
    refuseCells(operation.cells, sequence.at(-1)) ??
    refuseStates(operation.cells, initial, sequence[0] ?? 1, true)
  );
}

/** The result is made aside before it is written. */
export function recurrentScratch({ operation, inputShapes }: KernelCall<RecurrentOperation>): number {
  const [batch = 1, steps = 0] = inputShapes[0] ?? [];
  const units = operation.cells.at(-1)?.units ?? 0;
  return 4 * batch * units * (operation.returnSequences ? steps : 1);
}

export function refuseCells(
  cells: readonly RecurrentCell[],
  features: number | undefined,
): string | undefined {
  const [first] = cells;
  if (features !== first?.inputFeatures)
    return `The layer has weights for ${first?.inputFeatures} features, and is given ${features}.`;
  for (const { activation, recurrentActivation } of cells) {
    const reason = refuseFusedActivation(activation) ?? refuseFusedActivation(recurrentActivation);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Why given states do not fit; `optional`: there may be none. */
export function refuseStates(
  cells: readonly RecurrentCell[],
  given: readonly (readonly number[])[],
  batch: number,
  optional: boolean,
): string | undefined {
  if (optional && given.length === 0) return undefined;
  const wanted = cells.flatMap((cell) => new Array<number>(stateCount(cell)).fill(cell.units));
  if (given.length !== wanted.length)
    return `The layer carries ${wanted.length} states, and ${given.length} first ones are given.`;
  const misfit = wanted.findIndex(
    (units, number) => given[number]?.[0] !== batch || given[number]?.[1] !== units,
  );
  return misfit < 0
    ? undefined
    : `State ${misfit + 1} is ${formatSizes([batch, wanted[misfit] ?? 0])}, and its first value is ${formatSizes(given[misfit] ?? [])}.`;
}
