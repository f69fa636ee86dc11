/**
 * Transposed convolution, gathered: an output position collects the taps of those input positions that reach it. The
 * scattering definition (each input adds its kernel) is what the tests compare with.
 */
import type { TransposedConvolutionOperation } from "../../../core/layers/operation.ts";
import { activateInParts, refuseFusedActivation } from "../activation/activate.ts";
import { refuseChannels } from "../channelCheck.ts";
import { biasData, inputTensor, type Kernel, type KernelRequest, noScratch, weightData } from "../kernel.ts";
import { walkOutput } from "../outputWalk.ts";
import { inParts } from "../parts.ts";
import { spatialGrid } from "../spatialGrid.ts";
import { refuseWindows, transposedAxes } from "../windowAxes.ts";

export const transposedConvolutionReference: Kernel<TransposedConvolutionOperation> = {
  refuse: ({ operation, inputShapes, outputShape }) => {
    const inputShape = inputShapes[0] ?? [];
    return (
      refuseWindows(operation.windows, operation.dataFormat, inputShape, outputShape) ??
      refuseChannels(operation, inputShape, outputShape) ??
      refuseFusedActivation(operation.activation)
    );
  },
  scratchBytes: noScratch,
  ...inParts(function* (request) {
    yield* gather(request);
    yield* activateInParts(request.operation.activation, request.output);
  }),
};

/**
 * Input position that tap `tap` carries to output position `out`, or -1 where there is none: the position is between
 * two strides, or outside the input.
 */
export function sourcePosition(
  out: number,
  tap: number,
  axis: {
    readonly stride: number;
    readonly dilation: number;
    readonly offset: number;
    readonly size: number;
  },
): number {
  const spread = out + axis.offset - tap * axis.dilation;
  if (spread < 0 || spread % axis.stride !== 0) return -1;
  const position = spread / axis.stride;
  return position < axis.size ? position : -1;
}

function* gather(request: KernelRequest<TransposedConvolutionOperation>): Generator<void> {
  const { operation, output } = request;
  const input = inputTensor(request);
  const kernel = weightData(request.weights, "kernel");
  const bias = biasData(request.weights, operation.useBias);
  const from = spatialGrid(input.shape, operation.dataFormat);
  const to = spatialGrid(output.shape, operation.dataFormat);
  const axes = transposedAxes(operation.windows);
  const axis = ([0, 1, 2] as const).map((i) => ({
    stride: axes.stride[i],
    dilation: axes.dilation[i],
    offset: axes.offset[i],
    size: from.sizes[i],
  }));
  const [axisD, axisH, axisW] = axis as [SourceAxis, SourceAxis, SourceAxis];
  const [kernelD, kernelH, kernelW] = axes.kernel;
  const filters = operation.outputChannels;
  const channels = operation.inputChannels;
  const sums = new Float64Array(filters);
  const pixel = new Float64Array(channels);
  const strides = axes.stride[0] * axes.stride[1] * axes.stride[2];
  const pixelWork = (kernelD * kernelH * kernelW * filters * channels) / strides;

  // A function of its own, which is compiled sooner than a generator.
  const position = (b: number, od: number, oh: number, ow: number): void => {
    if (bias) sums.set(bias);
    else sums.fill(0);
    for (let kd = 0; kd < kernelD; kd++) {
      const id = sourcePosition(od, kd, axisD);
      if (id < 0) continue;
      for (let kh = 0; kh < kernelH; kh++) {
        const ih = sourcePosition(oh, kh, axisH);
        if (ih < 0) continue;
        for (let kw = 0; kw < kernelW; kw++) {
          const iw = sourcePosition(ow, kw, axisW);
          if (iw < 0) continue;
          let at = b * from.batchStride + id * from.strides[0] + ih * from.strides[1] + iw * from.strides[2];
          for (let channel = 0; channel < channels; channel++) {
            pixel[channel] = input.data[at] as number;
            at += from.channelStride;
          }
          const tap = (kd * kernelH + kh) * kernelW + kw;
          addProducts(sums, pixel, kernel, tap * filters * channels);
        }
      }
    }
    let put = b * to.batchStride + od * to.strides[0] + oh * to.strides[1] + ow * to.strides[2];
    for (let filter = 0; filter < filters; filter++) {
      output.data[put] = sums[filter] as number;
      put += to.channelStride;
    }
  };

  yield* walkOutput(to, { columns: 1, pixelWork }, position);
}

type SourceAxis = Parameters<typeof sourcePosition>[2];

/** `sums += K · pixel` for the `[filters, channels]` matrix that starts at `start`. */
function addProducts(sums: Float64Array, pixel: Float64Array, kernel: Float32Array, start: number): void {
  const channels = pixel.length;
  for (let filter = 0; filter < sums.length; filter++) {
    const row = start + filter * channels;
    let sum = sums[filter] as number;
    for (let channel = 0; channel < channels; channel++) {
      sum += (pixel[channel] as number) * (kernel[row + channel] as number);
    }
    sums[filter] = sum;
  }
}
