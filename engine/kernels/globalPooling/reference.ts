/** Global pooling: one maximum or mean per channel over all positions. */
import type { GlobalPoolingOperation } from "../../../core/layers/operation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { inputTensor, type Kernel, type KernelRequest, noScratch } from "../kernel.ts";
import { spatialGrid } from "../spatialGrid.ts";

export const globalPoolingReference: Kernel<GlobalPoolingOperation> = {
  refuse: () => undefined,
  scratchBytes: noScratch,
  run: poolAll,
};

function poolAll(request: KernelRequest<GlobalPoolingOperation>): void {
  const { operation, output, masks } = request;
  const mask = operation.skipsAbsent ? masks?.[0] : undefined;
  if (mask) {
    averagePresent(request, mask);
    return;
  }
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

/** The mean of the steps that are there; not a number where none is, as in Keras. */
function averagePresent(request: KernelRequest<GlobalPoolingOperation>, mask: Tensor): void {
  const input = inputTensor(request);
  const grid = spatialGrid(input.shape, request.operation.dataFormat);
  const steps = grid.sizes[2];
  for (let b = 0; b < grid.batch; b++) {
    for (let channel = 0; channel < grid.channels; channel++) {
      let sum = 0;
      let present = 0;
      for (let step = 0; step < steps; step++) {
        const there = mask.data[b * steps + step] as number;
        const at = b * grid.batchStride + channel * grid.channelStride + step * grid.strides[2];
        sum += there * (input.data[at] as number);
        present += there;
      }
      request.output.data[b * grid.channels + channel] = sum / present;
    }
  }
}
