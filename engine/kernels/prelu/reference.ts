/** PReLU: negative values times a learned slope, which may be shared along axes. */
import type { PReluOperation } from "../../../core/layers/operation.ts";
import { broadcastParts } from "../broadcast.ts";
import { inputTensor, type Kernel, noScratch, weightData } from "../kernel.ts";
import { inParts } from "../parts.ts";

export const preluReference: Kernel<PReluOperation> = {
  refuse: () => undefined,
  scratchBytes: noScratch,
  ...inParts(function* (request) {
    const { operation, output } = request;
    const { data, shape } = inputTensor(request);
    const alpha = weightData(request.weights, "alpha");
    yield* broadcastParts(shape, [1, ...operation.alphaShape], (at, slope) => {
      const value = data[at] as number;
      output.data[at] = value < 0 ? value * (alpha[slope] as number) : value;
    });
  }),
};
