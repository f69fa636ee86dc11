/** One channel of what the layer was given: the picture that its window slides over. */
import { dataFormatOf } from "./findLayer.ts";
import type { KeptRun } from "./runOrder.ts";

export interface InputMap {
  readonly channel: number;
  readonly rows: number;
  readonly columns: number;
  /** Row by row. */
  readonly values: Float32Array<ArrayBuffer>;
  /** Least and largest finite value. */
  readonly min: number;
  readonly max: number;
}

/** `null` where the first input has no rows and columns, or no such channel. */
export function inputMapOf(kept: KeptRun, channel: number): InputMap | null {
  const [input] = kept.result.inputs;
  if (input?.shape.length !== 4) return null;
  const first = dataFormatOf(kept.found) === "channels_first";
  const [, a = 0, b = 0, c = 0] = input.shape;
  const [channels, rows, columns] = first ? [a, b, c] : [c, a, b];
  if (channel < 0 || channel >= channels) return null;
  const values = new Float32Array(rows * columns);
  const start = first ? channel * rows * columns : channel;
  const step = first ? 1 : channels;
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let place = 0, at = start; place < values.length; place++, at += step) {
    const value = input.data[at] as number;
    values[place] = value;
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { channel, rows, columns, values, min, max };
}
