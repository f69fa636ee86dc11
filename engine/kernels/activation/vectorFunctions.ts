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
  // Projection onto the simplex (Martins and Astudillo 2016): subtract the threshold that makes the rest add up to 1.
  sparsemax: (source, at, count, target, put) => {
    const sorted = Float64Array.from(source.subarray(at, at + count))
      .sort()
      .reverse();
    let sum = 0;
    let threshold = 0;
    for (let i = 0; i < count; i++) {
      sum += sorted[i] as number;
      if (1 + (i + 1) * (sorted[i] as number) > sum) threshold = (sum - 1) / (i + 1);
    }
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
