/** Weighted sums of sliding windows: standard, depthwise and separable convolution at one output place. */
import type {
  ConvolutionOperation,
  DepthwiseConvolutionOperation,
  SeparableConvolutionOperation,
} from "../../core/layers/operation.ts";
import { inputTensor, weightData } from "../kernels/kernel.ts";
import { spatialGrid, type Triple } from "../kernels/spatialGrid.ts";
import { type WindowAxes, windowAxes } from "../kernels/windowAxes.ts";
import type { PlacedRequest } from "./explainPixel.ts";
import type { WeightedSum } from "./explainSum.ts";
import { ofRank, positionsOf, putTogether, takeApart, valueAt } from "./place.ts";
import { type TapList, tapList } from "./tapList.ts";

export function convolutionStage(request: PlacedRequest<ConvolutionOperation>): WeightedSum {
  const { operation, at } = request;
  const kernel = weightData(request.weights, "kernel");
  const filters = operation.outputChannels;
  const groupInputs = operation.inputChannels / operation.groups;
  const filter = takeApart(at, operation.dataFormat).channel;
  const group = Math.floor(filter / (filters / operation.groups));
  const taps = tapList(request.mostTaps);
  for (let channel = 0; channel < groupInputs; channel++) {
    addWindow(
      request,
      group * groupInputs + channel,
      taps,
      undefined,
      (tap) => kernel[(tap * groupInputs + channel) * filters + filter],
    );
  }
  return { stages: [taps.stage("convolution")], sum: taps.total() };
}

export function depthwiseStage(request: PlacedRequest<DepthwiseConvolutionOperation>): WeightedSum {
  const { operation, at, weights } = request;
  const kernel = weightData(
    weights,
    Object.hasOwn(weights, "depthwise_kernel") ? "depthwise_kernel" : "kernel",
  );
  const result = takeApart(at, operation.dataFormat).channel;
  const results = operation.inputChannels * operation.depthMultiplier;
  const taps = tapList(request.mostTaps);
  const channel = Math.floor(result / operation.depthMultiplier);
  addWindow(request, channel, taps, undefined, (tap) => kernel[tap * results + result]);
  return { stages: [taps.stage("depthwise convolution")], sum: taps.total() };
}

/** The depthwise stage of every channel, then the pointwise sum over their results, which are rounded to float32. */
export function separableStages(request: PlacedRequest<SeparableConvolutionOperation>): WeightedSum {
  const { operation, at } = request;
  const depthwise = weightData(request.weights, "depthwise_kernel");
  const pointwise = weightData(request.weights, "pointwise_kernel");
  const { channel: filter, batch, position } = takeApart(at, operation.dataFormat);
  const results = operation.inputChannels * operation.depthMultiplier;
  const rank = operation.windows.length;
  const first = tapList(request.mostTaps);
  const second = tapList(request.mostTaps);
  for (let result = 0; result < results; result++) {
    const channel = Math.floor(result / operation.depthMultiplier);
    addWindow(request, channel, first, result, (tap) => depthwise[tap * results + result]);
    second.add({
      input: 0,
      coordinates: putTogether({ batch, channel: result, position }, rank, operation.dataFormat),
      value: Math.fround(first.sumOf(result)),
      channel: result,
      kernel: new Array<number>(rank).fill(0),
      weight: pointwise[result * operation.outputChannels + filter] ?? Number.NaN,
      padded: false,
    });
  }
  const stages = [first.stage("depthwise convolution"), second.stage("pointwise convolution")];
  return { stages, sum: second.total() };
}

/** All taps of one channel's window; `weightOf` gets the tap's number in the kernel. */
function addWindow(
  request: PlacedRequest<
    ConvolutionOperation | DepthwiseConvolutionOperation | SeparableConvolutionOperation
  >,
  channel: number,
  taps: TapList,
  partialSum: number | undefined,
  weightOf: (tap: number) => number | undefined,
): void {
  const { operation } = request;
  const input = inputTensor(request);
  const axes = windowAxes(operation.windows);
  const { sizes, rank } = spatialGrid(input.shape, operation.dataFormat);
  const { batch, position } = takeApart(request.at, operation.dataFormat);
  let number = 0;
  for (const kernel of positionsOf(axes.kernel)) {
    const read = readPosition(position, kernel, axes);
    const padded = read.some((place, axis) => place < 0 || place >= (sizes[axis] ?? 0));
    const coordinates = putTogether({ batch, channel, position: read }, rank, operation.dataFormat);
    taps.add(
      {
        input: 0,
        coordinates,
        value: padded ? 0 : valueAt(input, coordinates),
        channel,
        kernel: ofRank(kernel, rank),
        weight: weightOf(number) ?? Number.NaN,
        padded,
      },
      partialSum,
    );
    number++;
  }
}

/** Input position under a kernel position, for an output position. */
export function readPosition(output: Triple, kernel: Triple, axes: WindowAxes): Triple {
  const along = (axis: 0 | 1 | 2) =>
    output[axis] * axes.stride[axis] - axes.offset[axis] + kernel[axis] * axes.dilation[axis];
  return [along(0), along(1), along(2)];
}
