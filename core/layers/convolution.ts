/** Conv1D, Conv2D and Conv3D: standard, pointwise, dilated and grouped convolution. */
import { type Remedy, setting } from "../graph/remedy.ts";
import { knownDim } from "../shape/dim.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import {
  biasWeights,
  type ConvolutionArguments,
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
  const groups = reader.integer("groups", { fallback: 1 });
  const args = readConvolutionArguments(reader, rank, ["valid", "same", "causal"]);
  const source =
    args && checkPadding(reader, args, rank) && convolutionInput(reader, call, rank, args.dataFormat);
  if (filters === undefined || groups === undefined || !args || !source) return notInferred(reader);
  if (typeof source === "string") return notInferred(reader, source);
  const { input, channels } = source;
  if (!checkGroups(reader, channels, filters, groups)) return notInferred(reader);
  const windows = slideWindows(reader, input.spatial, args, "kernel_size");
  if (!windows) return notInferred(reader);
  const { kernel, dataFormat, useBias, activation } = args;
  const output = spatialShape(
    input,
    windows.map((window) => window.output),
    knownDim(filters),
  );
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
    weights: [
      kernelWeight(reader, "kernel", [...kernel, channels / groups, filters], "kernel_initializer"),
      ...biasWeights(reader, useBias, filters),
    ],
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

/** `causal` exists in one dimension alone. */
function checkPadding(reader: ConfigReader, args: ConvolutionArguments, rank: number): boolean {
  if (args.padding !== "causal" || rank === 1) return true;
  reader.report(
    "unsupported-combination",
    `Padding "causal" of "${reader.node.name}" exists for Conv1D only; use "same" or "valid".`,
    { param: "padding", remedies: [setting({ padding: "same" })] },
  );
  return false;
}

function checkGroups(reader: ConfigReader, channels: number, filters: number, groups: number): boolean {
  const { name } = reader.node;
  if (channels % groups !== 0) {
    reader.report(
      "channels-not-divisible-by-groups",
      `The ${channels} input channels of "${name}" cannot be split into ${groups} groups; use a number of groups that divides ${channels}.`,
      { param: "groups", remedies: [fewerGroups(channels, filters, groups)] },
    );
    return false;
  }
  if (filters % groups !== 0) {
    reader.report(
      "filters-not-divisible-by-groups",
      `The ${filters} filters of "${name}" cannot be split into ${groups} groups; use a number of filters that is a multiple of ${groups}.`,
      {
        param: "filters",
        remedies: [
          setting({ filters: Math.ceil(filters / groups) * groups }),
          fewerGroups(channels, filters, groups),
        ],
      },
    );
    return false;
  }
  return true;
}

/** The largest number of groups, up to the one given, that divides both. */
function fewerGroups(channels: number, filters: number, groups: number): Remedy {
  let fitting = Math.min(groups, channels, filters);
  while (channels % fitting !== 0 || filters % fitting !== 0) fitting--;
  return setting({ groups: fitting });
}
