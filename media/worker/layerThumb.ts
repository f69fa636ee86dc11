/** A layer's output in small: the channel in which values differ most, coloured; vectors and sequences as one sheet. */
import type { DataFormat } from "../../core/layers/operation.ts";
import type { Tensor } from "../../engine/tensor/tensor.ts";
import { colourPlane } from "../views/drawPlane.ts";
import { valueScale } from "../views/valueScale.ts";

export interface LayerThumb {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, opacity bytes. */
  readonly rgba: ArrayBuffer;
}

/** Longest side, in pixels. */
export const thumbSide = 48;
/** Places of a channel that are looked at to find the liveliest one. */
const mostLooks = 256;

/** Values as they stand in the tensor: `start + row·rowStep + column·columnStep`. */
interface Sheet {
  readonly start: number;
  readonly rows: number;
  readonly columns: number;
  readonly rowStep: number;
  readonly columnStep: number;
}

/** `null` for an empty tensor. */
export function layerThumb({ data, shape }: Tensor, dataFormat: DataFormat): LayerThumb | null {
  const sheet = sheetOf(data, shape, dataFormat);
  if (!sheet) return null;
  const plane = shrink(data, sheet);
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of plane.values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const rgba = colourPlane({ ...plane, start: 0 }, valueScale("auto", min, max)).buffer;
  return { width: plane.columns, height: plane.rows, rgba };
}

function sheetOf(data: Float32Array, shape: readonly number[], dataFormat: DataFormat): Sheet | undefined {
  if (data.length === 0) return undefined;
  const rank = shape.length;
  if (rank === 3) {
    const [, steps = 1, features = 1] = shape;
    return { start: 0, rows: features, columns: steps, rowStep: 1, columnStep: features };
  }
  if (rank < 4) {
    const columns = Math.ceil(Math.sqrt(data.length));
    return { start: 0, rows: Math.ceil(data.length / columns), columns, rowStep: columns, columnStep: 1 };
  }
  const first = dataFormat === "channels_first";
  const spatial = first ? shape.slice(2) : shape.slice(1, -1);
  const channels = (first ? shape[1] : shape.at(-1)) ?? 1;
  const [rows = 1, columns = 1] = spatial.slice(-2);
  const places = spatial.reduce((a, b) => a * b, 1);
  const step = first ? 1 : channels;
  // Of a volume, the slice in the middle.
  const slice = rank === 5 ? Math.floor((spatial[0] ?? 1) / 2) * rows * columns : 0;
  const startOf = (channel: number) => (first ? channel * places : channel) + slice * step;
  const looks = { count: rows * columns, step };
  const channel = liveliest(channels, (at) => spread(data, startOf(at), looks));
  return { start: startOf(channel), rows, columns, rowStep: columns * step, columnStep: step };
}

function liveliest(channels: number, spreadOf: (channel: number) => number): number {
  let [best, most] = [0, -1];
  for (let channel = 0; channel < channels; channel++) {
    const value = spreadOf(channel);
    if (value > most) [best, most] = [channel, value];
  }
  return best;
}

/** Variance over some of the places. */
function spread(
  data: Float32Array,
  start: number,
  { count, step }: { readonly count: number; readonly step: number },
): number {
  // An odd stride does not stay in the columns of an even width.
  const stride = Math.max(1, Math.floor(count / mostLooks) | 1);
  let [sum, squares, looked] = [0, 0, 0];
  for (let place = 0; place < count; place += stride) {
    const value = data[start + place * step] as number;
    if (!Number.isFinite(value)) continue;
    sum += value;
    squares += value * value;
    looked++;
  }
  return looked > 0 ? squares / looked - (sum / looked) ** 2 : -1;
}

/** Averages what falls into one pixel; proportions are kept up to 1 to 4. */
function shrink(
  data: Float32Array,
  sheet: Sheet,
): { readonly values: Float32Array; readonly rows: number; readonly columns: number } {
  const rows = Math.min(sheet.rows, thumbSide);
  const columns = Math.min(sheet.columns, thumbSide);
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = part(row, rows, sheet.rows);
    for (let column = 0; column < columns; column++) {
      const [left, right] = part(column, columns, sheet.columns);
      let sum = 0;
      let count = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) {
          const value = data[sheet.start + y * sheet.rowStep + x * sheet.columnStep];
          if (value === undefined) continue;
          sum += value;
          count++;
        }
      }
      values[row * columns + column] = count > 0 ? sum / count : Number.NaN;
    }
  }
  return { values, rows, columns };
}

function part(at: number, of: number, size: number): readonly [number, number] {
  return [
    Math.floor((at * size) / of),
    Math.max(Math.floor(((at + 1) * size) / of), Math.floor((at * size) / of) + 1),
  ];
}
