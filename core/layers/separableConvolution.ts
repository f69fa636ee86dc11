/** SeparableConv1D and SeparableConv2D: a depthwise stage that strides, then a pointwise one, with a single bias. */
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
  const kernel = reader.integers("kernel_size", rank);
  const strides = reader.integers("strides", rank, { fallback: 1 });
  const dilation = reader.integers("dilation_rate", rank, { fallback: 1 });
  const depthMultiplier = reader.integer("depth_multiplier", { fallback: 1 });
  const padding = reader.choice(
    "padding",
    rank === 1 ? ["valid", "same", "causal"] : ["valid", "same"],
    "valid",
  );
  const useBias = reader.boolean("use_bias", true);
  const dataFormat = reader.dataFormat();
  const activation = readActivation(reader);
  const shape = singleInput(reader, call.inputs);
  if (
    filters === undefined ||
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

  const middle = channels * depthMultiplier;
  const outputDims = windows.map((window) => window.output);
  const output = spatialShape(input, outputDims, knownDim(filters));
  const weights: WeightSpec[] = [
    {
      name: "depthwise_kernel",
      shape: [...kernel, channels, depthMultiplier],
      trainable: true,
      initializer: readInitializer(reader, "depthwise_initializer", "GlorotUniform"),
    },
    {
      name: "pointwise_kernel",
      shape: [...kernel.map(() => 1), middle, filters],
      trainable: true,
      initializer: readInitializer(reader, "pointwise_initializer", "GlorotUniform"),
    },
  ];
  if (useBias) weights.push(biasWeight(reader, filters));
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
    weights,
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
