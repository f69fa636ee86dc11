/** Activation functions that look at a whole vector along the last axis: softmax, log-softmax, sparsemax and GLU. */

/** Reads `count` values of `source` from `at` on, writes the result from `put` on; both may be the same array. */
type VectorFunction = (
  source: Float32Array,
  at: number,
  count: number,
  target: Float32Array,
  put: number,
) => void;

const vectorFunctions: Readonly<Record<string, VectorFunction>> = {
  softmax: (source, at, count, target, put) => {
    const largest = maximum(source, at, count);
    let sum = 0;
    for (let i = 0; i < count; i++) sum += Math.exp((source[at + i] as number) - largest);
    for (let i = 0; i < count; i++) target[put + i] = Math.exp((source[at + i] as number) - largest) / sum;
  },
  log_softmax: (source, at, count, target, put) => {
    const largest = maximum(source, at, count);
    let sum = 0;
    for (let i = 0; i < count; i++) sum += Math.exp((source[at + i] as number) - largest);
    const shift = largest + Math.log(sum);
    for (let i = 0; i < count; i++) target[put + i] = (source[at + i] as number) - shift;
  },
  // As Keras 3 computes it on every backend: its threshold adds the running sums up where the projection onto the simplex
  // (Martins and Astudillo 2016) takes the last one, so the values add up to 1 only where at most one is above 0.
  sparsemax: (source, at, count, target, put) => {
    const sorted = Float64Array.from(source.subarray(at, at + count))
      .sort()
      .reverse();
    let running = 0;
    let total = 0;
    let support = 0;
    for (let i = 0; i < count; i++) {
      running += sorted[i] as number;
      if ((sorted[i] as number) - (running - 1) / (i + 1) <= 0) continue;
      total += running;
      support++;
    }
    const threshold = (total - 1) / support;
    for (let i = 0; i < count; i++) target[put + i] = Math.max((source[at + i] as number) - threshold, 0);
  },
  // First half times the sigmoid of the second half; the result has half as many values.
  glu: (source, at, count, target, put) => {
    const half = count / 2;
    for (let i = 0; i < half; i++) {
      target[put + i] = (source[at + i] as number) / (1 + Math.exp(-(source[at + half + i] as number)));
    }
  },
};

export function vectorActivation(name: string): VectorFunction | undefined {
  return Object.hasOwn(vectorFunctions, name) ? vectorFunctions[name] : undefined;
}

function maximum(source: Float32Array, at: number, count: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) largest = Math.max(largest, source[at + i] as number);
  return largest;
}
