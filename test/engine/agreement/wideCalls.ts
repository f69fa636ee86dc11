/** Random calls of convolutions over the sizes at which generated kernels change their ways: tails, borders, tiny and odd images. */
import { spreadWindow, type TransposedGeometry } from "../../../core/geometry/transposedGeometry.ts";
import { isMisfit, slideWindow, type WindowGeometry } from "../../../core/geometry/windowGeometry.ts";
import type { Activation, LayerOperation } from "../../../core/layers/operation.ts";
import { knownDim } from "../../../core/shape/dim.ts";
import type { LayerWeights } from "../../../engine/kernels/kernel.ts";
import { randomTensor } from "../../../engine/tensor/fill.ts";
import { type Choices, type RandomCall, random, sizesOf, spatialShape, values } from "../randomCalls.ts";

type Operation<Op extends LayerOperation["op"]> = Extract<LayerOperation, { readonly op: Op }>;

export const activations: readonly Activation[] = [
  { name: "linear", settings: {} },
  { name: "relu", settings: {} },
  { name: "relu6", settings: {} },
  { name: "relu", settings: { max_value: 1.5, negative_slope: 0.1, threshold: 0.2 } },
  { name: "tanh", settings: {} },
];

/** One axis; small, and at times a single position. */
function windowOf(choose: Choices, padding: WindowGeometry["padding"]): WindowGeometry {
  for (;;) {
    const settings = {
      kernel: choose.pick([1, 1, 2, 3, 3, 5, 7]),
      stride: choose.pick([1, 1, 1, 2, 2, 3, 5]),
      dilation: choose.pick([1, 1, 1, 2, 3]),
      padding,
    };
    const window = slideWindow(knownDim(choose.pick([1, 2, 5, 7, 9, 13, 16])), settings);
    if (!isMisfit(window)) return window;
  }
}

export function windowsOf(choose: Choices, ranks: readonly number[], causal: boolean): WindowGeometry[] {
  const rank = choose.pick(ranks);
  const padding = choose.pick(causal && rank === 1 ? ["valid", "same", "causal"] : ["valid", "same"]);
  return Array.from({ length: rank }, () => windowOf(choose, padding as WindowGeometry["padding"]));
}

export interface Common {
  readonly choose: Choices;
  readonly seed: number;
  readonly windows: Parameters<typeof sizesOf>[0];
  readonly inputChannels: number;
  readonly outputChannels: number;
}

/** Settings and tensors that all convolutions share. */
export function common({ choose, seed, windows, inputChannels, outputChannels }: Common) {
  const dataFormat = choose.pick(["channels_last", "channels_last", "channels_first"] as const);
  const { inputs, outputs } = sizesOf(windows);
  const batch = choose.integer(1, 3);
  const useBias = choose.pick([true, false]);
  const bias: LayerWeights = useBias ? { bias: values(seed, "bias", [outputChannels]) } : {};
  return {
    settings: { dataFormat, inputChannels, outputChannels, useBias, activation: choose.pick(activations) },
    inputs: [values(seed, "x", spatialShape(batch, inputs, inputChannels, dataFormat))],
    outputShape: spatialShape(batch, outputs, outputChannels, dataFormat),
    bias,
  };
}

/** Scaled so that results are about as large as inputs, as initialisers do; `fanIn` is the number of products of one result. */
export function kernelValues(seed: number, label: string, shape: readonly number[], fanIn: number) {
  const deviation = 1 / Math.sqrt(fanIn);
  return randomTensor(shape, seed, { kind: "normal", mean: 0, deviation }, label);
}

export const tapsOf = (windows: readonly { readonly kernel: number }[]): number =>
  windows.reduce((product, window) => product * window.kernel, 1);

export function widePooling(seed: number): RandomCall<Operation<"pooling">> {
  const choose = random(seed);
  const windows = windowsOf(choose, [1, 2, 2, 2, 3], false);
  const channels = choose.pick([...channelCounts, 512]);
  const dataFormat = choose.pick(["channels_last", "channels_last", "channels_first"] as const);
  const { inputs, outputs } = sizesOf(windows);
  const batch = choose.integer(1, 3);
  return {
    operation: {
      op: "pooling",
      windows,
      reduce: choose.pick(["max", "average"] as const),
      averagePadding: choose.pick(["excluded", "excluded", "edge"] as const),
      dataFormat,
    },
    inputs: [values(seed, "x", spatialShape(batch, inputs, channels, dataFormat))],
    weights: {},
    outputShape: spatialShape(batch, outputs, channels, dataFormat),
  };
}

export function wideGlobalPooling(seed: number): RandomCall<Operation<"globalPooling">> {
  const choose = random(seed);
  const rank = choose.integer(1, 3);
  const sizes = Array.from({ length: rank }, () => choose.pick([1, 2, 5, 7, 23]));
  const channels = choose.pick([...channelCounts, 31, 32, 64, 65]);
  const dataFormat = choose.pick(["channels_last", "channels_last", "channels_first"] as const);
  const batch = choose.integer(1, 3);
  const keepDims = choose.pick([true, false]);
  const kept = spatialShape(
    batch,
    sizes.map(() => 1),
    channels,
    dataFormat,
  );
  return {
    operation: {
      op: "globalPooling",
      reduce: choose.pick(["max", "average"] as const),
      keepDims,
      dataFormat,
    },
    inputs: [values(seed, "x", spatialShape(batch, sizes, channels, dataFormat))],
    weights: {},
    outputShape: keepDims ? kept : [batch, channels],
  };
}

export function wideDense(seed: number): RandomCall<Operation<"dense">> {
  const choose = random(seed);
  const inputFeatures = choose.pick([1, 3, 8, 19, 64, 130]);
  const units = choose.pick([...channelCounts, 32, 33, 47, 100]);
  const rows = choose.pick([[1], [1], [2], [3], [7], [2, 5], [1, 3, 4]]);
  const useBias = choose.pick([true, false]);
  return {
    operation: { op: "dense", inputFeatures, units, useBias, activation: choose.pick(activations) },
    inputs: [values(seed, "x", [...rows, inputFeatures])],
    weights: {
      kernel: kernelValues(seed, "kernel", [inputFeatures, units], inputFeatures),
      ...(useBias ? { bias: values(seed, "bias", [units]) } : {}),
    },
    outputShape: [...rows, units],
  };
}

export const channelCounts = [1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 17, 24];

export function wideConvolution(seed: number): RandomCall<Operation<"convolution">> {
  const choose = random(seed);
  const windows = windowsOf(choose, [1, 2, 2, 2, 3], true);
  const groups = choose.pick([1, 1, 1, 2, 3]);
  const inputChannels = groups * choose.pick(channelCounts);
  const outputChannels = groups * choose.pick(channelCounts);
  return convolutionCall({ choose, seed, windows, inputChannels, outputChannels }, windows, groups);
}

export function convolutionCall(
  settings: Common,
  windows: readonly WindowGeometry[],
  groups: number,
): RandomCall<Operation<"convolution">> {
  const { seed, inputChannels, outputChannels } = settings;
  const shared = common(settings);
  const kernel = [...windows.map((window) => window.kernel), inputChannels / groups, outputChannels];
  const fanIn = (tapsOf(windows) * inputChannels) / groups;
  return {
    operation: { op: "convolution", windows, groups, ...shared.settings },
    inputs: shared.inputs,
    weights: { kernel: kernelValues(seed, "kernel", kernel, fanIn), ...shared.bias },
    outputShape: shared.outputShape,
  };
}

export function wideTransposed(seed: number): RandomCall<Operation<"transposedConvolution">> {
  const choose = random(seed);
  const rank = choose.pick([1, 2, 2, 2, 3]);
  const padding = choose.pick(["valid", "same"] as const);
  const padded = choose.pick([true, false]);
  const windows = Array.from({ length: rank }, () => {
    const stride = choose.pick([1, 2, 2, 3, 4]);
    const settings = {
      kernel: choose.pick([1, 2, 3, 4, 5]),
      stride,
      dilation: choose.pick([1, 1, 1, 2, 3]),
      padding,
      outputPadding: padded ? choose.integer(0, stride - 1) : null,
    };
    return spreadWindow(knownDim(choose.pick([1, 2, 5, 7, 9])), settings);
  });
  const inputChannels = choose.pick(channelCounts);
  const outputChannels = choose.pick(channelCounts);
  return transposedCall({ choose, seed, windows, inputChannels, outputChannels }, windows);
}

export function transposedCall(
  settings: Common,
  windows: readonly TransposedGeometry[],
): RandomCall<Operation<"transposedConvolution">> {
  const { seed, inputChannels, outputChannels } = settings;
  const shared = common(settings);
  const kernel = [...windows.map((window) => window.kernel), outputChannels, inputChannels];
  const fanIn = tapsOf(windows) * inputChannels;
  return {
    operation: { op: "transposedConvolution", windows, ...shared.settings },
    inputs: shared.inputs,
    weights: { kernel: kernelValues(seed, "kernel", kernel, fanIn), ...shared.bias },
    outputShape: shared.outputShape,
  };
}

export function wideDepthwise(seed: number): RandomCall<Operation<"depthwiseConvolution">> {
  const choose = random(seed);
  const windows = windowsOf(choose, [1, 2, 2, 2, 3], false);
  // 512 channels are worked on in parts.
  const inputChannels = choose.pick([...channelCounts, 512]);
  const depthMultiplier = choose.pick([1, 1, 1, 2, 3, 4, 5, 8]);
  return depthwiseCall({ choose, seed, windows, inputChannels }, windows, depthMultiplier);
}

/** Pictures of a megabyte and more, whose tiles follow one another along the rows or down the columns with the input read ahead. */
export function largeDepthwise(seed: number): RandomCall<Operation<"depthwiseConvolution">> {
  const choose = random(seed);
  const [windows, inputChannels] = largePicture(choose);
  const depthMultiplier = choose.pick([1, 1, 1, 2, 4]);
  const call = depthwiseCall({ choose, seed, windows, inputChannels }, windows, depthMultiplier);
  // Among so many values, one falls on the step of an activation that has one.
  return { ...call, operation: { ...call.operation, activation: { name: "relu6", settings: {} } } };
}

function largePicture(choose: Choices): [WindowGeometry[], number] {
  const channels = choose.pick([9, 32, 130, 250, 500]);
  const small = Array.from({ length: choose.pick([1, 1, 2]) }, () => choose.pick([2, 3, 5, 8]));
  const others = small.reduce((product, size) => product * size, channels);
  const columns = Math.ceil((1024 * 1024) / 4 / others) + choose.integer(0, 9);
  const windows = [...small, columns].map((size) => {
    const settings = {
      kernel: choose.pick([1, 2, 3, 3, 3]),
      stride: choose.pick([1, 2, 2, 3]),
      dilation: choose.pick([1, 1, 2]),
      padding: "same" as const,
    };
    const window = slideWindow(knownDim(size), settings);
    if (isMisfit(window)) throw new Error("Padding makes every window fit.");
    return window;
  });
  return [windows, channels];
}

function depthwiseCall(
  settings: Omit<Common, "outputChannels">,
  windows: readonly WindowGeometry[],
  depthMultiplier: number,
): RandomCall<Operation<"depthwiseConvolution">> {
  const { seed, inputChannels } = settings;
  const outputChannels = inputChannels * depthMultiplier;
  const shared = common({ ...settings, outputChannels });
  const kernel = [...windows.map((window) => window.kernel), inputChannels, depthMultiplier];
  const fanIn = tapsOf(windows);
  return {
    operation: { op: "depthwiseConvolution", windows, depthMultiplier, ...shared.settings },
    inputs: shared.inputs,
    weights: { kernel: kernelValues(seed, "kernel", kernel, fanIn), ...shared.bias },
    outputShape: shared.outputShape,
  };
}
