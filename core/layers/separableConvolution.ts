/** SeparableConv1D and SeparableConv2D: a depthwise stage that strides, then a pointwise one, with a single bias. */
import { knownDim } from "../shape/dim.ts";
import { readConfig } from "./configReader.ts";
import {
  biasWeights,
  convolutionInput,
  kernelWeight,
  readConvolutionArguments,
} from "./convolutionArguments.ts";
import { macStage, outputWork } from "./convolutionCost.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred } from "./result.ts";
import { spatialShape } from "./spatialInput.ts";
import { slideWindows, windowSteps } from "./windowArguments.ts";

export const separableConvolutionLayers: readonly LayerSpec[] = [1, 2].map((rank) => ({
  className: `SeparableConv${rank}D`,
  aliases: [`SeparableConvolution${rank}D`],
  category: "convolution",
  description: `${rank}-D depthwise separable convolution: a kernel per channel, then a pointwise mix of the channels.`,
  params: [
    ...sharedParams(
      "filters",
      "kernel_size",
      "strides",
      "padding",
      "depth_multiplier",
      "data_format",
      "dilation_rate",
      "activation",
      "use_bias",
    ),
    {
      name: "depthwise_initializer",
      description: "How the depthwise kernel is filled before training.",
      default: "glorot_uniform",
    },
    {
      name: "pointwise_initializer",
      description: "How the pointwise kernel is filled before training.",
      default: "glorot_uniform",
    },
    ...sharedParams("bias_initializer"),
  ],
  infer: (call) => inferSeparable(call, rank),
}));

function inferSeparable(call: LayerCallContext, rank: number) {
  const reader = readConfig(call.node);
  const filters = reader.integer("filters");
  const depthMultiplier = reader.integer("depth_multiplier", { fallback: 1 });
  const args = readConvolutionArguments(
    reader,
    rank,
    rank === 1 ? ["valid", "same", "causal"] : ["valid", "same"],
  );
  const source = args && convolutionInput(reader, call, rank, args.dataFormat);
  if (filters === undefined || depthMultiplier === undefined || !args || !source) return notInferred(reader);
  if (typeof source === "string") return notInferred(reader, source);
  const { input, channels } = source;
  const windows = slideWindows(reader, input.spatial, args, "kernel_size");
  if (!windows) return notInferred(reader);
  const { kernel, dataFormat, useBias, activation } = args;
  const middle = channels * depthMultiplier;
  const outputDims = windows.map((window) => window.output);
  const output = spatialShape(input, outputDims, knownDim(filters));
  const positions = { meaning: "output positions", dims: outputDims };
  return inferred(reader, {
    outputs: [output],
    operation: {
      op: "separableConvolution",
      dataFormat,
      inputChannels: channels,
      outputChannels: filters,
      useBias,
      activation,
      windows,
      depthMultiplier,
    },
    weights: [
      kernelWeight(
        reader,
        "depthwise_kernel",
        [...kernel, channels, depthMultiplier],
        "depthwise_initializer",
      ),
      kernelWeight(
        reader,
        "pointwise_kernel",
        [...kernel.map(() => 1), middle, filters],
        "pointwise_initializer",
      ),
      ...biasWeights(reader, useBias, filters),
    ],
    macs: [
      macStage("depthwise stage", positions, [
        { meaning: "kernel", values: kernel },
        { meaning: "channels", values: [channels] },
        { meaning: "depth multiplier", values: [depthMultiplier] },
      ]),
      macStage("pointwise stage", positions, [
        { meaning: "depthwise channels", values: [middle] },
        { meaning: "filters", values: [filters] },
      ]),
    ],
    elementary: outputWork(output, useBias, activation),
    sizeSteps: windowSteps(windows),
  });
}
