/** Joins tensors along one axis. */
import type { LayerOperation } from "../../../core/layers/operation.ts";
import { normaliseAxis } from "../../../core/shape/shape.ts";
import type { Kernel } from "../kernel.ts";
import { noScratch } from "../kernel.ts";

type ConcatenateOperation = Extract<LayerOperation, { readonly op: "concatenate" }>;

export const concatenateReference: Kernel<ConcatenateOperation> = {
  refuse: ({ operation, inputShapes, outputShape }) => {
    const axis = normaliseAxis(operation.axis, outputShape.length);
    if (axis === undefined) return `There is no axis ${operation.axis} to join along.`;
    const sum = inputShapes.reduce((total, shape) => total + (shape[axis] ?? 0), 0);
    return sum === outputShape[axis]
      ? undefined
      : `The inputs have ${sum} positions along axis ${axis}, and the output was declared with ${outputShape[axis]}.`;
  },
  scratchBytes: noScratch,
  run: ({ operation, inputs, output }) => {
    const axis = normaliseAxis(operation.axis, output.shape.length) ?? 0;
    const blockOf = (shape: readonly number[]) => shape.slice(axis).reduce((a, b) => a * b, 1);
    const outer = output.shape.slice(0, axis).reduce((a, b) => a * b, 1);
    let put = 0;
    for (let row = 0; row < outer; row++) {
      for (const input of inputs) {
        const block = blockOf(input.shape);
        output.data.set(input.data.subarray(row * block, (row + 1) * block), put);
        put += block;
      }
    }
  },
};
