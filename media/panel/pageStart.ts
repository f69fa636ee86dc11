/** What the page's first script leaves to its large one. */

export interface PageStart {
  /** Absent where it may wait until a run that was done ahead is drawn. */
  readonly worker: Promise<Worker> | undefined;
  /** Starts one, or another one where that is lost. */
  readonly startWorker: () => Promise<Worker>;
  /** What the host has sent so far, in order; from now on nothing is kept. */
  readonly takeMessages: () => readonly unknown[];
}

const place = "convlensStart";

export function leaveStart(start: PageStart): void {
  Reflect.set(globalThis, place, start);
}

/** Once, after `leaveStart`. */
export function takeStart(): PageStart {
  const start: unknown = Reflect.get(globalThis, place);
  Reflect.deleteProperty(globalThis, place);
  return start as PageStart;
}
