/** Multiplies each channel, the last axis, by its factor. */
import type { LayerOperation } from "../../../core/layers/operation.ts";
import { inputTensor, type Kernel, noScratch, weightData } from "../kernel.ts";

export const channelScaleReference: Kernel<Extract<LayerOperation, { readonly op: "channelScale" }>> = {
  refuse: () => undefined,
  scratchBytes: noScratch,
  run: (request) => {
    const { data } = inputTensor(request);
    const gamma = weightData(request.weights, "gamma");
    for (let at = 0; at < data.length; at++) {
      request.output.data[at] = (data[at] as number) * (gamma[at % gamma.length] as number);
    }
  },
};
