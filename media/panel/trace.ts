/** Marks on the page's timeline, from its first script to maps on screen: for developer tools, and for the test that adds them up. */

export type TraceMark = "page" | "worker" | "model" | "run" | "computed" | "drawn";

/** The latest of each kind is kept, as `convlens:NAME`. */
export function mark(name: TraceMark): void {
  performance.clearMarks(`convlens:${name}`);
  performance.mark(`convlens:${name}`);
}

/** What changed just now is drawn once the next frame's work is over, which a message to oneself comes after. */
export function markDrawn(): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    mark("drawn");
    port1.close();
  };
  requestAnimationFrame(() => port2.postMessage(null));
}
