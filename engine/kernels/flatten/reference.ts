/** Flattens each example; channels-first tensors are turned to channels-last before, as Keras does. */
import type { LayerOperation } from "../../../core/layers/operation.ts";
import { elementCount, type Tensor } from "../../tensor/tensor.ts";
import { inputTensor, type Kernel, noScratch } from "../kernel.ts";
import { permuteAxes } from "../permute/reference.ts";

type FlattenOperation = Extract<LayerOperation, { readonly op: "flatten" }>;

export const flattenReference: Kernel<FlattenOperation> = {
  refuse: ({ inputShapes, outputShape }) =>
    elementCount(inputShapes[0] ?? []) === elementCount(outputShape)
      ? undefined
      : `The input has ${elementCount(inputShapes[0] ?? [])} elements, and the output was declared with ${elementCount(outputShape)}.`,
  scratchBytes: noScratch,
  run: (request) => {
    const input = inputTensor(request);
    permuteAxes(input, flattenAxes(request.operation, input), request.output);
  },
};

/** Order in which the input's axes are read, batch first. */
export function flattenAxes(operation: FlattenOperation, input: Tensor): number[] {
  const axes = [...input.shape.keys()];
  if (operation.dataFormat === "channels_last" || axes.length < 3) return axes;
  return [0, ...axes.slice(2), 1];
}
