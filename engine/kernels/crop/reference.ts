/** Cropping of the spatial axes. */
import type { CropOperation } from "../../../core/layers/operation.ts";
import { copyRegion } from "../copyRegion.ts";
import { inputTensor, type Kernel, noScratch } from "../kernel.ts";
import { spatialGrid, toTriple } from "../spatialGrid.ts";

export const cropReference: Kernel<CropOperation> = {
  refuse: () => undefined,
  scratchBytes: noScratch,
  run: (request) => {
    const { operation, output } = request;
    const input = inputTensor(request);
    const to = spatialGrid(output.shape, operation.dataFormat);
    const before = toTriple(
      operation.cropping.map((pair) => pair[0]),
      0,
    );
    copyRegion(
      input.data,
      spatialGrid(input.shape, operation.dataFormat),
      before,
      output.data,
      to,
      [0, 0, 0],
      to.sizes,
    );
  },
};
