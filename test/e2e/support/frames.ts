// Times of the panel's own frames, for what must move smoothly.
import { panelOf } from "./panel.ts";
import type { Session } from "./session.ts";

export interface FrameTimes {
  /** Milliseconds between one frame and the next. */
  readonly frames: readonly number[];
  readonly median: number;
  /** One frame in twenty took longer. */
  readonly late: number;
}

/** Starts to count frames; what it gives ends that. */
export async function watchFrames(session: Session): Promise<() => Promise<FrameTimes>> {
  const body = panelOf(session).locator("body");
  await body.evaluate(() => {
    const times: number[] = [];
    let last = performance.now();
    const next = (now: number) => {
      times.push(now - last);
      last = now;
      if (Reflect.get(window, "watchedFrames") === times) requestAnimationFrame(next);
    };
    Reflect.set(window, "watchedFrames", times);
    requestAnimationFrame(next);
  });
  return async () => {
    const frames = await body.evaluate(() => {
      const times: unknown = Reflect.get(window, "watchedFrames");
      Reflect.deleteProperty(window, "watchedFrames");
      return Array.isArray(times) ? times.slice(1).map(Number) : [];
    });
    const sorted = [...frames].sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
    return { frames, median: at(0.5), late: at(0.95) };
  };
}

export function framesText({ frames, median, late }: FrameTimes): string {
  return `${frames.length} frames, median ${median.toFixed(1)} ms, 95 % below ${late.toFixed(1)} ms`;
}
