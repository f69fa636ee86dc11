/**
 * Uniform numbers by generated code, which runs at its full speed from the first number on: a new engine interprets JavaScript at
 * first, and weights by the million are the first thing that it makes. It has a memory of its own, since it serves every backend.
 */
import { boundsOffset, uniformNumbers } from "../generators/uniformNumbers.ts";
import type { Random } from "../tensor/random.ts";
import { compileKernel } from "./compileKernel.ts";
import { Heap } from "./heap.ts";
import { webAssembly } from "./webAssemblyApi.ts";

/** Overwrites the numbers of the places by the generator's next ones. */
export type UniformFiller = (random: Random, ...to: Parameters<Random["fillUniform"]>) => void;

let filler: UniformFiller | undefined;

/** `undefined` where there is no WebAssembly. */
export function uniformFiller(): UniformFiller | undefined {
  if (!webAssembly) return undefined;
  filler ??= startFiller();
  return filler;
}

/** As many as stay in the first caches until they are copied out. */
const numbersAtOnce = 16_384;

function startFiller(): UniformFiller {
  const heap = new Heap();
  const [state, numbers] = [heap.allocate(8), heap.allocate(numbersAtOnce)];
  const words = new Int32Array(heap.memory.buffer, state, 4);
  const bounds = new Float64Array(heap.memory.buffer, state + boundsOffset, 2);
  const made = heap.floats(numbers, numbersAtOnce);
  const run = compileKernel(heap, uniformNumbers());
  return (random, data, { low, high }, { from, end }) => {
    words.set(random.state);
    bounds.set([low, high - low]);
    for (let at = from; at < end; at += numbersAtOnce) {
      const count = Math.min(numbersAtOnce, end - at);
      run(state, numbers, numbers + count * 4);
      data.set(made.subarray(0, count), at);
    }
    random.state.set(words);
  };
}
