/** DepthwiseConv1D and DepthwiseConv2D: one kernel a channel, no mixing between channels. */
import { knownDim } from "../shape/dim.ts";
import { readActivation } from "./activationFunction.ts";
import { readConfig } from "./configReader.ts";
import { biasWeight } from "./convolution.ts";
import { macStage, outputWork } from "./convolutionCost.ts";
import { readInitializer } from "./initializer.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import type { WeightSpec } from "./operation.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred, singleInput } from "./result.ts";
import { channelCount, spatialInput, spatialShape } from "./spatialInput.ts";
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
  const kernel = reader.integers("kernel_size", rank);
  const strides = reader.integers("strides", rank, { fallback: 1 });
  const dilation = reader.integers("dilation_rate", rank, { fallback: 1 });
  const depthMultiplier = reader.integer("depth_multiplier", { fallback: 1 });
  const padding = reader.choice("padding", ["valid", "same"], "valid");
  const useBias = reader.boolean("use_bias", true);
  const dataFormat = reader.dataFormat();
  const activation = readActivation(reader);
  const shape = singleInput(reader, call.inputs);
  if (
    kernel === undefined ||
    strides === undefined ||
    dilation === undefined ||
    depthMultiplier === undefined ||
    padding === undefined ||
    useBias === undefined ||
    dataFormat === undefined ||
    shape === undefined
  ) {
    return notInferred(reader);
  }
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const input = spatialInput(reader, shape, rank, dataFormat);
  const channels = input && channelCount(reader, input.channels, input.shape);
  if (!input || channels === undefined) return notInferred(reader);
  const windows = slideWindows(reader, input.spatial, { kernel, strides, dilation, padding }, "kernel_size");
  if (!windows) return notInferred(reader);

  const outputChannels = channels * depthMultiplier;
  const output = spatialShape(
    input,
    windows.map((window) => window.output),
    knownDim(outputChannels),
  );
  const weights: WeightSpec[] = [
    {
      name: "kernel",
      shape: [...kernel, channels, depthMultiplier],
      trainable: true,
      initializer: readInitializer(reader, "depthwise_initializer", "GlorotUniform"),
    },
  ];
  if (useBias) weights.push(biasWeight(reader, outputChannels));
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
    weights,
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
