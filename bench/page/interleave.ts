/** Times contenders side by side in the page: every round each one runs for a while, so that a slow moment meets them all. */
import type { Contender } from "../peers/contender.ts";
import { type PeakProbe, probeFlops } from "./peakProbe.ts";
import { quietRounds } from "./quietRounds.ts";

export interface MeasureSettings {
  readonly rounds: number;
  /** A contender has several turns in a round, and the fastest counts: a turn that the machine interrupted tells nothing of it. */
  readonly slices: number;
  /** It runs again within a turn until this time has passed; the page's clock is coarse. */
  readonly sliceMilliseconds: number;
  readonly warmUpMilliseconds: number;
  /** Rounds that may be added in place of disturbed ones. */
  readonly extraRounds: number;
}

/** All speeds in billions of multiply-accumulates of the plain algorithm a second. */
export interface Measured {
  readonly name: string;
  readonly perRound: readonly number[];
}

export interface MeasuredRounds {
  /** The last entry is the probe of the machine: what a loop of nothing but multiply-adds reached in the same rounds. */
  readonly measured: readonly Measured[];
  /** Rounds that count, and those that were left out as disturbed. */
  readonly rounds: number;
  readonly disturbed: number;
  /** False where so few rounds were quiet that all of them count. */
  readonly quiet: boolean;
}

/** `judges` says by name which contenders tell a disturbed round: not those that are judged. */
export async function interleave(
  contenders: readonly Contender[],
  judges: (name: string) => boolean,
  { macs, probe, settings }: Measurement,
): Promise<MeasuredRounds> {
  const timed: Timed[] = contenders.map((contender) => ({
    name: contender.name,
    macs: macs * contender.copies,
    run: contender.run,
  }));
  timed.push({ name: "peak", macs: probeFlops, run: probe });
  await warmUp(timed, settings.warmUpMilliseconds);
  const judging = timed.flatMap(({ name }, index) => (judges(name) ? [index] : []));
  const rounds: number[][] = [];
  let quiet: readonly (readonly number[])[] = [];
  while (
    rounds.length < settings.rounds ||
    (quiet.length < settings.rounds && rounds.length < settings.rounds + settings.extraRounds)
  ) {
    rounds.push(await oneRound(timed, settings));
    quiet = quietRounds(rounds, judging);
  }
  const enough = quiet.length >= settings.rounds / 2;
  const used = enough ? quiet : rounds;
  return {
    measured: timed.map(({ name }, index) => ({
      name,
      perRound: used.map((speeds) => speeds[index] ?? Number.NaN),
    })),
    rounds: used.length,
    disturbed: rounds.length - quiet.length,
    quiet: enough,
  };
}

export interface Measurement {
  /** Of one computation by the plain algorithm. */
  readonly macs: number;
  readonly probe: PeakProbe;
  readonly settings: MeasureSettings;
}

/** Each one's fastest turn, billions of multiply-accumulates a second. */
async function oneRound(timed: readonly Timed[], settings: MeasureSettings): Promise<number[]> {
  const speeds: number[] = [];
  for (const contender of timed) {
    let fastest = 0;
    for (let slice = 0; slice < settings.slices; slice++)
      fastest = Math.max(fastest, await speedOf(contender, settings.sliceMilliseconds));
    speeds.push(fastest);
  }
  return speeds;
}

interface Timed {
  readonly name: string;
  readonly macs: number;
  readonly run: () => Promise<void> | void;
}

/** In parts, with pauses: the browser's compiler threads share the processor with the page and need their turn. */
async function warmUp(timed: readonly Timed[], milliseconds: number): Promise<void> {
  const parts = 6;
  for (let part = 0; part < parts; part++) {
    for (const contender of timed) {
      await speedOf(contender, milliseconds / parts);
      await pause(25);
    }
  }
  await pause(500);
}

async function speedOf({ macs, run }: Timed, milliseconds: number): Promise<number> {
  const start = performance.now();
  let runs = 0;
  let passed = 0;
  do {
    // Awaiting a plain function would charge it a turn of the event loop.
    const promise = run();
    if (promise) await promise;
    runs += 1;
    passed = performance.now() - start;
  } while (passed < milliseconds);
  return (macs * runs) / passed / 1e6;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
