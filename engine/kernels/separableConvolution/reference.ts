/** Depthwise separable convolution: a depthwise stage, which strides, then a pointwise one with bias and activation. */
import type { SeparableConvolutionOperation } from "../../../core/layers/operation.ts";
import { elementCount, zeros } from "../../tensor/tensor.ts";
import { activateInParts, refuseFusedActivation } from "../activation/activate.ts";
import { refuseChannels } from "../channelCheck.ts";
import { convolve } from "../convolution/reference.ts";
import { convolveDepthwise } from "../depthwiseConvolution/reference.ts";
import { inputTensor, type Kernel, weightData } from "../kernel.ts";
import { inParts } from "../parts.ts";
import { refuseWindows } from "../windowAxes.ts";
import { betweenShape, separableStages } from "./stages.ts";

export const separableConvolutionReference: Kernel<SeparableConvolutionOperation> = {
  refuse: ({ operation, inputShapes, outputShape }) => {
    const inputShape = inputShapes[0] ?? [];
    return (
      refuseWindows(operation.windows, operation.dataFormat, inputShape, outputShape) ??
      refuseChannels(operation, inputShape, outputShape) ??
      refuseFusedActivation(operation.activation)
    );
  },
  scratchBytes: ({ operation, outputShape }) => 4 * elementCount(betweenShape(operation, outputShape)),
  ...inParts(function* (request) {
    const { operation, weights, output } = request;
    const stages = separableStages(operation);
    const between = zeros(betweenShape(operation, output.shape));
    const depthwiseKernel = weightData(weights, "depthwise_kernel");
    const depthwiseBias = stages.depthwise.useBias ? weightData(weights, "depthwise_bias") : undefined;
    yield* convolveDepthwise(stages.depthwise, inputTensor(request), depthwiseKernel, depthwiseBias, between);
    yield* activateInParts(stages.depthwise.activation, between);
    const pointwise = { operation: stages.pointwise, inputs: [between], weights, output };
    yield* convolve(pointwise, weightData(weights, "pointwise_kernel"));
    yield* activateInParts(operation.activation, output);
  }),
};
