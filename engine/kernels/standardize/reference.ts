/** Subtracts a stored mean and divides by a stored deviation, along the axes that have statistics of their own. */
import type { StandardizeOperation } from "../../../core/layers/elementOperations.ts";
import { elementCount } from "../../tensor/tensor.ts";
import { broadcastWalk } from "../broadcast.ts";
import { inputTensor, type Kernel, type KernelRequest, noScratch, weightData } from "../kernel.ts";

/** Keras's smallest deviation, `keras.backend.epsilon()`. */
const smallestDeviation = 1e-7;

export const standardizeReference: Kernel<StandardizeOperation> = {
  refuse: ({ operation, outputShape }) => {
    const count = elementCount(operation.axes.map((axis) => outputShape[axis] ?? 0));
    const { given } = operation;
    const misfit =
      given && [given.mean, given.variance].find((list) => list.length !== 1 && list.length !== count);
    return misfit
      ? `The layer has ${misfit.length} means or variances, and its input needs 1 or ${count}.`
      : undefined;
  },
  scratchBytes: noScratch,
  run: standardize,
};

function standardize(request: KernelRequest<StandardizeOperation>): void {
  const { operation, output } = request;
  const { data, shape } = inputTensor(request);
  const { given, invert } = operation;
  const kept = new Set(operation.axes);
  const small = shape.map((size, axis) => (kept.has(axis) ? size : 1));
  const means = given ? Float32Array.from(given.mean) : weightData(request.weights, "mean");
  const variances = given ? Float32Array.from(given.variance) : weightData(request.weights, "variance");
  broadcastWalk(shape, small, (at, from) => {
    const mean = means[from % means.length] as number;
    const deviation = Math.max(Math.sqrt(variances[from % variances.length] as number), smallestDeviation);
    const value = data[at] as number;
    output.data[at] = invert ? mean + value * deviation : (value - mean) / deviation;
  });
}
