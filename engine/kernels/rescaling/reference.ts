/** Multiplies by a scale and adds an offset, one for all values or one for each index of the last axis. */
import type { RescalingOperation } from "../../../core/layers/elementOperations.ts";
import { inputTensor, type Kernel, noScratch } from "../kernel.ts";

export const rescalingReference: Kernel<RescalingOperation> = {
  refuse: ({ operation, outputShape }) => {
    const last = outputShape.at(-1) ?? 1;
    const misfit = [operation.scale, operation.offset].find(
      (list) => list.length !== 1 && list.length !== last,
    );
    return misfit && `The layer has ${misfit.length} factors or offsets, and its input ${last} channels.`;
  },
  scratchBytes: noScratch,
  run: (request) => {
    const { operation, output } = request;
    const { data } = inputTensor(request);
    const scale = Float32Array.from(operation.scale);
    const offset = Float32Array.from(operation.offset);
    for (let at = 0; at < data.length; at++) {
      const factor = scale[at % scale.length] as number;
      output.data[at] = (data[at] as number) * factor + (offset[at % offset.length] as number);
    }
  },
};
