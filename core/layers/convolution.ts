/** Conv1D, Conv2D and Conv3D: standard, pointwise, dilated and grouped convolution. */
import { knownDim } from "../shape/dim.ts";
import { readActivation } from "./activationFunction.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import { macStage, outputWork } from "./convolutionCost.ts";
import { readInitializer } from "./initializer.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import type { WeightSpec } from "./operation.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred, singleInput } from "./result.ts";
import { channelCount, spatialInput, spatialShape } from "./spatialInput.ts";
import { slideWindows, windowSteps } from "./windowArguments.ts";

export const convolutionLayers: readonly LayerSpec[] = [1, 2, 3].map((rank) => ({
  className: `Conv${rank}D`,
  aliases: [`Convolution${rank}D`],
  category: "convolution",
  description: `${rank}-D convolution: slides a kernel over the input and adds up all input channels for each filter.`,
  params: sharedParams(
    "filters",
    "kernel_size",
    "strides",
    "padding",
    "data_format",
    "dilation_rate",
    "groups",
    "activation",
    "use_bias",
    "kernel_initializer",
    "bias_initializer",
  ),
  infer: (call) => inferConvolution(call, rank),
}));

function inferConvolution(call: LayerCallContext, rank: number) {
  const reader = readConfig(call.node);
  const filters = reader.integer("filters");
  const kernel = reader.integers("kernel_size", rank);
  const strides = reader.integers("strides", rank, { fallback: 1 });
  const dilation = reader.integers("dilation_rate", rank, { fallback: 1 });
  const groups = reader.integer("groups", { fallback: 1 });
  const padding = readPadding(reader, rank);
  const useBias = reader.boolean("use_bias", true);
  const dataFormat = reader.dataFormat();
  const activation = readActivation(reader);
  const shape = singleInput(reader, call.inputs);
  if (
    filters === undefined ||
    kernel === undefined ||
    strides === undefined ||
    dilation === undefined ||
    groups === undefined ||
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
  if (!checkGroups(reader, channels, filters, groups)) return notInferred(reader);
  const windows = slideWindows(reader, input.spatial, { kernel, strides, dilation, padding }, "kernel_size");
  if (!windows) return notInferred(reader);

  const output = spatialShape(
    input,
    windows.map((window) => window.output),
    knownDim(filters),
  );
  const weights: WeightSpec[] = [
    {
      name: "kernel",
      shape: [...kernel, channels / groups, filters],
      trainable: true,
      initializer: readInitializer(reader, "kernel_initializer", "GlorotUniform"),
    },
  ];
  if (useBias) weights.push(biasWeight(reader, filters));
  return inferred(reader, {
    outputs: [output],
    operation: {
      op: "convolution",
      dataFormat,
      inputChannels: channels,
      outputChannels: filters,
      useBias,
      activation,
      windows,
      groups,
    },
    weights,
    macs: [
      macStage("convolution", { meaning: "output positions", dims: windows.map((window) => window.output) }, [
        { meaning: "kernel", values: kernel },
        {
          meaning: groups === 1 ? "input channels" : "input channels per group",
          values: [channels / groups],
        },
        { meaning: "filters", values: [filters] },
      ]),
    ],
    elementary: outputWork(output, useBias, activation),
    sizeSteps: windowSteps(windows),
  });
}

/** `valid` or `same`; `causal` for 1-D alone. */
export function readPadding(reader: ConfigReader, rank: number) {
  const padding = reader.choice("padding", ["valid", "same", "causal"], "valid");
  if (padding === "causal" && rank !== 1) {
    reader.report(
      "unsupported-combination",
      `Padding "causal" of "${reader.node.name}" exists for Conv1D only; use "same" or "valid".`,
      { param: "padding" },
    );
    return undefined;
  }
  return padding;
}

/** Keras's `bias`, one value an output channel. */
export function biasWeight(reader: ConfigReader, channels: number): WeightSpec {
  return {
    name: "bias",
    shape: [channels],
    trainable: true,
    initializer: readInitializer(reader, "bias_initializer", "Zeros"),
  };
}

function checkGroups(reader: ConfigReader, channels: number, filters: number, groups: number): boolean {
  const { name } = reader.node;
  if (channels % groups !== 0) {
    reader.report(
      "channels-not-divisible-by-groups",
      `The ${channels} input channels of "${name}" cannot be split into ${groups} groups; use a number of groups that divides ${channels}.`,
      { param: "groups" },
    );
    return false;
  }
  if (filters % groups !== 0) {
    reader.report(
      "filters-not-divisible-by-groups",
      `The ${filters} filters of "${name}" cannot be split into ${groups} groups; use a number of filters that is a multiple of ${groups}.`,
      { param: "filters" },
    );
    return false;
  }
  return true;
}
