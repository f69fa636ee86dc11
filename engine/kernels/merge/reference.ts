/** Element-wise merging of several tensors, repeated along axes of size 1. */
import type { LayerOperation, MergeFunction } from "../../../core/layers/operation.ts";
import { formatSizes } from "../../tensor/tensor.ts";
import { alignRank, broadcastWalk, canBroadcast } from "../broadcast.ts";
import type { Kernel, KernelRequest } from "../kernel.ts";

type MergeOperation = Extract<LayerOperation, { readonly op: "merge" }>;

export const mergeReference: Kernel<MergeOperation> = {
  refuse: ({ inputShapes, outputShape }) => {
    const misfit = inputShapes.find((shape) => !canBroadcast(outputShape, shape));
    return misfit
      ? `The input ${formatSizes(misfit)} cannot be repeated to the merged shape ${formatSizes(outputShape)}.`
      : undefined;
  },
  // Sums are kept in float64, so that many inputs do not round many times.
  scratchBytes: ({ outputShape }) => 8 * outputShape.reduce((a, b) => a * b, 1),
  run: merge,
};

/** One step of the reduction: `total` of the inputs so far, and the next `value`. */
export function combineStep(combine: MergeFunction, total: number, value: number): number {
  switch (combine) {
    case "add":
    case "average":
      return total + value;
    case "multiply":
      return total * value;
    case "subtract":
      return total - value;
    case "maximum":
      return Math.max(value, total);
    case "minimum":
      return Math.min(value, total);
  }
}

function merge(request: KernelRequest<MergeOperation>): void {
  const { operation, inputs, output } = request;
  const { combine } = operation;
  const totals = new Float64Array(output.data.length);
  for (const [number, input] of inputs.entries()) {
    const { data } = input;
    broadcastWalk(output.shape, alignRank(input.shape, output.shape.length), (at, from) => {
      const value = data[from] as number;
      totals[at] = number === 0 ? value : combineStep(combine, totals[at] as number, value);
    });
  }
  const divisor = combine === "average" ? inputs.length : 1;
  for (let at = 0; at < totals.length; at++) output.data[at] = (totals[at] as number) / divisor;
}
