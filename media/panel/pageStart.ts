/** What the page's first script leaves to its large one. */

export interface PageStart {
  readonly worker: Worker;
  /** Of the worker's script, for another one where this one is lost. */
  readonly workerAddress: string;
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
