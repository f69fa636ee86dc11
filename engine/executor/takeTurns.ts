/** Runs that allocate from one memory take turns, since a kernel's view of it must not move while the kernel pauses. */

const last = new WeakMap<object, Promise<unknown>>();

/** Starts `work` once all work on the same memory that was asked for before is done; at once where there is no memory. */
export function takeTurn<Result>(memory: object | null, work: () => Promise<Result>): Promise<Result> {
  if (!memory) return work();
  const result = (last.get(memory) ?? Promise.resolve()).then(work);
  const ended = result.catch(() => undefined);
  last.set(memory, ended);
  return result;
}
