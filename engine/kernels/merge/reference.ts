/** Element-wise merging of several tensors, repeated along axes of size 1. */
import type { MergeFunction, MergeOperation } from "../../../core/layers/operation.ts";
import { formatSizes, sameShape, type Tensor } from "../../tensor/tensor.ts";
import { activateInParts } from "../activation/activate.ts";
import { alignRank, broadcastParts, canBroadcast } from "../broadcast.ts";
import type { Kernel, KernelRequest } from "../kernel.ts";
import { inParts } from "../parts.ts";

export const mergeReference: Kernel<MergeOperation> = {
  refuse: ({ inputShapes, outputShape }) => {
    const misfit = inputShapes.find((shape) => !canBroadcast(outputShape, shape));
    return misfit
      ? `The input ${formatSizes(misfit)} cannot be repeated to the merged shape ${formatSizes(outputShape)}.`
      : undefined;
  },
  // Sums are kept in float64, so that many inputs do not round many times.
  scratchBytes: ({ outputShape }) => 8 * outputShape.reduce((a, b) => a * b, 1),
  ...inParts(function* (request) {
    yield* merge(request);
    if (request.operation.activation) yield* activateInParts(request.operation.activation, request.output);
  }),
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

function* merge(request: KernelRequest<MergeOperation>): Generator<void> {
  const { operation, inputs, output } = request;
  const { combine } = operation;
  const alike = inputs.every(({ shape }) => sameShape(shape, output.shape));
  if (operation.skipsAbsent && alike && request.masks?.some((mask) => mask)) {
    mergePresent(request);
    return;
  }
  const totals = new Float64Array(output.data.length);
  for (const [number, input] of inputs.entries()) {
    const { data } = input;
    yield* broadcastParts(output.shape, alignRank(input.shape, output.shape.length), (at, from) => {
      const value = data[from] as number;
      totals[at] = number === 0 ? value : combineStep(combine, totals[at] as number, value);
    });
  }
  const divisor = combine === "average" ? inputs.length : 1;
  for (let at = 0; at < totals.length; at++) output.data[at] = (totals[at] as number) / divisor;
}

/**
 * Larger or smaller of the steps that are there, two inputs at a time as Keras does: where one has no such step, the other's
 * value stands. Once an input without a mask has joined, all steps count as there.
 */
function mergePresent({ operation, inputs, masks = [], output }: KernelRequest<MergeOperation>): void {
  const features = output.shape.at(-1) ?? 1;
  let there: Tensor | undefined;
  for (const [number, { data }] of inputs.entries()) {
    const mask = masks[number];
    for (let at = 0; at < output.data.length; at++) {
      const step = Math.floor(at / features);
      const value = data[at] as number;
      const total = number === 0 ? value : (output.data[at] as number);
      const next = mask && mask.data[step] === 0 ? total : value;
      const before = there && there.data[step] === 0 ? next : total;
      output.data[at] = number === 0 ? value : combineStep(operation.combine, before, next);
    }
    there = number === 0 ? mask : bothMarked(there, mask);
  }
}

function bothMarked(a: Tensor | undefined, b: Tensor | undefined): Tensor | undefined {
  if (!a || !b) return undefined;
  return { shape: a.shape, data: a.data.map((there, at) => (there !== 0 || b.data[at] !== 0 ? 1 : 0)) };
}
