/** Work in parts: a kernel stops every few milliseconds, so that whoever runs it can let messages in, or give up. */
import type { LayerOperation } from "../../core/layers/operation.ts";
import type { Kernel, KernelRequest } from "./kernel.ts";

/** Multiplications, or values, after which a kernel stops: 1 to 20 ms of the plain kernels, which are slow before they are compiled. */
export const partWork = 500_000;

/** The same for generated code, whose steps are much shorter: multiplications, and values that are only moved or added. */
export const generatedWork = 20_000_000;
export const movedValues = 2_000_000;

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

/** A kernel's work with its stops, where it has any. */
export function* runInParts<Operation extends LayerOperation>(
  kernel: Kernel<Operation>,
  request: KernelRequest<Operation>,
): Generator<void> {
  if (kernel.parts) yield* kernel.parts(request);
  else kernel.run(request);
}

/** What work gives that is too little for a stop. */
export const noStops: Iterable<void> = [];

/** Calls `work` for `count` places, a range at a time, each place being `cost` multiplications or values, of which a part has `most`. */
export function* ranges(
  count: number,
  cost: number,
  work: (from: number, to: number) => void,
  most = partWork,
): Generator<void> {
  const atOnce = Math.max(1, Math.floor(most / Math.max(1, cost)));
  for (let from = 0; from < count; from += atOnce) {
    work(from, Math.min(count, from + atOnce));
    yield;
  }
}
