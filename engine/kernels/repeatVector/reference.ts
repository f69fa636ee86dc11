/** Repeats each example's vector as the steps of a sequence. */
import type { LayerOperation } from "../../../core/layers/operation.ts";
import { inputTensor, type Kernel, noScratch } from "../kernel.ts";

export const repeatVectorReference: Kernel<Extract<LayerOperation, { readonly op: "repeatVector" }>> = {
  refuse: () => undefined,
  scratchBytes: noScratch,
  run: (request) => {
    const { data, shape } = inputTensor(request);
    const { times } = request.operation;
    const features = shape.at(-1) ?? 1;
    for (let put = 0; put < request.output.data.length; put += features) {
      const from = Math.floor(put / (features * times)) * features;
      request.output.data.set(data.subarray(from, from + features), put);
    }
  },
};
