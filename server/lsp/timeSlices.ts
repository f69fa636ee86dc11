/** Lets long work be overtaken: it is done in slices of time, and what has come in meanwhile is looked at between them. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { AnalysisStopped } from "../analysis/analysisCache.ts";
import { limits, type Watch } from "../parse/tensorflowjs-code/language/budget.ts";

/** Milliseconds of the first slice; nearly every document needs less. Each further one has twice as many. */
const firstSlice = 200;

/**
 * What `work` gives, which starts anew in each slice, so that all of them together take a few times as long as it needs.
 * `undefined` once it is not wanted any more. The last slice is as long as a document may take at all: its watch ends
 * the work instead of stopping it. `work` must ask its watch now and then, and let through what it throws.
 */
export async function inSlices<T>(
  work: (watch: Watch) => T,
  isWanted: () => boolean,
  now: () => number = () => performance.now(),
): Promise<T | undefined> {
  for (let slice = firstSlice; ; slice *= 2) {
    const last = slice >= limits.milliseconds;
    const end = now() + Math.min(slice, limits.milliseconds);
    try {
      return work(() => {
        if (now() < end) return true;
        if (last) return false;
        throw new AnalysisStopped("the slice of time is over");
      });
    } catch (error) {
      if (!(error instanceof AnalysisStopped)) throw error;
    }
    await nextTurn();
    if (!isWanted()) return undefined;
  }
}
