/** Walks a cell, or a stack of cells, along the steps of each example. */
import type { RecurrentCell, RecurrentOperation } from "../../../core/layers/sequenceOperations.ts";
import type { LayerWeights } from "../kernel.ts";
import { cellStep, stateCount } from "./cellStep.ts";
import { isStepThere, type SequenceResult, type SequenceRun } from "./sequenceRun.ts";

export function* walkRecurrent(run: SequenceRun<RecurrentOperation>): Generator<void, SequenceResult> {
  const { operation, sequence, mask } = run;
  const [batch = 1, steps = 0, features = 0] = sequence.shape;
  const { cells, goBackwards, returnSequences, zeroMasked } = operation;
  const units = cells.at(-1)?.units ?? 0;
  const output = new Float32Array(batch * (returnSequences ? steps : 1) * units);
  const states = cells.flatMap((cell) =>
    Array.from({ length: stateCount(cell) }, () => new Float32Array(batch * cell.units)),
  );
  const step = stackStep(cells, run.weights, run.prefix);
  for (let example = 0; example < batch; example++) {
    const carried = firstStates(run, example);
    const shown = carried.at(-stateCount(cells.at(-1) as RecurrentCell)) as Float64Array;
    const last = new Float64Array(units);
    for (let time = 0; time < steps; time++) {
      yield;
      const place = goBackwards ? steps - 1 - time : time;
      if (isStepThere(mask, example, place)) {
        const at = (example * steps + place) * features;
        step(sequence.data.subarray(at, at + features), carried);
        last.set(shown);
      } else if (zeroMasked) last.fill(0);
      if (returnSequences) output.set(last, (example * steps + time) * units);
    }
    if (!returnSequences) output.set(last, example * units);
    for (const [number, state] of carried.entries()) states[number]?.set(state, example * state.length);
  }
  return { output, states };
}

/** A step through all cells; states one after another, cell by cell. */
export function stackStep(cells: readonly RecurrentCell[], weights: LayerWeights, prefix: string) {
  const parts = cells.map((cell) => ({
    run: cellStep(cell, weights, prefix),
    states: stateCount(cell),
  }));
  return (input: ArrayLike<number>, states: readonly Float64Array[]): void => {
    let given = input;
    let first = 0;
    for (const part of parts) {
      const own = states.slice(first, first + part.states);
      part.run(given, own);
      given = own[0] as Float64Array;
      first += part.states;
    }
  };
}

function firstStates(
  { operation, initial }: SequenceRun<RecurrentOperation>,
  example: number,
): Float64Array[] {
  return operation.cells
    .flatMap((cell) => new Array<number>(stateCount(cell)).fill(cell.units))
    .map((units, number) => {
      const given = initial[number];
      if (!given) return new Float64Array(units);
      return Float64Array.from(given.data.subarray(example * units, (example + 1) * units));
    });
}
