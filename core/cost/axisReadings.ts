/** How the layers that move along an axis read it: windows, transposed windows, borders, enlarging and resizing. */

import type { TransposedGeometry } from "../geometry/transposedGeometry.ts";
import type { WindowGeometry } from "../geometry/windowGeometry.ts";
import { greatestCommonDivisor } from "../shape/commonDivisor.ts";
import type { Reading, ReadPositions } from "./axisField.ts";

export function slidingReading({ kernel, stride, dilation, padBefore }: WindowGeometry): Reading {
  return {
    outputs: 1,
    inputs: stride,
    reads: (output) => ({
      first: output * stride - (padBefore ?? 0),
      step: dilation,
      count: kernel,
    }),
  };
}

/**
 * Output `o` is made of the inputs `i` whose tap `(o + cropBefore - i·stride) / dilation` is a whole number in the kernel.
 * Where stride and dilation have a common divisor, or the stride is larger than the kernel, some outputs are made of none.
 */
export function spreadingReading({
  stride,
  dilation,
  span,
  cropBefore,
}: TransposedGeometry): Reading | undefined {
  const step = dilation / greatestCommonDivisor(stride, dilation);
  if (!(step <= mostTried)) return undefined;
  return {
    outputs: stride,
    inputs: 1,
    reads: (output) => {
      const place = output + cropBefore;
      const end = Math.floor(place / stride);
      let first = Math.ceil((place - span + 1) / stride);
      // One of `step` inputs in a row meets a tap, if any does.
      for (let tried = 0; tried < step && (place - first * stride) % dilation !== 0; tried++) first += 1;
      if (first > end || (place - first * stride) % dilation !== 0) return nothing;
      return { first, step, count: Math.floor((end - first) / step) + 1 };
    },
  };
}

/** Moves the positions: `by` is below 0 for a border that is added. */
export function shiftingReading(by: number): Reading {
  return { outputs: 1, inputs: 1, reads: (output) => ({ first: output + by, step: 1, count: 1 }) };
}

/** From `from` to `to` positions, pixel centres at halves; `undefined` for an interpolation that is not known. */
export function resizingReading(from: number, to: number, interpolation: string): Reading | undefined {
  const reach = reaches[interpolation];
  const common = greatestCommonDivisor(from, to);
  if (reach === undefined || !(from > 0 && to > 0)) return undefined;
  return {
    outputs: to / common,
    inputs: from / common,
    reads: (output) => {
      if (reach === 0) return { first: Math.floor(((2 * output + 1) * from) / (2 * to)), step: 1, count: 1 };
      const place = ((2 * output + 1) * from - to) / (2 * to);
      // All other shares are 0 where the place is a position itself.
      if (Number.isInteger(place)) return { first: place, step: 1, count: 1 };
      return { first: Math.floor(place) - reach + 1, step: 1, count: 2 * reach };
    },
  };
}

/** Positions that an interpolation reads on either side. */
const reaches: Readonly<Record<string, number>> = {
  nearest: 0,
  bilinear: 1,
  bicubic: 2,
  lanczos3: 3,
  lanczos5: 5,
};

const nothing: ReadPositions = { first: 0, step: 1, count: 0 };
const mostTried = 4096;
