/** Window geometry with every size settled, three axes, as kernels loop over it; or why it is not settled. */
import type { TransposedGeometry } from "../../core/geometry/transposedGeometry.ts";
import type { WindowGeometry } from "../../core/geometry/windowGeometry.ts";
import type { DataFormat } from "../../core/layers/operation.ts";
import { formatDim } from "../../core/shape/dim.ts";
import { formatSizes } from "../tensor/tensor.ts";
import { spatialGrid, type Triple, toTriple } from "./spatialGrid.ts";

export interface WindowAxes {
  readonly kernel: Triple;
  readonly stride: Triple;
  readonly dilation: Triple;
  /** Window: zeros before the input. Transposed window: positions cut off before the full result. */
  readonly offset: Triple;
}

/** Axes of a sliding window; `refuseWindows` has said that they are known. */
export function windowAxes(windows: readonly WindowGeometry[]): WindowAxes {
  return axesOf(windows, (window) => window.padBefore ?? 0);
}

/** Axes of a transposed window. */
export function transposedAxes(windows: readonly TransposedGeometry[]): WindowAxes {
  return axesOf(windows, (window) => window.cropBefore);
}

/** Why windows do not fit the tensors they are to run on. */
export function refuseWindows(
  windows: readonly (WindowGeometry | TransposedGeometry)[],
  dataFormat: DataFormat,
  inputShape: readonly number[],
  outputShape: readonly number[],
): string | undefined {
  if (inputShape.length !== windows.length + 2 || outputShape.length !== windows.length + 2) {
    return `The layer slides along ${windows.length} axes, and its input ${formatSizes(inputShape)} has ${inputShape.length - 2} besides batch and channels.`;
  }
  const input = spatialGrid(inputShape, dataFormat);
  const skipped = 3 - windows.length;
  for (const [axis, window] of windows.entries()) {
    if (window.input.kind !== "known" || ("padBefore" in window && window.padBefore === null)) {
      return `The size of spatial axis ${axis + 1} is not a number but ${formatDim(window.input)}; give the model an input size.`;
    }
    const size = input.sizes[skipped + axis];
    if (window.input.value !== size) {
      return `The layer was worked out for ${window.input.value} positions along spatial axis ${axis + 1}, and is given ${size}.`;
    }
  }
  return undefined;
}

/** Taps of one window: the product of the kernel's sizes. */
export function tapCount(axes: WindowAxes): number {
  return axes.kernel[0] * axes.kernel[1] * axes.kernel[2];
}

function axesOf<Window extends WindowGeometry | TransposedGeometry>(
  windows: readonly Window[],
  offset: (window: Window) => number,
): WindowAxes {
  return {
    kernel: toTriple(
      windows.map((window) => window.kernel),
      1,
    ),
    stride: toTriple(
      windows.map((window) => window.stride),
      1,
    ),
    dilation: toTriple(
      windows.map((window) => window.dilation),
      1,
    ),
    offset: toTriple(windows.map(offset), 0),
  };
}
