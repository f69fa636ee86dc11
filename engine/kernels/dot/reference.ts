/** Sums products of two tensors along one axis of each, example by example. */
import type { DotOperation } from "../../../core/layers/elementOperations.ts";
import { elementCount, formatSizes, stridesOf, type Tensor } from "../../tensor/tensor.ts";
import { inputTensor, type Kernel, type KernelRequest } from "../kernel.ts";

export const dotReference: Kernel<DotOperation> = {
  refuse: ({ operation, inputShapes: [left = [], right = []] }) => {
    const [a, b] = operation.axes;
    if (a === 0 || b === 0) return "It would sum over the batch, which Keras refuses.";
    return left[a] === right[b] && left[0] === right[0]
      ? undefined
      : `It sums over axis ${a} of ${formatSizes(left)} and axis ${b} of ${formatSizes(right)}, which do not fit.`;
  },
  scratchBytes: ({ inputShapes, operation }) =>
    8 *
    inputShapes.reduce(
      (sum, shape, side) => sum + linesOf(shape, operation.axes[side === 0 ? 0 : 1]).length,
      0,
    ),
  run: multiply,
};

function multiply(request: KernelRequest<DotOperation>): void {
  const { operation, output } = request;
  const [left, right] = [inputTensor(request, 0), inputTensor(request, 1)];
  const [a, b] = operation.axes;
  const [rows, columns] = [linesOf(left.shape, a), linesOf(right.shape, b)];
  const [rowStep, columnStep] = [stridesOf(left.shape)[a] ?? 1, stridesOf(right.shape)[b] ?? 1];
  const size = left.shape[a] ?? 0;
  const batch = left.shape[0] ?? 1;
  let put = 0;
  for (let example = 0; example < batch; example++) {
    const [rowBase, columnBase] = [exampleStart(left, example), exampleStart(right, example)];
    const scales = columns.map((column) =>
      operation.normalize ? inverseLength(right.data, columnBase + column, columnStep, size) : 1,
    );
    for (const row of rows) {
      const scale = operation.normalize ? inverseLength(left.data, rowBase + row, rowStep, size) : 1;
      for (const [number, column] of columns.entries()) {
        let sum = 0;
        for (let i = 0; i < size; i++) {
          const value = left.data[rowBase + row + i * rowStep] as number;
          sum += value * (right.data[columnBase + column + i * columnStep] as number);
        }
        output.data[put++] = sum * scale * (scales[number] as number);
      }
    }
  }
}

/** Starts of the lines along `axis` in one example, in the order of the other axes. */
function linesOf(shape: readonly number[], axis: number): number[] {
  const strides = stridesOf(shape);
  const others = shape.map((_, each) => each).filter((each) => each !== 0 && each !== axis);
  return others.reduce<number[]>(
    (starts, each) =>
      starts.flatMap((start) =>
        Array.from({ length: shape[each] ?? 1 }, (_, place) => start + place * (strides[each] ?? 1)),
      ),
    [0],
  );
}

function exampleStart(tensor: Tensor, example: number): number {
  return example * elementCount(tensor.shape.slice(1));
}

/** Keras holds the inverse length at 1 / epsilon, its epsilon being 10⁻⁷. */
function inverseLength(data: Float32Array, start: number, step: number, size: number): number {
  let squares = 0;
  for (let i = 0; i < size; i++) squares += (data[start + i * step] as number) ** 2;
  return Math.min(1 / Math.sqrt(squares), 1e7);
}
