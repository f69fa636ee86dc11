/** Resizes pictures to a fixed size: stretched, cut, or filled up to the output's aspect ratio first. */
import type { ResizingOperation } from "../../../core/layers/elementOperations.ts";
import { inputTensor, type Kernel, noScratch } from "../kernel.ts";
import { spatialGrid } from "../spatialGrid.ts";
import { knownInterpolation, refuseInterpolation } from "./axisTaps.ts";
import { type Part, resample } from "./resample.ts";

export const resizingReference: Kernel<ResizingOperation> = {
  refuse: ({ operation }) => refuseInterpolation(operation.interpolation),
  scratchBytes: noScratch,
  run: ({ operation, inputs, output }) => {
    const input = inputTensor({ inputs });
    const [, height, width] = spatialGrid(input.shape, operation.dataFormat).sizes;
    const interpolation = knownInterpolation(operation.interpolation) ?? "nearest";
    resample(input, partOf(operation, height, width), output, { ...operation, interpolation });
  },
};

function partOf({ aspect, size, fillValue }: ResizingOperation, height: number, width: number): Part {
  if (aspect === "crop") return croppedPart(size, height, width);
  const whole = { top: 0, left: 0, height, width, fillValue };
  if (aspect === "stretch") return whole;
  // Keras fills up evenly, so an odd rest leaves the aspect ratio off by one.
  const wanted = wantedSizes(size, height, width);
  const top = Math.max(Math.trunc((wanted.height - height) / 2), 0);
  const left = Math.max(Math.trunc((wanted.width - width) / 2), 0);
  return { ...whole, top: -top, left: -left, height: height + 2 * top, width: width + 2 * left };
}

/** The largest middle part with the aspect ratio of `size`. */
export function croppedPart(size: readonly [number, number], height: number, width: number): Part {
  const wanted = wantedSizes(size, height, width);
  const cropped = {
    height: Math.max(Math.min(height, wanted.height), 1),
    width: Math.max(Math.min(width, wanted.width), 1),
  };
  return {
    top: Math.trunc((height - cropped.height) / 2),
    left: Math.trunc((width - cropped.width) / 2),
    ...cropped,
    fillValue: 0,
  };
}

/** Height that goes with the whole width, and width that goes with the whole height. */
function wantedSizes([toHeight, toWidth]: readonly [number, number], height: number, width: number) {
  return {
    height: Math.trunc((width * toHeight) / toWidth),
    width: Math.trunc((height * toWidth) / toHeight),
  };
}
