/** What the page's first script leaves to its large one. */

export interface PageStart {
  readonly worker: Worker;
  /** What the host has sent so far, in order; from now on nothing is kept. */
  readonly takeMessages: () => readonly unknown[];
}

const place = "convlensStart";

export function leaveStart(start: PageStart): void {
  Reflect.set(globalThis, place, start);
}

/** `undefined` where no first script has run. */
export function takeStart(): PageStart | undefined {
  const start: unknown = Reflect.get(globalThis, place);
  Reflect.deleteProperty(globalThis, place);
  return start as PageStart | undefined;
}
