/** Weighted sums that do not slide: transposed convolution (which taps reach this place), dense layers, interpolation. */
import type {
  DenseOperation,
  TransposedConvolutionOperation,
  UpSamplingOperation,
} from "../../core/layers/operation.ts";
import { inputTensor, weightData } from "../kernels/kernel.ts";
import { axisTaps, knownInterpolation } from "../kernels/resizing/axisTaps.ts";
import { spatialGrid, type Triple, toTriple } from "../kernels/spatialGrid.ts";
import { sourcePosition } from "../kernels/transposedConvolution/reference.ts";
import { transposedAxes } from "../kernels/windowAxes.ts";
import type { PlacedRequest } from "./explainPixel.ts";
import type { WeightedSum } from "./explainSum.ts";
import { ofRank, positionsOf, putTogether, takeApart, valueAt } from "./place.ts";
import { tapList } from "./tapList.ts";

/** Only the taps that carry an input position here; the others fall between two strides or outside. */
export function transposedStage(request: PlacedRequest<TransposedConvolutionOperation>): WeightedSum {
  const { operation, at } = request;
  const input = inputTensor(request);
  const kernel = weightData(request.weights, "kernel");
  const axes = transposedAxes(operation.windows);
  const { sizes, rank } = spatialGrid(input.shape, operation.dataFormat);
  const { batch, channel: filter, position } = takeApart(at, operation.dataFormat);
  const taps = tapList(request.mostTaps);
  let number = 0;
  for (const tap of positionsOf(axes.kernel)) {
    const along = (axis: 0 | 1 | 2) =>
      sourcePosition(position[axis], tap[axis], {
        stride: axes.stride[axis],
        dilation: axes.dilation[axis],
        offset: axes.offset[axis],
        size: sizes[axis],
      });
    const source: Triple = [along(0), along(1), along(2)];
    const reached = source.every((place) => place >= 0);
    for (let channel = 0; reached && channel < operation.inputChannels; channel++) {
      const coordinates = putTogether({ batch, channel, position: source }, rank, operation.dataFormat);
      const place = (number * operation.outputChannels + filter) * operation.inputChannels + channel;
      taps.add({
        input: 0,
        coordinates,
        value: valueAt(input, coordinates),
        channel,
        kernel: ofRank(tap, rank),
        weight: kernel[place] ?? Number.NaN,
        padded: false,
      });
    }
    number++;
  }
  return { stages: [taps.stage("transposed convolution")], sum: taps.total() };
}

export function denseStage(request: PlacedRequest<DenseOperation>): WeightedSum {
  const { operation, at } = request;
  const input = inputTensor(request);
  const kernel = weightData(request.weights, "kernel");
  const unit = at.at(-1) ?? 0;
  const taps = tapList(request.mostTaps);
  for (let feature = 0; feature < operation.inputFeatures; feature++) {
    const coordinates = [...at.slice(0, -1), feature];
    taps.add({
      input: 0,
      coordinates,
      value: valueAt(input, coordinates),
      channel: feature,
      kernel: [],
      weight: kernel[feature * operation.units + unit] ?? Number.NaN,
      padded: false,
    });
  }
  return { stages: [taps.stage("dense")], sum: taps.total() };
}

/** The neighbours with their shares. */
export function interpolationStage(request: PlacedRequest<UpSamplingOperation>): WeightedSum {
  const { operation, at } = request;
  const input = inputTensor(request);
  const { sizes, rank } = spatialGrid(input.shape, operation.dataFormat);
  const factors = toTriple(operation.factors, 1);
  const { batch, channel, position } = takeApart(at, operation.dataFormat);
  const interpolation = knownInterpolation(operation.interpolation) ?? "nearest";
  const shares = ([0, 1, 2] as const).map((axis) => {
    const size = sizes[axis];
    const read = axisTaps(size, size * factors[axis], axis > 0 ? interpolation : "nearest")[position[axis]];
    const reads = (read?.shares ?? []).map((weight, tap) => ({
      place: Math.min(Math.max((read?.first ?? 0) + tap, 0), size - 1),
      weight,
    }));
    return reads.filter(({ weight }) => weight !== 0);
  });
  const [depths = [], rows = [], columns = []] = shares;
  const taps = tapList(request.mostTaps);
  for (const depth of depths) {
    for (const row of rows) {
      for (const column of columns) {
        const read: Triple = [depth.place, row.place, column.place];
        const coordinates = putTogether({ batch, channel, position: read }, rank, operation.dataFormat);
        taps.add({
          input: 0,
          coordinates,
          value: valueAt(input, coordinates),
          channel,
          kernel: [],
          weight: depth.weight * row.weight * column.weight,
          padded: false,
        });
      }
    }
  }
  return { stages: [taps.stage("interpolation")], sum: taps.total() };
}
