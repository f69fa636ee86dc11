/** DepthwiseConv1D and DepthwiseConv2D: one kernel a channel, no mixing between channels. */
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

export const depthwiseConvolutionLayers: readonly LayerSpec[] = [1, 2].map((rank) => ({
  className: `DepthwiseConv${rank}D`,
  aliases: [`DepthwiseConvolution${rank}D`],
  category: "convolution",
  description: `${rank}-D depthwise convolution: one kernel per input channel, no mixing between channels.`,
  params: [
    ...sharedParams(
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
      description: "How the kernel is filled before training.",
      default: "glorot_uniform",
    },
    ...sharedParams("bias_initializer"),
  ],
  infer: (call) => inferDepthwise(call, rank),
}));

function inferDepthwise(call: LayerCallContext, rank: number) {
  const reader = readConfig(call.node);
  const depthMultiplier = reader.integer("depth_multiplier", { fallback: 1 });
  const args = readConvolutionArguments(reader, rank, ["valid", "same"]);
  const source = args && convolutionInput(reader, call, rank, args.dataFormat);
  if (depthMultiplier === undefined || !args || !source) return notInferred(reader);
  if (typeof source === "string") return notInferred(reader, source);
  const { input, channels } = source;
  const windows = slideWindows(reader, input.spatial, args, "kernel_size");
  if (!windows) return notInferred(reader);
  const { kernel, dataFormat, useBias, activation } = args;
  const outputChannels = channels * depthMultiplier;
  const output = spatialShape(
    input,
    windows.map((window) => window.output),
    knownDim(outputChannels),
  );
  return inferred(reader, {
    outputs: [output],
    operation: {
      op: "depthwiseConvolution",
      dataFormat,
      inputChannels: channels,
      outputChannels,
      useBias,
      activation,
      windows,
      depthMultiplier,
    },
    weights: [
      kernelWeight(reader, "kernel", [...kernel, channels, depthMultiplier], "depthwise_initializer"),
      ...biasWeights(reader, useBias, outputChannels),
    ],
    macs: [
      macStage(
        "depthwise convolution",
        { meaning: "output positions", dims: windows.map((window) => window.output) },
        [
          { meaning: "kernel", values: kernel },
          { meaning: "channels", values: [channels] },
          { meaning: "depth multiplier", values: [depthMultiplier] },
        ],
      ),
    ],
    elementary: outputWork(output, useBias, activation),
    sizeSteps: windowSteps(windows),
  });
}
