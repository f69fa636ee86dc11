/** LocallyConnected1D and LocallyConnected2D of Keras 1 and 2: convolutions with a kernel of their own at every output position. */
import type { WindowGeometry } from "../geometry/windowGeometry.ts";
import { type Dim, formatDim, knownDim } from "../shape/dim.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import { convolutionInput, kernelWeight, readConvolutionArguments } from "./convolutionArguments.ts";
import { macStage, outputWork } from "./convolutionCost.ts";
import { readInitializer } from "./initializer.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred } from "./result.ts";
import { spatialShape } from "./spatialInput.ts";
import { slideWindows, windowSteps } from "./windowArguments.ts";

export const locallyConnectedLayers: readonly LayerSpec[] = [1, 2].map((rank) => ({
  className: `LocallyConnected${rank}D`,
  category: "convolution",
  description: `${rank}-D convolution without shared weights: every output position has a kernel of its own.`,
  params: [
    ...sharedParams(
      "filters",
      "kernel_size",
      "strides",
      "padding",
      "data_format",
      "activation",
      "use_bias",
      "kernel_initializer",
      "bias_initializer",
    ),
    {
      name: "implementation",
      description:
        "How the kernel is stored: 1 position by position, 2 as a dense matrix with a mask, 3 as a list of its values.",
      default: 1,
    },
  ],
  infer: (call) => inferLocal(call, rank),
}));

function inferLocal(call: LayerCallContext, rank: number) {
  const reader = readConfig(call.node);
  const filters = reader.integer("filters");
  const implementation = reader.integer("implementation", { fallback: 1 });
  const args = readConvolutionArguments(reader, rank, ["valid", "same"]);
  const source = args && convolutionInput(reader, call, rank, args.dataFormat);
  if (filters === undefined || implementation === undefined || !args || !source) return notInferred(reader);
  if (typeof source === "string") return notInferred(reader, source);
  if (args.padding === "same" && implementation === 1) {
    reader.report(
      "unsupported-combination",
      `Padding "same" of "${call.node.name}" needs implementation 2 or 3; implementation 1 works with "valid" alone.`,
      { param: "padding" },
    );
    return notInferred(reader);
  }
  const { input, channels } = source;
  const windows = slideWindows(reader, input.spatial, args, "kernel_size");
  const inputs = windows && knownSizes(reader, input.spatial);
  const outputs = windows?.map((window) => (window.output.kind === "known" ? window.output.value : 0));
  if (!windows || !inputs || !outputs) return notInferred(reader);
  const positions = product(outputs);
  const output = spatialShape(input, outputs.map(knownDim), knownDim(filters));
  const last = args.dataFormat === "channels_last";
  const mask = last ? [...inputs, channels, ...outputs, filters] : [channels, ...inputs, filters, ...outputs];
  const pairs = product(
    windows.map((window, axis) => connectedPairs(window, inputs[axis] ?? 0, outputs[axis] ?? 0)),
  );
  const kernel =
    implementation === 1
      ? [positions, product(args.kernel) * channels, filters]
      : implementation === 2
        ? mask
        : [pairs * channels * filters];
  return inferred(reader, {
    outputs: [output],
    operation: {
      op: "locallyConnected",
      windows,
      inputChannels: channels,
      outputChannels: filters,
      implementation: implementation === 1 ? 1 : implementation === 2 ? 2 : 3,
      dataFormat: args.dataFormat,
      useBias: args.useBias,
      activation: args.activation,
    },
    weights: [
      kernelWeight(reader, "kernel", kernel, "kernel_initializer"),
      ...(args.useBias
        ? [
            {
              name: "bias",
              shape: [...outputs, filters],
              trainable: true,
              initializer: readInitializer(reader, "bias_initializer", "Zeros"),
            },
          ]
        : []),
    ],
    macs: [
      macStage("convolution", { meaning: "output positions", dims: outputs.map(knownDim) }, [
        { meaning: "kernel", values: args.kernel },
        { meaning: "input channels", values: [channels] },
        { meaning: "filters", values: [filters] },
      ]),
    ],
    elementary: outputWork(output, args.useBias, args.activation),
    sizeSteps: windowSteps(windows),
  });
}

/** Its weights are as many as its positions, so every size must be a number. */
function knownSizes(reader: ConfigReader, dims: readonly Dim[]): number[] | undefined {
  const sizes: number[] = [];
  for (const dim of dims) {
    if (dim.kind !== "known") {
      if (dim.kind === "symbol")
        reader.report(
          "size-not-known",
          `${reader.node.className} "${reader.node.name}" has weights for every position and needs a fixed input size, but ${formatDim(dim)} is free. Give it a number in the input shape.`,
        );
      else reader.setUnsure(dim.reason);
      return undefined;
    }
    sizes.push(dim.value);
  }
  return sizes;
}

/** Pairs of an input and an output position that the kernel connects along one axis; "same" centres it on every stride-th input. */
function connectedPairs({ kernel, stride, padding }: WindowGeometry, input: number, output: number): number {
  const before = padding === "same" ? Math.floor(kernel / 2) : 0;
  let pairs = 0;
  for (let position = 0; position < output; position++) {
    const start = position * stride - before;
    pairs += Math.max(0, Math.min(input, start + kernel) - Math.max(0, start));
  }
  return pairs;
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}
