/** Global pooling: one maximum or mean per channel over all positions. */
import type { GlobalPoolingOperation } from "../../../core/layers/operation.ts";
import { inputTensor, type Kernel, type KernelRequest, noScratch } from "../kernel.ts";
import { spatialGrid } from "../spatialGrid.ts";

export const globalPoolingReference: Kernel<GlobalPoolingOperation> = {
  refuse: () => undefined,
  scratchBytes: noScratch,
  run: poolAll,
};

function poolAll(request: KernelRequest<GlobalPoolingOperation>): void {
  const { operation, output } = request;
  const input = inputTensor(request);
  const from = spatialGrid(input.shape, operation.dataFormat);
  const [depth, height, width] = from.sizes;
  const max = operation.reduce === "max";
  for (let b = 0; b < from.batch; b++) {
    for (let channel = 0; channel < from.channels; channel++) {
      let result = max ? Number.NEGATIVE_INFINITY : 0;
      for (let d = 0; d < depth; d++) {
        for (let h = 0; h < height; h++) {
          let at =
            b * from.batchStride + channel * from.channelStride + d * from.strides[0] + h * from.strides[1];
          for (let w = 0; w < width; w++) {
            const value = input.data[at] as number;
            if (max) result = Math.max(value, result);
            else result += value;
            at += from.strides[2];
          }
        }
      }
      // Kept axes have size 1, so batch and channel alone give the place in either layout.
      output.data[b * from.channels + channel] = max ? result : result / (depth * height * width);
    }
  }
}
