/** Copies the input: layers that change nothing in use (dropout, noise), and reshapes, which keep the memory order. */
import type { LayerOperation } from "../../../core/layers/operation.ts";
import { elementCount, formatSizes } from "../../tensor/tensor.ts";
import { inputTensor, type Kernel, noScratch } from "../kernel.ts";

type CopyOperation = Extract<LayerOperation, { readonly op: "identity" | "input" | "reshape" }>;

export const copyReference: Kernel<CopyOperation> = {
  refuse: ({ inputShapes, outputShape }) => {
    const input = inputShapes[0] ?? [];
    return elementCount(input) === elementCount(outputShape)
      ? undefined
      : `${formatSizes(input)} has ${elementCount(input)} elements and ${formatSizes(outputShape)} has ${elementCount(outputShape)}.`;
  },
  scratchBytes: noScratch,
  run: (request) => request.output.data.set(inputTensor(request).data),
};
