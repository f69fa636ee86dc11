/** Times contenders side by side: in each round every one runs for a while, so that a slow moment meets them all. */
import { median } from "./median.ts";

export interface Contender {
  readonly name: string;
  readonly run: () => unknown;
}

export interface Timing {
  readonly name: string;
  /** Median over the rounds, milliseconds a run. */
  readonly median: number;
  /** Median of the rounds' own ratios to the first contender. */
  readonly ratio: number;
  /** The very first run, before the program was compiled for speed. */
  readonly first: number;
}

export interface RoundSettings {
  readonly rounds: number;
  /** A contender runs again within a round until this time has passed. */
  readonly millisecondsEach: number;
}

export function timeInRounds(contenders: readonly Contender[], settings: RoundSettings): Timing[] {
  const first = contenders.map(({ run }) => timeOf(run));
  const rounds = Array.from({ length: settings.rounds }, () =>
    contenders.map(({ run }) => timeRepeated(run, settings.millisecondsEach)),
  );
  return contenders.map(({ name }, index) => ({
    name,
    median: median(rounds.map((round) => round[index] ?? Number.NaN)),
    ratio: median(rounds.map((round) => (round[index] ?? Number.NaN) / (round[0] ?? Number.NaN))),
    first: first[index] ?? Number.NaN,
  }));
}

function timeRepeated(run: () => unknown, milliseconds: number): number {
  const start = performance.now();
  let runs = 0;
  do {
    run();
    runs += 1;
  } while (performance.now() - start < milliseconds);
  return (performance.now() - start) / runs;
}

function timeOf(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}
