/** Turns numbers into interval numbers, and category numbers into vectors. */
import type { CategoryOperation } from "../../../core/layers/elementOperations.ts";
import { formatSizes, sameShape } from "../../tensor/tensor.ts";
import { inputTensor, type Kernel, type KernelRequest, noScratch } from "../kernel.ts";

export const categoryReference: Kernel<CategoryOperation> = {
  refuse: ({ operation, inputShapes, outputShape }) => {
    const shape = inputShapes[0] ?? [];
    const made = madeShape(operation, shape);
    return sameShape(made, outputShape)
      ? undefined
      : `Keras declares the output ${formatSizes(outputShape)} and computes ${formatSizes(made)}.`;
  },
  refuseValues: ({ operation, inputs }) => {
    const { boundaries, depth, mode } = operation;
    if (boundaries !== null || mode === "int") return undefined;
    const value = inputs[0]?.data.find((each) => !(Math.trunc(each) >= 0 && Math.trunc(each) < depth));
    return value === undefined
      ? undefined
      : `It encodes the category ${value}, and has categories 0 to ${depth - 1}.`;
  },
  scratchBytes: noScratch,
  run: encode,
};

/** Keras sums and joins along the axis behind the batch, and puts the encoding last. */
function madeShape({ mode, depth }: CategoryOperation, shape: readonly number[]): number[] {
  if (mode === "int") return [...shape];
  if (mode === "one_hot")
    return [...(shape.length > 1 && shape.at(-1) === 1 ? shape.slice(0, -1) : shape), depth];
  return [...shape.slice(0, 1), ...shape.slice(2), depth];
}

function encode(request: KernelRequest<CategoryOperation>): void {
  const { operation, output } = request;
  const { data, shape } = inputTensor(request);
  const { boundaries, depth, mode } = operation;
  const limits = boundaries && Float32Array.from(boundaries);
  const category = (value: number) => (limits ? intervalOf(value, limits) : Math.trunc(value));
  if (mode === "int") {
    for (let at = 0; at < data.length; at++) output.data[at] = category(data[at] as number);
    return;
  }
  output.data.fill(0);
  const inner = mode === "one_hot" ? 1 : shape.slice(2).reduce((a, b) => a * b, 1);
  const summed = mode === "one_hot" ? 1 : (shape[1] ?? 1);
  for (let at = 0; at < data.length; at++) {
    const row = Math.floor(at / (summed * inner)) * inner + (at % inner);
    const put = row * depth + category(data[at] as number);
    output.data[put] = mode === "count" ? (output.data[put] as number) + 1 : 1;
  }
}

/** Number of limits that are not above the value. */
function intervalOf(value: number, limits: Float32Array): number {
  let low = 0;
  let high = limits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value >= (limits[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
}
