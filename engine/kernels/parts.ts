/** Work in parts: a kernel stops every few milliseconds, so that whoever runs it can let messages in, or give up. */
import type { LayerOperation } from "../../core/layers/operation.ts";
import type { Kernel, KernelRequest } from "./kernel.ts";

/** Multiplications, or values, after which a kernel stops: 1 to 20 ms of the plain kernels, which are slow before they are compiled. */
export const partWork = 500_000;

/** Both ways to run a kernel whose work is a generator. */
export function inParts<Operation extends LayerOperation>(
  parts: (request: KernelRequest<Operation>) => Generator<void>,
): Pick<Kernel<Operation>, "run" | "parts"> {
  return { run: (request) => finish(parts(request)), parts };
}

/** All parts at once; gives what the generator returns. */
export function finish<Result>(parts: Generator<void, Result>): Result {
  for (;;) {
    const { done, value } = parts.next();
    if (done) return value;
  }
}

/** Calls `work` for `count` places, a range at a time, each place being `cost` multiplications or values. */
export function* ranges(
  count: number,
  cost: number,
  work: (from: number, to: number) => void,
): Generator<void> {
  const atOnce = Math.max(1, Math.floor(partWork / Math.max(1, cost)));
  for (let from = 0; from < count; from += atOnce) {
    work(from, Math.min(count, from + atOnce));
    yield;
  }
}
