/** One channel of a tensor as rows and columns of numbers. */
import type { DataFormat } from "../../core/layers/operation.ts";
import type { Tensor } from "../../engine/tensor/tensor.ts";

export interface PlainMap {
  readonly rows: number;
  readonly columns: number;
  /** Row by row. */
  readonly values: Float32Array<ArrayBuffer>;
  /** Least and largest finite value; the first is the larger where there is none. */
  readonly min: number;
  readonly max: number;
}

export interface MapChoice {
  readonly channel: number;
  /** Of three spatial axes the first. */
  readonly slice: number;
}

/** A tensor of one to three spatial axes, of which one alone is a row. `null` for another rank, or where there is no such map. */
export function plainMapOf(
  tensor: Tensor,
  dataFormat: DataFormat,
  { channel, slice }: MapChoice,
): PlainMap | null {
  const { shape, data } = tensor;
  if (shape.length < 3 || shape.length > 5) return null;
  const first = dataFormat === "channels_first";
  const channels = shape[first ? 1 : shape.length - 1] ?? 0;
  const spatial = first ? shape.slice(2) : shape.slice(1, -1);
  const [columns = 1, rows = 1, slices = 1] = [...spatial].reverse();
  if (channel < 0 || channel >= channels || slice < 0 || slice >= slices) return null;
  const values = new Float32Array(rows * columns);
  const start = first
    ? (channel * slices + slice) * rows * columns
    : slice * rows * columns * channels + channel;
  const step = first ? 1 : channels;
  for (let place = 0, at = start; place < values.length; place++, at += step) {
    values[place] = data[at] as number;
  }
  return withRange({ rows, columns, values });
}

/** One map less another of the same size. */
export function mapDifference(a: PlainMap, b: PlainMap): PlainMap {
  const values = a.values.map((value, at) => value - (b.values[at] as number));
  return withRange({ rows: a.rows, columns: a.columns, values });
}

function withRange(map: Pick<PlainMap, "rows" | "columns" | "values">): PlainMap {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of map.values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { ...map, min, max };
}
