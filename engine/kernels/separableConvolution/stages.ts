/** The two stages of a separable convolution as operations of their own: the first one strides, the second has 1-wide kernels. */
import { isMisfit, slideWindow, type WindowGeometry } from "../../../core/geometry/windowGeometry.ts";
import { linearActivation } from "../../../core/layers/activationFunction.ts";
import type {
  ConvolutionOperation,
  DepthwiseConvolutionOperation,
  SeparableConvolutionOperation,
} from "../../../core/layers/operation.ts";

export interface SeparableStages {
  readonly depthwise: DepthwiseConvolutionOperation;
  readonly pointwise: ConvolutionOperation;
}

export function separableStages(operation: SeparableConvolutionOperation): SeparableStages {
  const between = operation.inputChannels * operation.depthMultiplier;
  const { dataFormat, inputChannels, depthMultiplier } = operation;
  return {
    depthwise: {
      op: "depthwiseConvolution",
      dataFormat,
      inputChannels,
      outputChannels: between,
      depthMultiplier,
      useBias: operation.between?.useBias ?? false,
      activation: operation.between?.activation ?? linearActivation,
      windows: operation.windows,
    },
    pointwise: {
      op: "convolution",
      dataFormat,
      inputChannels: between,
      outputChannels: operation.outputChannels,
      groups: 1,
      useBias: operation.useBias,
      activation: operation.activation,
      windows: operation.windows.map(pointwiseWindow),
    },
  };
}

/** Shape between the stages: the output's positions with the depthwise stage's channels. */
export function betweenShape(
  operation: SeparableConvolutionOperation,
  outputShape: readonly number[],
): readonly number[] {
  const channelAxis = operation.dataFormat === "channels_last" ? outputShape.length - 1 : 1;
  const between = operation.inputChannels * operation.depthMultiplier;
  return outputShape.map((size, axis) => (axis === channelAxis ? between : size));
}

function pointwiseWindow(window: WindowGeometry): WindowGeometry {
  const slid = slideWindow(window.output, { kernel: 1, stride: 1, dilation: 1, padding: "valid" });
  // A window of one position fits any input that has one, and a placed window has an output.
  if (isMisfit(slid)) throw new Error("The first stage has no output positions.");
  return slid;
}
