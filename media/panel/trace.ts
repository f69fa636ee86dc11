/** Marks on the page's timeline, from its first script to maps on screen: for developer tools, and for the test that adds them up. */

export type TraceMark = "page" | "worker" | "model" | "run" | "computed" | "drawn";

/** The latest of each kind is kept, as `convlens:NAME`. */
export function mark(name: TraceMark): void {
  performance.clearMarks(`convlens:${name}`);
  performance.mark(`convlens:${name}`);
}

/** What changed just now is on screen once a second frame begins. */
export function markDrawn(): void {
  requestAnimationFrame(() => requestAnimationFrame(() => mark("drawn")));
}
