/** Random calls of every operation, small and seeded, for tests that compare two ways of computing the same thing. */
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

const activations: readonly Activation[] = [
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

/** One or more calls of each of the other operations. */
export function randomOthers(seed: number): RandomCall[] {
  const choose = random(seed);
  const dataFormat = choose.pick(["channels_last", "channels_first"] as const);
  const image = spatialShape(2, [4, 5], 3, dataFormat);
  const x = values(seed, "x", image);
  const channelAxis = dataFormat === "channels_last" ? 3 : 1;
  const statistics = (label: string) =>
    randomTensor([3], seed, { kind: "uniform", low: 0.5, high: 2 }, label);
  const one = (operation: LayerOperation, outputShape: readonly number[], weights: LayerWeights = {}) => ({
    operation,
    inputs: [x],
    weights,
    outputShape,
  });
  return [
    one(
      { op: "globalPooling", reduce: choose.pick(["max", "average"]), keepDims: false, dataFormat },
      [2, 3],
    ),
    one(
      { op: "globalPooling", reduce: choose.pick(["max", "average"]), keepDims: true, dataFormat },
      spatialShape(2, [1, 1], 3, dataFormat),
    ),
    one(
      {
        op: "pad",
        padding: [
          [1, 2],
          [0, 3],
        ],
        dataFormat,
      },
      spatialShape(2, [7, 8], 3, dataFormat),
    ),
    one(
      {
        op: "crop",
        cropping: [
          [1, 0],
          [2, 1],
        ],
        dataFormat,
      },
      spatialShape(2, [3, 2], 3, dataFormat),
    ),
    ...(["nearest", "bilinear"] as const).map((interpolation) =>
      one(
        { op: "upSampling", factors: [2, 3], interpolation, dataFormat },
        spatialShape(2, [8, 15], 3, dataFormat),
      ),
    ),
    {
      operation: {
        op: "dense",
        inputFeatures: 6,
        units: 4,
        useBias: true,
        activation: choose.pick(activations),
      },
      inputs: [values(seed, "rows", [2, 3, 6])],
      weights: { kernel: values(seed, "kernel", [6, 4]), bias: values(seed, "bias", [4]) },
      outputShape: [2, 3, 4],
    },
    one(
      { op: "batchNormalization", axis: channelAxis, features: 3, epsilon: 1e-3, center: true, scale: true },
      image,
      {
        gamma: statistics("gamma"),
        beta: statistics("beta"),
        moving_mean: statistics("mean"),
        moving_variance: statistics("variance"),
      },
    ),
    one({ op: "prelu", alphaShape: image.slice(1).map((size, axis) => (axis === 1 ? 1 : size)) }, image, {
      alpha: values(
        seed,
        "alpha",
        image.slice(1).map((size, axis) => (axis === 1 ? 1 : size)),
      ),
    }),
    ...["gelu", "softmax", "log_softmax", "sparsemax"].map((name) =>
      one({ op: "activation", activation: { name, settings: {} } }, image),
    ),
    one({ op: "softmax", axes: [1, -1] }, image),
    one({ op: "flatten", dataFormat }, [2, 60]),
    one({ op: "reshape" }, [2, 6, 10]),
    one({ op: "permute", order: [3, 1, 2] }, [2, image[3] ?? 0, image[1] ?? 0, image[2] ?? 0]),
    one({ op: "identity" }, image),
    {
      operation: {
        op: "merge",
        combine: choose.pick(["add", "multiply", "average", "maximum", "minimum", "subtract"]),
      },
      inputs: [
        x,
        values(
          seed,
          "y",
          image.map((size, axis) => (axis === 2 ? 1 : size)),
        ),
        values(seed, "z", [2, image[3] ?? 0]),
      ],
      weights: {},
      outputShape: image,
    },
    {
      operation: { op: "concatenate", axis: 2 },
      inputs: [
        x,
        values(
          seed,
          "y",
          image.map((size, axis) => (axis === 2 ? 2 : size)),
        ),
      ],
      weights: {},
      outputShape: image.map((size, axis) => (axis === 2 ? size + 2 : size)),
    },
  ];
}
