/**
 * Uniform numbers by generated code, which runs at its full speed from the first number on: a new engine interprets JavaScript at
 * first, and weights by the million are the first thing that it makes. It has a memory of its own, since it serves every backend.
 */
import { boundsOffset, uniformNumbers } from "../generators/uniformNumbers.ts";
import { type Random, seededRandom } from "../tensor/random.ts";
import { compileKernel } from "./compileKernel.ts";
import { Heap } from "./heap.ts";
import { webAssembly } from "./webAssemblyApi.ts";

/** Overwrites the numbers of the places by the generator's next ones. */
export type UniformFiller = (random: Random, ...to: Parameters<Random["fillUniform"]>) => void;

let filler: UniformFiller | null | undefined;

/** `undefined` where there is no WebAssembly, or where it does not give the plain generator's numbers on this machine. */
export function uniformFiller(): UniformFiller | undefined {
  filler ??= checkedFiller();
  return filler ?? undefined;
}

function checkedFiller(): UniformFiller | null {
  if (!webAssembly) return null;
  const started = startFiller();
  const [bounds, places] = [
    { low: -0.3, high: 0.7 },
    { from: 1, end: 90 },
  ];
  const [made, wanted] = [new Float32Array(100), new Float32Array(100)];
  const [generated, plain] = [seededRandom(0, "check"), seededRandom(0, "check")];
  started(generated, made, bounds, places);
  plain.fillUniform(wanted, bounds, places);
  const isRight = made.every((value, at) => value === wanted[at]);
  return isRight && generated.uniform() === plain.uniform() ? started : null;
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
