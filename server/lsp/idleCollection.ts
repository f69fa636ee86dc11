/**
 * Collects young memory while nobody waits. An analysis leaves some MB behind, and every few keystrokes one of them would stand still for
 * half its time until that is collected; between two keys there is time for it.
 */
import { getHeapSpaceStatistics } from "node:v8";

/** Milliseconds without an answer after which nobody waits: what an editor asks after one keystroke comes together. */
const quiet = 4;
/** Bytes of young memory in use that are worth a collection: what two analyses leave. */
export const worthCollecting = 8e6;

export interface IdleCollection {
  /** An answer is on its way. */
  answered(): void;
  dispose(): void;
}

export interface Collector {
  /** Absent where Node was started without `--expose-gc`; then the engine collects when it has to, as ever. */
  readonly collect: (() => void) | undefined;
  readonly youngBytes: () => number;
  /** Gives a function that calls it off. */
  readonly later: (milliseconds: number, callback: () => void) => () => void;
}

export function createIdleCollection({
  collect,
  youngBytes,
  later,
}: Collector = nodeCollector): IdleCollection {
  let callOff: (() => void) | undefined;
  return {
    answered() {
      if (!collect) return;
      callOff?.();
      callOff = later(quiet, () => {
        if (youngBytes() >= worthCollecting) collect();
      });
    },
    dispose: () => callOff?.(),
  };
}

const { gc } = globalThis;

const nodeCollector: Collector = {
  collect: gc && (() => void gc({ type: "minor" })),
  youngBytes: () =>
    getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space")?.space_used_size ?? 0,
  later: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
