/** Puts the axes of each example in another order. */
import type { LayerOperation } from "../../../core/layers/operation.ts";
import { stridesOf, type Tensor } from "../../tensor/tensor.ts";
import { inputTensor, type Kernel, noScratch } from "../kernel.ts";

type PermuteOperation = Extract<LayerOperation, { readonly op: "permute" }>;

export const permuteReference: Kernel<PermuteOperation> = {
  refuse: ({ operation, inputShapes }) =>
    inputShapes[0]?.length === operation.order.length + 1
      ? undefined
      : `The layer orders ${operation.order.length} axes, and its input has ${(inputShapes[0]?.length ?? 0) - 1} besides the batch.`,
  scratchBytes: noScratch,
  run: (request) => permuteAxes(inputTensor(request), [0, ...request.operation.order], request.output),
};

/** Axis `i` of the output is axis `axes[i]` of the input. */
export function permuteAxes(input: Tensor, axes: readonly number[], output: Tensor): void {
  const inputStrides = stridesOf(input.shape);
  const steps = axes.map((axis) => inputStrides[axis] ?? 0);
  const sizes = axes.map((axis) => input.shape[axis] ?? 1);
  const position = new Array<number>(sizes.length).fill(0);
  let from = 0;
  for (let at = 0; at < output.data.length; at++) {
    output.data[at] = input.data[from] as number;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const next = (position[axis] as number) + 1;
      from += steps[axis] as number;
      if (next < (sizes[axis] as number)) {
        position[axis] = next;
        break;
      }
      from -= next * (steps[axis] as number);
      position[axis] = 0;
    }
  }
}
