/**
 * Code runs many times slower before the engine has compiled it, which a person would feel at the first keystrokes. So the analysis
 * of the first document of each kind is repeated while nothing else is to be done, and its results are thrown away.
 */
import { setTimeout as pause } from "node:timers/promises";

/** Repetitions after which nearly all is compiled, and the milliseconds of work after which they end all the same. */
const [mostRuns, mostWork] = [80, 2000];
/** Milliseconds of one repetition; a document that takes longer brings its own. */
const longestRun = 150;
/** Milliseconds between two of them, in which requests are answered. */
const between = 5;

export interface RehearsalOptions {
  /** The whole work for one text, without a trace. */
  readonly run: () => void;
  /** False once somebody has something better to do, such as a newer text. */
  readonly isIdle: () => boolean;
  /** Replaced by tests. */
  readonly now?: () => number;
  readonly rest?: () => Promise<void>;
}

/** How often the work was repeated. Never rejects but for a fault of `run`. */
export async function rehearse({
  run,
  isIdle,
  now = () => performance.now(),
  rest = () => pause(between, undefined, { ref: false }),
}: RehearsalOptions): Promise<number> {
  let work = 0;
  let runs = 0;
  while (runs < mostRuns && work < mostWork) {
    await rest();
    if (!isIdle()) break;
    const start = now();
    run();
    const taken = now() - start;
    runs += 1;
    work += taken;
    if (taken > longestRun) break;
  }
  return runs;
}
