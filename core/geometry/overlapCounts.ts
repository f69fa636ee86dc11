/** How many kernel copies of a transposed convolution reach each output position of an axis. */
import type { TransposedGeometry } from "./transposedGeometry.ts";

/** Taps and positions above this are not counted one by one. */
const mostTaps = 1e7;

/** One entry an output position, borders and cropping included; `null` while a size is open, or where it would take too long. */
export function overlapCounts(window: TransposedGeometry): Uint32Array | null {
  const { input, output, kernel, stride, dilation, cropBefore } = window;
  if (input.kind !== "known" || output.kind !== "known") return null;
  if (!(input.value * kernel <= mostTaps && output.value <= mostTaps)) return null;
  const counts = new Uint32Array(output.value);
  for (let copy = 0; copy < input.value; copy++) {
    for (let tap = 0; tap < kernel; tap++) {
      const place = copy * stride + tap * dilation - cropBefore;
      if (place >= 0 && place < counts.length) counts[place] = (counts[place] as number) + 1;
    }
  }
  return counts;
}
