/** Runs random layers by a backend, and compares the values with those of the reference kernels. */
import assert from "node:assert/strict";
import type { LayerOperation } from "../../../core/layers/operation.ts";
import { type Backend, kernelFor } from "../../../engine/kernels/backend.ts";
import type { Tensor } from "../../../engine/tensor/tensor.ts";
import type { RandomCall } from "../randomCalls.ts";

/** In memory of its own, which holds no number before. */
export function runOnCopies(backend: Backend, call: RandomCall): Tensor {
  const count = call.outputShape.reduce((product, size) => product * size, 1);
  const output = { shape: call.outputShape, data: new Float32Array(count).fill(Number.NaN) };
  kernelFor(backend, call.operation).run({ ...call, output });
  return output;
}

/**
 * Float32 sums in another order differ by a few roundings of the largest partial sum. Gives the largest difference, as a share of the
 * largest value or of 1. Where the activation jumps, a rounding decides on which side of the step a sum falls: both are right.
 */
export function compareValues(
  output: Tensor,
  truth: Tensor,
  limit: number,
  where: string,
  operation?: LayerOperation,
): number {
  const finite = truth.data.filter(Number.isFinite);
  const largest = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const isNear = (value: number, wanted: number) => Math.abs(value - wanted) <= limit * largest;
  const step = stepOf(operation);
  let difference = 0;
  for (const [at, value] of output.data.entries()) {
    const wanted = truth.data[at] ?? Number.POSITIVE_INFINITY;
    // A window may lie beside the image: no largest value, and no mean.
    if (Object.is(value, wanted)) continue;
    if (step && [step, [...step].reverse()].some(([a = 0, b = 0]) => isNear(value, a) && isNear(wanted, b)))
      continue;
    if (!isNear(value, wanted)) assert.fail(`${where}: value ${at} is ${value} and not ${truth.data[at]}`);
    difference = Math.max(difference, Math.abs(value - wanted));
  }
  return difference / largest;
}

/** Values on both sides of the step of a ReLU with a threshold: it gives 0 just below it, and the threshold from there on. */
function stepOf(operation: LayerOperation | undefined): readonly [below: number, above: number] | null {
  if (!operation || !("activation" in operation) || operation.activation.name !== "relu") return null;
  const { threshold = 0, max_value: most = Number.POSITIVE_INFINITY } = operation.activation.settings;
  return threshold === 0 ? null : [0, Math.min(threshold, most)];
}
