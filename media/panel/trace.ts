/** Marks on the page's timeline, from its first script to maps on screen: for developer tools, and for the test that adds them up. */
import { whenDrawn } from "./whenDrawn.ts";

export type TraceMark = "page" | "worker" | "model" | "run" | "ahead" | "computed" | "drawn";

/** The latest of each kind is kept, as `convlens:NAME`. */
export function mark(name: TraceMark): void {
  performance.clearMarks(`convlens:${name}`);
  performance.mark(`convlens:${name}`);
}

/** Marks when what has changed just now is drawn. */
export function markDrawn(): void {
  whenDrawn(() => mark("drawn"));
}
