/** Random calls of sliding-window operations, small and seeded, for tests that compare two ways of computing the same thing. */
import { spreadWindow } from "../../core/geometry/transposedGeometry.ts";
import { isMisfit, slideWindow, type WindowGeometry } from "../../core/geometry/windowGeometry.ts";
import type { Activation, DataFormat, LayerOperation } from "../../core/layers/operation.ts";
import { dimToNumber, knownDim } from "../../core/shape/dim.ts";
import { findBackend, kernelFor } from "../../engine/kernels/backend.ts";
import type { LayerWeights } from "../../engine/kernels/kernel.ts";
import { randomTensor } from "../../engine/tensor/fill.ts";
import { type Random, seededRandom } from "../../engine/tensor/random.ts";
import { type Tensor, zeros } from "../../engine/tensor/tensor.ts";

export interface RandomCall<Operation extends LayerOperation = LayerOperation> {
  readonly operation: Operation;
  readonly inputs: readonly Tensor[];
  readonly weights: LayerWeights;
  readonly outputShape: readonly number[];
}

type Operations = { readonly [Op in LayerOperation["op"]]: Extract<LayerOperation, { readonly op: Op }> };

/** The reference kernel's output; poisoned before, so that an element left out shows. */
export function runReference(call: RandomCall): Tensor {
  const output = zeros(call.outputShape);
  output.data.fill(Number.NaN);
  const kernel = kernelFor(findBackend("reference"), call.operation);
  const inputShapes = call.inputs.map((input) => input.shape);
  const reason = kernel.refuse({ operation: call.operation, inputShapes, outputShape: call.outputShape });
  if (reason !== undefined) throw new Error(reason);
  kernel.run({ ...call, output });
  return output;
}

export function random(seed: number) {
  const source: Random = seededRandom(seed, "random calls");
  const integer = (low: number, high: number) => low + Math.floor(source.uniform() * (high - low + 1));
  const pick = <Item>(items: readonly Item[]): Item => items[integer(0, items.length - 1)] as Item;
  return { integer, pick };
}

export type Choices = ReturnType<typeof random>;

export function values(seed: number, label: string, shape: readonly number[]): Tensor {
  return randomTensor(shape, seed, { kind: "normal", mean: 0, deviation: 1 }, label);
}

export function spatialShape(
  batch: number,
  spatial: readonly number[],
  channels: number,
  dataFormat: DataFormat,
): number[] {
  return dataFormat === "channels_last" ? [batch, ...spatial, channels] : [batch, channels, ...spatial];
}

export const activations: readonly Activation[] = [
  { name: "linear", settings: {} },
  { name: "relu", settings: { max_value: 1.5, negative_slope: 0.1, threshold: 0.2 } },
  { name: "tanh", settings: {} },
  { name: "softmax", settings: {} },
];

function randomWindows(
  choose: Choices,
  paddings: readonly ("valid" | "same" | "causal")[],
): WindowGeometry[] {
  const rank = choose.integer(1, 3);
  const padding = choose.pick(rank === 1 ? paddings : paddings.filter((name) => name !== "causal"));
  return Array.from({ length: rank }, () => {
    const settings = {
      kernel: choose.integer(1, 3),
      stride: choose.integer(1, 3),
      dilation: choose.integer(1, 2),
      padding,
    };
    const window = slideWindow(knownDim(choose.integer(5, 7)), settings);
    if (isMisfit(window)) throw new Error("The input holds the largest window.");
    return window;
  });
}

export function sizesOf(
  windows: readonly { readonly input: WindowGeometry["input"]; readonly output: WindowGeometry["output"] }[],
) {
  const inputs = windows.map((window) => dimToNumber(window.input) ?? 0);
  const outputs = windows.map((window) => dimToNumber(window.output) ?? 0);
  return { inputs, outputs };
}

export function randomConvolution(seed: number): RandomCall<Operations["convolution"]> {
  const choose = random(seed);
  const windows = randomWindows(choose, ["valid", "same", "causal"]);
  const groups = choose.integer(1, 3);
  const inputChannels = groups * choose.integer(1, 3);
  const outputChannels = groups * choose.integer(1, 3);
  const useBias = choose.pick([true, false]);
  const dataFormat = choose.pick(["channels_last", "channels_first"] as const);
  const { inputs, outputs } = sizesOf(windows);
  const kernel = [...windows.map((window) => window.kernel), inputChannels / groups, outputChannels];
  return {
    operation: {
      op: "convolution",
      windows,
      groups,
      inputChannels,
      outputChannels,
      useBias,
      dataFormat,
      activation: choose.pick(activations),
    },
    inputs: [values(seed, "x", spatialShape(2, inputs, inputChannels, dataFormat))],
    weights: {
      kernel: values(seed, "kernel", kernel),
      ...(useBias ? { bias: values(seed, "bias", [outputChannels]) } : {}),
    },
    outputShape: spatialShape(2, outputs, outputChannels, dataFormat),
  };
}

export function randomTransposed(seed: number): RandomCall<Operations["transposedConvolution"]> {
  const choose = random(seed);
  const rank = choose.integer(1, 3);
  const padding = choose.pick(["valid", "same"] as const);
  const padded = choose.pick([true, false]);
  const windows = Array.from({ length: rank }, () => {
    const stride = choose.integer(1, 3);
    const settings = {
      kernel: choose.integer(1, 4),
      stride,
      dilation: choose.integer(1, 2),
      padding,
      outputPadding: padded ? choose.integer(0, stride - 1) : null,
    };
    return spreadWindow(knownDim(choose.integer(2, 4)), settings);
  });
  const inputChannels = choose.integer(1, 3);
  const outputChannels = choose.integer(1, 3);
  const useBias = choose.pick([true, false]);
  const dataFormat = choose.pick(["channels_last", "channels_first"] as const);
  const { inputs, outputs } = sizesOf(windows);
  const kernel = [...windows.map((window) => window.kernel), outputChannels, inputChannels];
  return {
    operation: {
      op: "transposedConvolution",
      windows,
      inputChannels,
      outputChannels,
      useBias,
      dataFormat,
      activation: choose.pick(activations),
    },
    inputs: [values(seed, "x", spatialShape(2, inputs, inputChannels, dataFormat))],
    weights: {
      kernel: values(seed, "kernel", kernel),
      ...(useBias ? { bias: values(seed, "bias", [outputChannels]) } : {}),
    },
    outputShape: spatialShape(2, outputs, outputChannels, dataFormat),
  };
}

export function randomDepthwise(seed: number): RandomCall<Operations["depthwiseConvolution"]> {
  const choose = random(seed);
  const windows = randomWindows(choose, ["valid", "same"]);
  const inputChannels = choose.integer(1, 4);
  const depthMultiplier = choose.integer(1, 3);
  const outputChannels = inputChannels * depthMultiplier;
  const dataFormat = choose.pick(["channels_last", "channels_first"] as const);
  const { inputs, outputs } = sizesOf(windows);
  const kernel = [...windows.map((window) => window.kernel), inputChannels, depthMultiplier];
  return {
    operation: {
      op: "depthwiseConvolution",
      windows,
      depthMultiplier,
      inputChannels,
      outputChannels,
      useBias: true,
      dataFormat,
      activation: choose.pick(activations),
    },
    inputs: [values(seed, "x", spatialShape(2, inputs, inputChannels, dataFormat))],
    weights: { kernel: values(seed, "kernel", kernel), bias: values(seed, "bias", [outputChannels]) },
    outputShape: spatialShape(2, outputs, outputChannels, dataFormat),
  };
}

export function randomSeparable(seed: number): RandomCall<Operations["separableConvolution"]> {
  const depthwise = randomDepthwise(seed);
  const choose = random(seed + 1000);
  const { windows, depthMultiplier, inputChannels, dataFormat } = depthwise.operation;
  const between = inputChannels * depthMultiplier;
  const outputChannels = choose.integer(1, 4);
  const kernel = depthwise.weights.kernel ?? zeros([0]);
  const pointwise = [...windows.map(() => 1), between, outputChannels];
  return {
    operation: {
      op: "separableConvolution",
      windows,
      depthMultiplier,
      inputChannels,
      outputChannels,
      useBias: true,
      dataFormat,
      activation: choose.pick(activations),
    },
    inputs: depthwise.inputs,
    weights: {
      depthwise_kernel: kernel,
      pointwise_kernel: values(seed, "pointwise", pointwise),
      bias: values(seed, "bias", [outputChannels]),
    },
    outputShape: spatialShape(2, sizesOf(windows).outputs, outputChannels, dataFormat),
  };
}

export function randomPooling(seed: number): RandomCall<Operations["pooling"]> {
  const choose = random(seed);
  const windows = randomWindows(choose, ["valid", "same"]);
  const dataFormat = choose.pick(["channels_last", "channels_first"] as const);
  const { inputs, outputs } = sizesOf(windows);
  return {
    operation: {
      op: "pooling",
      windows,
      reduce: choose.pick(["max", "average"]),
      averagePadding: choose.pick(["excluded", "edge"]),
      dataFormat,
    },
    inputs: [values(seed, "x", spatialShape(2, inputs, 3, dataFormat))],
    weights: {},
    outputShape: spatialShape(2, outputs, 3, dataFormat),
  };
}
