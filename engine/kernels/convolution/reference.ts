/** Convolution in 1 to 3 dimensions with groups, stride and dilation, plainly: window by window, tap by tap, a few windows at a time. */
import type { ConvolutionOperation } from "../../../core/layers/operation.ts";
import { activateInParts, refuseFusedActivation } from "../activation/activate.ts";
import { refuseChannels } from "../channelCheck.ts";
import { biasData, inputTensor, type Kernel, type KernelRequest, noScratch, weightData } from "../kernel.ts";
import { walkOutput } from "../outputWalk.ts";
import { inParts } from "../parts.ts";
import { spatialGrid } from "../spatialGrid.ts";
import { refuseWindows, windowAxes } from "../windowAxes.ts";

export const convolutionReference: Kernel<ConvolutionOperation> = {
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
    yield* convolve(request, weightData(request.weights, "kernel"));
    yield* activateInParts(request.operation.activation, request.output);
  }),
};

/** Output positions along the last axis that are worked on together, so that each weight is fetched once for all of them. */
const tile = 4;

/** Bias and weighted sums, without the activation; `kernel` is `[taps, inputChannels / groups, outputChannels]`. */
export function* convolve(
  request: Omit<KernelRequest<ConvolutionOperation>, "operation"> & {
    readonly operation: Omit<ConvolutionOperation, "activation">;
  },
  kernel: Float32Array,
): Generator<void> {
  const { operation, output } = request;
  const input = inputTensor(request);
  const bias = biasData(request.weights, operation.useBias);
  const from = spatialGrid(input.shape, operation.dataFormat);
  const to = spatialGrid(output.shape, operation.dataFormat);
  const axes = windowAxes(operation.windows);
  const [inD, inH, inW] = from.sizes;
  const outW = to.sizes[2];
  const [kernelD, kernelH, kernelW] = axes.kernel;
  const filters = operation.outputChannels;
  const groupInputs = operation.inputChannels / operation.groups;
  const pixelStep = axes.stride[2] * from.strides[2];
  const sums: TileSums = {
    sums: new Float64Array(tile * filters),
    values: input.data,
    channelStride: from.channelStride,
    kernel,
    filters,
    groups: operation.groups,
    groupInputs,
    groupFilters: filters / operation.groups,
  };

  const pixelWork = kernelD * kernelH * kernelW * groupInputs * filters;

  // A function of its own, which is compiled sooner than a generator.
  const tileAt = (b: number, od: number, oh: number, ow: number): void => {
    const pixels = Math.min(tile, outW - ow);
    startSums(sums, bias);
    for (let kd = 0; kd < kernelD; kd++) {
      const id = od * axes.stride[0] - axes.offset[0] + kd * axes.dilation[0];
      if (id < 0 || id >= inD) continue;
      for (let kh = 0; kh < kernelH; kh++) {
        const ih = oh * axes.stride[1] - axes.offset[1] + kh * axes.dilation[1];
        if (ih < 0 || ih >= inH) continue;
        const line = b * from.batchStride + id * from.strides[0] + ih * from.strides[1];
        for (let kw = 0; kw < kernelW; kw++) {
          const iw = ow * axes.stride[2] - axes.offset[2] + kw * axes.dilation[2];
          const row = ((kd * kernelH + kh) * kernelW + kw) * groupInputs * filters;
          const last = iw + (tile - 1) * axes.stride[2];
          if (pixels === tile && iw >= 0 && last < inW) {
            addTapToTile(sums, line + iw * from.strides[2], pixelStep, row);
            continue;
          }
          for (let pixel = 0; pixel < pixels; pixel++) {
            const place = iw + pixel * axes.stride[2];
            if (place < 0 || place >= inW) continue;
            addTapToPixel(sums, line + place * from.strides[2], pixel, row);
          }
        }
      }
    }
    const put = b * to.batchStride + od * to.strides[0] + oh * to.strides[1] + ow * to.strides[2];
    for (let pixel = 0; pixel < pixels; pixel++) {
      writeSums(sums, pixel, output.data, put + pixel * to.strides[2], to.channelStride);
    }
  };

  yield* walkOutput(to, { columns: tile, pixelWork }, tileAt);
}

/** Sums of a tile, `[tile, filters]`, and what is added to them. */
interface TileSums {
  readonly sums: Float64Array;
  readonly values: Float32Array;
  /** Elements between an input pixel's channels. */
  readonly channelStride: number;
  readonly kernel: Float32Array;
  readonly filters: number;
  readonly groups: number;
  readonly groupInputs: number;
  readonly groupFilters: number;
}

function startSums({ sums, filters }: TileSums, bias: Float32Array | undefined): void {
  if (!bias) sums.fill(0);
  else for (let pixel = 0; pixel < tile; pixel++) sums.set(bias, pixel * filters);
}

/** Adds one tap to all pixels of the tile; `at` is the first pixel's place in the input, `row` the tap's in the kernel. */
function addTapToTile(tileSums: TileSums, at: number, pixelStep: number, row: number): void {
  const { sums, values, channelStride, kernel, filters, groups, groupInputs, groupFilters } = tileSums;
  for (let group = 0; group < groups; group++) {
    const first = group * groupFilters;
    for (let channel = 0; channel < groupInputs; channel++) {
      const place = at + (group * groupInputs + channel) * channelStride;
      const x0 = values[place] as number;
      const x1 = values[place + pixelStep] as number;
      const x2 = values[place + 2 * pixelStep] as number;
      const x3 = values[place + 3 * pixelStep] as number;
      const weights = row + channel * filters + first;
      let s0 = first;
      let s1 = first + filters;
      let s2 = first + 2 * filters;
      let s3 = first + 3 * filters;
      for (let filter = 0; filter < groupFilters; filter++) {
        const weight = kernel[weights + filter] as number;
        sums[s0] = (sums[s0] as number) + x0 * weight;
        sums[s1] = (sums[s1] as number) + x1 * weight;
        sums[s2] = (sums[s2] as number) + x2 * weight;
        sums[s3] = (sums[s3] as number) + x3 * weight;
        s0++;
        s1++;
        s2++;
        s3++;
      }
    }
  }
}

/** The same for one pixel: at borders, where the others read the padding, and at the end of a line. */
function addTapToPixel(tileSums: TileSums, at: number, pixel: number, row: number): void {
  const { sums, values, channelStride, kernel, filters, groups, groupInputs, groupFilters } = tileSums;
  for (let group = 0; group < groups; group++) {
    const first = group * groupFilters;
    const start = pixel * filters + first;
    for (let channel = 0; channel < groupInputs; channel++) {
      const x = values[at + (group * groupInputs + channel) * channelStride] as number;
      const weights = row + channel * filters + first;
      for (let filter = 0; filter < groupFilters; filter++) {
        sums[start + filter] = (sums[start + filter] as number) + x * (kernel[weights + filter] as number);
      }
    }
  }
}

function writeSums(
  { sums, filters }: TileSums,
  pixel: number,
  target: Float32Array,
  at: number,
  channelStride: number,
): void {
  let put = at;
  for (let filter = pixel * filters; filter < (pixel + 1) * filters; filter++) {
    target[put] = sums[filter] as number;
    put += channelStride;
  }
}
