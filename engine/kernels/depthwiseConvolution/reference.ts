/** Depthwise convolution: each channel with its own kernels, `depthMultiplier` of them, and no mixing of channels. */
import type { DepthwiseConvolutionOperation } from "../../../core/layers/operation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { activateInParts, refuseFusedActivation } from "../activation/activate.ts";
import { refuseChannels } from "../channelCheck.ts";
import { biasData, inputTensor, type Kernel, type LayerWeights, noScratch, weightTensor } from "../kernel.ts";
import { walkOutput } from "../outputWalk.ts";
import { inParts } from "../parts.ts";
import { spatialGrid } from "../spatialGrid.ts";
import { refuseWindows, windowAxes } from "../windowAxes.ts";

export const depthwiseConvolutionReference: Kernel<DepthwiseConvolutionOperation> = {
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
    const { operation, weights, output } = request;
    const bias = biasData(weights, operation.useBias);
    yield* convolveDepthwise(operation, inputTensor(request), depthwiseWeight(weights).data, bias, output);
    yield* activateInParts(operation.activation, output);
  }),
};

/** Keras 3 calls the weight `kernel`, Keras 2 and TensorFlow.js `depthwise_kernel`; the layer says which it has. */
export function depthwiseWeight(weights: LayerWeights): Tensor {
  return weightTensor(weights, Object.hasOwn(weights, "depthwise_kernel") ? "depthwise_kernel" : "kernel");
}

/** Bias and weighted sums, without the activation; `kernel` is `[taps, channels, multiplier]`. */
export function* convolveDepthwise(
  operation: Pick<DepthwiseConvolutionOperation, "windows" | "dataFormat" | "depthMultiplier">,
  input: Tensor,
  kernel: Float32Array,
  bias: Float32Array | undefined,
  output: Tensor,
): Generator<void> {
  const from = spatialGrid(input.shape, operation.dataFormat);
  const to = spatialGrid(output.shape, operation.dataFormat);
  const axes = windowAxes(operation.windows);
  const [inD, inH, inW] = from.sizes;
  const outW = to.sizes[2];
  const [kernelD, kernelH, kernelW] = axes.kernel;
  const multiplier = operation.depthMultiplier;
  const results = from.channels * multiplier;
  const sums = new Float64Array(results);
  const x = input.data;
  const pixelWork = kernelD * kernelH * kernelW * results;

  // A function of its own, which is compiled sooner than a generator.
  const line = (b: number, od: number, oh: number): void => {
    for (let ow = 0; ow < outW; ow++) {
      if (bias) sums.set(bias);
      else sums.fill(0);
      for (let kd = 0; kd < kernelD; kd++) {
        const id = od * axes.stride[0] - axes.offset[0] + kd * axes.dilation[0];
        if (id < 0 || id >= inD) continue;
        for (let kh = 0; kh < kernelH; kh++) {
          const ih = oh * axes.stride[1] - axes.offset[1] + kh * axes.dilation[1];
          if (ih < 0 || ih >= inH) continue;
          for (let kw = 0; kw < kernelW; kw++) {
            const iw = ow * axes.stride[2] - axes.offset[2] + kw * axes.dilation[2];
            if (iw < 0 || iw >= inW) continue;
            let at =
              b * from.batchStride + id * from.strides[0] + ih * from.strides[1] + iw * from.strides[2];
            let row = ((kd * kernelH + kh) * kernelW + kw) * results;
            for (let result = 0; result < results; ) {
              const value = x[at] as number;
              for (let m = 0; m < multiplier; m++, result++, row++) {
                sums[result] = (sums[result] as number) + value * (kernel[row] as number);
              }
              at += from.channelStride;
            }
          }
        }
      }
      let put = b * to.batchStride + od * to.strides[0] + oh * to.strides[1] + ow * to.strides[2];
      for (let result = 0; result < results; result++) {
        output.data[put] = sums[result] as number;
        put += to.channelStride;
      }
    }
  };

  yield* walkOutput(to, { columns: outW, pixelWork }, line);
}
