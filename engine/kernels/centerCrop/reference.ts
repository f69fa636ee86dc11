/** Cuts the middle out of pictures; where one is too small in a direction, its middle is resized bilinearly. */
import type { CenterCropOperation } from "../../../core/layers/elementOperations.ts";
import { copyRegion } from "../copyRegion.ts";
import { inputTensor, type Kernel, noScratch } from "../kernel.ts";
import { croppedPart } from "../resizing/reference.ts";
import { resample } from "../resizing/resample.ts";
import { spatialGrid } from "../spatialGrid.ts";

export const centerCropReference: Kernel<CenterCropOperation> = {
  refuse: () => undefined,
  scratchBytes: noScratch,
  run: ({ operation, inputs, output }) => {
    const input = inputTensor({ inputs });
    const { dataFormat, size } = operation;
    const from = spatialGrid(input.shape, dataFormat);
    const to = spatialGrid(output.shape, dataFormat);
    const [, height, width] = from.sizes;
    const [down, right] = [height - size[0], width - size[1]];
    if (down < 0 || right < 0) {
      const settings = { interpolation: "bilinear", antialias: false, dataFormat } as const;
      resample(input, croppedPart(size, height, width), output, settings);
      return;
    }
    const start = [0, Math.floor(down / 2), Math.floor(right / 2)] as const;
    copyRegion(input.data, from, start, output.data, to, [0, 0, 0], to.sizes);
  },
};
