/** Resamples a part of a picture to another size, channel by channel. */
import type { DataFormat } from "../../../core/layers/operation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { spatialGrid } from "../spatialGrid.ts";
import { type AxisTaps, axisTaps, type Interpolation } from "./axisTaps.ts";

/** The part of the input that is resampled; it may reach over the edges, where it has `fillValue`. */
export interface Part {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
  readonly fillValue: number;
}

export interface ResampleSettings {
  readonly interpolation: Interpolation;
  readonly antialias: boolean;
  readonly dataFormat: DataFormat;
}

export function resample(input: Tensor, part: Part, output: Tensor, settings: ResampleSettings): void {
  const { interpolation, antialias, dataFormat } = settings;
  const from = spatialGrid(input.shape, dataFormat);
  const to = spatialGrid(output.shape, dataFormat);
  const rows = axisTaps(part.height, to.sizes[1], interpolation, antialias);
  const columns = axisTaps(part.width, to.sizes[2], interpolation, antialias);
  for (let b = 0; b < to.batch; b++) {
    for (let channel = 0; channel < to.channels; channel++) {
      const base = b * from.batchStride + channel * from.channelStride;
      const put = b * to.batchStride + channel * to.channelStride;
      const value = (row: number, column: number): number => {
        const y = part.top + held(row, part.height);
        const x = part.left + held(column, part.width);
        const inside = y >= 0 && y < from.sizes[1] && x >= 0 && x < from.sizes[2];
        return inside
          ? (input.data[base + y * from.strides[1] + x * from.strides[2]] as number)
          : part.fillValue;
      };
      for (const [h, row] of rows.entries()) {
        for (const [w, column] of columns.entries()) {
          output.data[put + h * to.strides[1] + w * to.strides[2]] = weighted(row, column, value);
        }
      }
    }
  }
}

function weighted(row: AxisTaps, column: AxisTaps, value: (row: number, column: number) => number): number {
  let sum = 0;
  for (const [i, rowShare] of row.shares.entries()) {
    // A share of 0 must not carry a NaN or an infinity over.
    if (rowShare === 0) continue;
    for (const [j, columnShare] of column.shares.entries()) {
      if (columnShare !== 0) sum += rowShare * columnShare * value(row.first + i, column.first + j);
    }
  }
  return sum;
}

function held(position: number, size: number): number {
  return Math.min(Math.max(position, 0), size - 1);
}
