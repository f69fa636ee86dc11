/** Up-sampling by whole factors: nearest in 1 to 3 dimensions, in 2 also bilinear, bicubic and Lanczos. */
import type { UpSamplingOperation } from "../../../core/layers/operation.ts";
import { inputTensor, type Kernel, type KernelRequest, noScratch } from "../kernel.ts";
import { inParts, partWork } from "../parts.ts";
import { knownInterpolation, refuseInterpolation } from "../resizing/axisTaps.ts";
import { resample } from "../resizing/resample.ts";
import { spatialGrid, toTriple } from "../spatialGrid.ts";
import { type AxisSource, axisSources } from "./interpolation.ts";

export const upSamplingReference: Kernel<UpSamplingOperation> = {
  refuse: ({ operation }) => refuseInterpolation(operation.interpolation),
  scratchBytes: noScratch,
  ...inParts(function* (request) {
    const { operation, output } = request;
    const interpolation = knownInterpolation(operation.interpolation) ?? "nearest";
    if (interpolation === "nearest" || interpolation === "bilinear") {
      yield* upSample(request);
      return;
    }
    const input = inputTensor(request);
    const [, height, width] = spatialGrid(input.shape, operation.dataFormat).sizes;
    const whole = { top: 0, left: 0, height, width, fillValue: 0 };
    resample(input, whole, output, { interpolation, antialias: false, dataFormat: operation.dataFormat });
  }),
};

function* upSample(request: KernelRequest<UpSamplingOperation>): Generator<void> {
  const { operation, output } = request;
  const input = inputTensor(request);
  const from = spatialGrid(input.shape, operation.dataFormat);
  const to = spatialGrid(output.shape, operation.dataFormat);
  const factors = toTriple(operation.factors, 1);
  const bilinear = operation.interpolation === "bilinear";
  const depths = axisSources(from.sizes[0], factors[0], false);
  const rows = axisSources(from.sizes[1], factors[1], bilinear);
  const columns = axisSources(from.sizes[2], factors[2], bilinear);
  const { data } = input;
  let work = 0;
  for (let b = 0; b < to.batch; b++) {
    for (const [d, depth] of depths.entries()) {
      for (const [h, row] of rows.entries()) {
        work += 4 * columns.length * to.channels;
        if (work > partWork) {
          work = 0;
          yield;
        }
        for (const [w, column] of columns.entries()) {
          const base = b * from.batchStride + depth.low * from.strides[0];
          const put = b * to.batchStride + d * to.strides[0] + h * to.strides[1] + w * to.strides[2];
          for (let channel = 0; channel < to.channels; channel++) {
            const plane = base + channel * from.channelStride;
            const top = between(data, plane + row.low * from.strides[1], from.strides[2], column);
            const bottom =
              row.share === 0
                ? 0
                : between(data, plane + row.high * from.strides[1], from.strides[2], column);
            output.data[put + channel * to.channelStride] =
              row.share === 0 ? top : top * (1 - row.share) + bottom * row.share;
          }
        }
      }
    }
  }
}

function between(data: Float32Array, row: number, step: number, column: AxisSource): number {
  const low = data[row + column.low * step] as number;
  if (column.share === 0) return low;
  return low * (1 - column.share) + (data[row + column.high * step] as number) * column.share;
}
