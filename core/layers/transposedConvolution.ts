/** Conv1DTranspose, Conv2DTranspose and Conv3DTranspose: up-sampling convolution, counted on its input positions. */
import { spreadWindow, type TransposedGeometry } from "../geometry/transposedGeometry.ts";
import { setting } from "../graph/remedy.ts";
import { formatDim, knownDim } from "../shape/dim.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import {
  biasWeights,
  convolutionInput,
  kernelWeight,
  readConvolutionArguments,
} from "./convolutionArguments.ts";
import { macStage, outputWork } from "./convolutionCost.ts";
import type { SizeStep } from "./layerInference.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred } from "./result.ts";
import { axisNames, type SpatialInput, spatialShape } from "./spatialInput.ts";

export const transposedConvolutionLayers: readonly LayerSpec[] = [1, 2, 3].map((rank) => ({
  className: `Conv${rank}DTranspose`,
  aliases: [`Convolution${rank}DTranspose`, `Deconvolution${rank}D`],
  category: "convolution",
  description: `${rank}-D transposed convolution: every input position adds a scaled kernel to a larger output.`,
  params: sharedParams(
    "filters",
    "kernel_size",
    "strides",
    "padding",
    "output_padding",
    "data_format",
    "dilation_rate",
    "activation",
    "use_bias",
    "kernel_initializer",
    "bias_initializer",
  ),
  infer: (call) => inferTransposed(call, rank),
}));

function inferTransposed(call: LayerCallContext, rank: number) {
  const reader = readConfig(call.node);
  const filters = reader.integer("filters");
  const args = readConvolutionArguments(reader, rank, ["valid", "same"]);
  const outputPadding = readOutputPadding(reader, rank);
  if (filters === undefined || outputPadding === undefined || !args) return notInferred(reader);
  if (!checkOutputPadding(reader, outputPadding, args.strides)) return notInferred(reader);
  const source = convolutionInput(reader, call, rank, args.dataFormat);
  if (!source || typeof source === "string") return notInferred(reader, source);
  const { input, channels } = source;
  const { kernel, strides, dilation, padding, dataFormat, useBias, activation } = args;
  const windows = input.spatial.map((size, axis) =>
    spreadWindow(size, {
      kernel: kernel[axis] ?? 1,
      stride: strides[axis] ?? 1,
      dilation: dilation[axis] ?? 1,
      padding,
      outputPadding: outputPadding?.[axis] ?? null,
    }),
  );
  if (!checkOutputs(reader, windows)) return notInferred(reader);
  const output = spatialShape(input, outputDims(reader, input, windows), knownDim(filters));
  return inferred(reader, {
    outputs: [output],
    operation: {
      op: "transposedConvolution",
      dataFormat,
      inputChannels: channels,
      outputChannels: filters,
      useBias,
      activation,
      windows,
    },
    weights: [
      kernelWeight(reader, "kernel", [...kernel, filters, channels], "kernel_initializer"),
      ...biasWeights(reader, useBias, filters),
    ],
    macs: [
      macStage("transposed convolution", { meaning: "input positions", dims: input.spatial }, [
        { meaning: "kernel", values: kernel },
        { meaning: "input channels", values: [channels] },
        { meaning: "filters", values: [filters] },
      ]),
    ],
    elementary: outputWork(output, useBias, activation),
    sizeSteps: windows.map((window, axis) => transposedStep(window, axisNames(rank)[axis] ?? "")),
  });
}

/** `null` where the layer leaves it out, which means another size than 0 does. */
function readOutputPadding(reader: ConfigReader, rank: number): number[] | null | undefined {
  if (!reader.has("output_padding") || reader.data("output_padding") === null) return null;
  return reader.integers("output_padding", rank, { min: 0 });
}

function checkOutputPadding(
  reader: ConfigReader,
  outputPadding: readonly number[] | null,
  strides: readonly number[],
): boolean {
  const axis = outputPadding?.findIndex((padding, index) => padding >= (strides[index] ?? 1)) ?? -1;
  if (axis < 0) return true;
  reader.report(
    "output-padding-not-below-stride",
    `The output padding ${outputPadding?.[axis]} of "${reader.node.name}" must be smaller than the stride ${strides[axis]} of that axis.`,
    {
      param: "output_padding",
      element: axis,
      remedies: [
        setting({ output_padding: undefined }),
        setting({
          output_padding: (outputPadding ?? []).map((padding, index) =>
            Math.min(padding, (strides[index] ?? 1) - 1),
          ),
        }),
      ],
    },
  );
  return false;
}

function checkOutputs(reader: ConfigReader, windows: readonly TransposedGeometry[]): boolean {
  const axis = windows.findIndex((window) => window.output.kind === "known" && window.output.value < 1);
  const window = windows[axis];
  if (!window) return true;
  reader.report(
    "output-size-not-positive",
    `The ${axisNames(windows.length)[axis]} of the output of "${reader.node.name}" would be ${formatDim(window.output)}: padding "same" with an output padding crops ${2 * window.cropBefore} positions. Leave the output padding out or use padding "valid".`,
    { param: "output_padding", element: axis, remedies: [setting({ output_padding: undefined })] },
  );
  return false;
}

/** Keras 1 gave the output shape instead of working it out; where it is one that can be right, it is used. */
function outputDims(reader: ConfigReader, input: SpatialInput, windows: readonly TransposedGeometry[]) {
  const given = reader.data("output_shape");
  const rank = windows.length;
  if (!Array.isArray(given) || given.length !== rank + 2) return windows.map((window) => window.output);
  const start = input.dataFormat === "channels_last" ? 1 : 2;
  return windows.map((window, axis) => {
    const size = given[start + axis];
    return typeof size === "number" && Number.isSafeInteger(size) && size > 0
      ? knownDim(size)
      : window.output;
  });
}

function transposedStep(window: TransposedGeometry, axis: string): SizeStep {
  const input = formatDim(window.input);
  const { stride, span, outputPadding } = window;
  const output = formatDim(window.output);
  if (outputPadding !== null) {
    const crop = window.padding === "same" ? ` − 2·⌊${span}/2⌋` : "";
    return { axis, text: `(${input} − 1)·${stride} + ${span}${crop} + ${outputPadding} = ${output}` };
  }
  const extra = window.padding === "valid" && span > stride ? ` + (${span} − ${stride})` : "";
  return { axis, text: `${input}·${stride}${extra} = ${output}` };
}
