/** When what has changed is drawn: many changes are one drawing. */

/**
 * `now`: at the end of the event. `withAnswer`: an answer of the worker will follow at once, so that both can be drawn together. `soon`: what a
 * person needs no sooner than it can be read, such as how far a run is.
 */
export type DrawingTime = "now" | "withAnswer" | "soon";

/** Milliseconds. The worker's answer for a pixel is mostly there in most of a frame; a run that ends this soon shows no progress. */
const patience: Readonly<Record<DrawingTime, number>> = { now: 0, withAnswer: 14, soon: 100 };

/** A hidden page has no animation frames, so that a drawing at once is a microtask. */
export function drawOnce(draw: () => void): (time: DrawingTime) => void {
  let waiting = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due = Number.POSITIVE_INFINITY;
  const now = () => {
    waiting = false;
    clearTimeout(timer);
    due = Number.POSITIVE_INFINITY;
    draw();
  };
  return (time) => {
    if (waiting) return;
    if (time === "now") {
      waiting = true;
      queueMicrotask(now);
      return;
    }
    const wanted = performance.now() + patience[time];
    if (wanted >= due) return;
    clearTimeout(timer);
    due = wanted;
    timer = setTimeout(now, patience[time]);
  };
}
