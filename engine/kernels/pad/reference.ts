/** Zero padding of the spatial axes. */
import type { PadOperation } from "../../../core/layers/operation.ts";
import { copyRegion } from "../copyRegion.ts";
import { inputTensor, type Kernel, noScratch } from "../kernel.ts";
import { spatialGrid, toTriple } from "../spatialGrid.ts";

export const padReference: Kernel<PadOperation> = {
  refuse: () => undefined,
  scratchBytes: noScratch,
  run: (request) => {
    const { operation, output } = request;
    const input = inputTensor(request);
    output.data.fill(0);
    const from = spatialGrid(input.shape, operation.dataFormat);
    const before = toTriple(
      operation.padding.map((pair) => pair[0]),
      0,
    );
    copyRegion(
      input.data,
      from,
      [0, 0, 0],
      output.data,
      spatialGrid(output.shape, operation.dataFormat),
      before,
      from.sizes,
    );
  },
};
