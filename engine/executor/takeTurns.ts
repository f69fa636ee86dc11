/** Runs that allocate from one memory take turns, since a kernel's view of it must not move while the kernel pauses. */

const last = new WeakMap<object, Promise<void>>();

/** Starts `work` once all work on the same memory that was asked for before is done; at once where there is no memory. */
export function takeTurn<Result>(memory: object | null, work: () => Promise<Result>): Promise<Result> {
  if (!memory) return work();
  const result = (last.get(memory) ?? Promise.resolve()).then(work);
  last.set(memory, ending(result));
  return result;
}

/** Resolves once the work is over, and holds nothing of what came of it. */
export function ending(work: Promise<unknown>): Promise<void> {
  const nothing = () => undefined;
  return work.then(nothing, nothing);
}
