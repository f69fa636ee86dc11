/** How many kernel copies of a transposed convolution meet at its output positions, worked out for as many as are asked for. */
import { spreadingReading } from "../cost/axisReadings.ts";
import { greatestCommonDivisor } from "../shape/commonDivisor.ts";
import type { TransposedGeometry } from "./transposedGeometry.ts";

/**
 * Copies at the output positions `from .. from + length - 1` of an axis, borders and cropping included; an input whose size
 * is open goes on without end. Takes time for the positions alone, whatever the sizes; `null` for dilations of thousands.
 */
export function overlapCounts(
  window: TransposedGeometry,
  { from, length }: { readonly from: number; readonly length: number },
): Uint32Array | null {
  const reading = spreadingReading(window);
  if (!reading) return null;
  const inputs = window.input.kind === "known" ? window.input.value : Number.POSITIVE_INFINITY;
  return Uint32Array.from({ length }, (_, at) => {
    const { first, step, count } = reading.reads(from + at);
    const before = Math.max(0, Math.ceil(-first / step));
    const inside = Math.max(0, Math.floor((inputs - 1 - first) / step) + 1);
    return Math.max(0, Math.min(count, inside) - before);
  });
}

export interface OverlapRange {
  readonly least: number;
  readonly most: number;
}

/**
 * Least and most copies that meet at an output position far from the border. Taps lie at multiples of the dilation, so
 * that of the places within a stride only every `gcd(stride, dilation)`-th is reached.
 */
export function overlapRange({ kernel, stride, dilation }: TransposedGeometry): OverlapRange {
  const common = greatestCommonDivisor(stride, dilation);
  const reached = stride / common;
  return { least: common > 1 ? 0 : Math.floor(kernel / reached), most: Math.ceil(kernel / reached) };
}
