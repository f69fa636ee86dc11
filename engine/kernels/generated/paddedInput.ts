/** A copy of one example with zeros around it, so that no tap of a dense kernel needs a check. */
import type { Heap } from "../../wasm/heap.ts";
import { movedValues } from "../parts.ts";
import type { Triple } from "../spatialGrid.ts";

export interface Padding {
  /** Depth, height, width of the input, and its channels. */
  readonly sizes: Triple;
  readonly channels: number;
  readonly before: Triple;
  readonly after: Triple;
}

export function needsPadding({ before, after }: Padding): boolean {
  return [...before, ...after].some((zeros) => zeros > 0);
}

export function paddedSizes({ sizes, before, after }: Padding): Triple {
  const size = (axis: 0 | 1 | 2) => before[axis] + sizes[axis] + after[axis];
  return [size(0), size(1), size(2)];
}

export function paddedLength(padding: Padding): number {
  const [depth, height, width] = paddedSizes(padding);
  return depth * height * width * padding.channels;
}

/** Writes every float of the copy. */
export function* copyPadded(heap: Heap, source: number, target: number, padding: Padding): Generator<void> {
  const { sizes, channels, before } = padding;
  const [, height, width] = paddedSizes(padding);
  const from = heap.floats(source, sizes[0] * sizes[1] * sizes[2] * channels);
  const to = heap.floats(target, paddedLength(padding));
  const row = sizes[2] * channels;
  let written = 0;
  let stop = movedValues;
  for (let z = 0; z < sizes[0]; z++)
    for (let y = 0; y < sizes[1]; y++) {
      const at = (((z + before[0]) * height + y + before[1]) * width + before[2]) * channels;
      const read = (z * sizes[1] + y) * row;
      to.fill(0, written, at);
      to.set(from.subarray(read, read + row), at);
      written = at + row;
      if (written >= stop) {
        stop = written + movedValues;
        yield;
      }
    }
  to.fill(0, written);
}
