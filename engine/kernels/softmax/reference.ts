/** Softmax along one or several axes, shifted by the maximum so that nothing overflows. */
import type { LayerOperation } from "../../../core/layers/operation.ts";
import { normaliseAxis } from "../../../core/shape/shape.ts";
import { elementCount } from "../../tensor/tensor.ts";
import { broadcastWalk } from "../broadcast.ts";
import { inputTensor, type Kernel, type KernelRequest } from "../kernel.ts";

type SoftmaxOperation = Extract<LayerOperation, { readonly op: "softmax" }>;

export const softmaxReference: Kernel<SoftmaxOperation> = {
  refuse: ({ operation, outputShape }) =>
    operation.axes.every((axis) => normaliseAxis(axis, outputShape.length) !== undefined)
      ? undefined
      : `An axis of ${operation.axes.join(", ")} does not exist in the input.`,
  scratchBytes: ({ operation, outputShape }) => 16 * elementCount(groupShape(operation, outputShape)),
  run: softmax,
};

/** The shape of one value per set of elements that share a sum. */
function groupShape(operation: SoftmaxOperation, shape: readonly number[]): number[] {
  const axes = new Set(operation.axes.map((axis) => normaliseAxis(axis, shape.length)));
  return shape.map((size, axis) => (axes.has(axis) ? 1 : size));
}

function softmax(request: KernelRequest<SoftmaxOperation>): void {
  const { data, shape } = inputTensor(request);
  const result = request.output.data;
  const groups = groupShape(request.operation, shape);
  const largest = new Float64Array(elementCount(groups)).fill(Number.NEGATIVE_INFINITY);
  const sums = new Float64Array(largest.length);
  broadcastWalk(shape, groups, (at, group) => {
    if ((data[at] as number) > (largest[group] as number)) largest[group] = data[at] as number;
  });
  broadcastWalk(shape, groups, (at, group) => {
    sums[group] = (sums[group] as number) + Math.exp((data[at] as number) - (largest[group] as number));
  });
  broadcastWalk(shape, groups, (at, group) => {
    result[at] = Math.exp((data[at] as number) - (largest[group] as number)) / (sums[group] as number);
  });
}
