/** Small layers that reach every part of a family's code: whole vectors and rests of them, borders, strides, groups, activations. */
import { spreadWindow, type TransposedGeometry } from "../../../core/geometry/transposedGeometry.ts";
import { isMisfit, slideWindow, type WindowGeometry } from "../../../core/geometry/windowGeometry.ts";
import { linearActivation } from "../../../core/layers/activationFunction.ts";
import type {
  Activation,
  BatchNormalizationOperation,
  ConvolutionOperation,
  DenseOperation,
  DepthwiseConvolutionOperation,
  GlobalPoolingOperation,
  LayerOperation,
  MergeOperation,
  PoolingOperation,
  SeparableConvolutionOperation,
  TransposedConvolutionOperation,
} from "../../../core/layers/operation.ts";
import { dimToNumber, knownDim } from "../../../core/shape/dim.ts";
import { elementCount, type Tensor, tensorOf } from "../../tensor/tensor.ts";
import type { CheckCase } from "./checkFamily.ts";

const relu: Activation = { name: "relu", settings: {} };
/** One that is a step of its own behind the sums. */
const sigmoid: Activation = { name: "sigmoid", settings: {} };

/** Few and small: most of a check's time is the making of code, which the first run of a person waits for. */
export function convolutionCases(): CheckCase<ConvolutionOperation>[] {
  return [
    // A panel with a vector in part, and two tiles of all registers in each row.
    convolution([slide(3, 3), slide(12, 2)], { inputChannels: 2, outputChannels: 7, activation: relu }),
    convolution([slide(5, 1, 2), slide(3, 1)], { inputChannels: 10, outputChannels: 8, groups: 2 }),
  ];
}

export function winogradCases(): CheckCase<ConvolutionOperation>[] {
  return [
    convolution([slide(3, 3), slide(5, 3)], { inputChannels: 16, outputChannels: 17, activation: relu }),
  ];
}

/** Lattices of unlike sizes, of which some have a piece less. */
export function dilatedWinogradCases(): CheckCase<ConvolutionOperation>[] {
  return [
    convolution([slide(15, 3, 1, 2), slide(13, 3, 1, 3)], {
      inputChannels: 16,
      outputChannels: 17,
      activation: relu,
    }),
  ];
}

/** Groups of pixels of which the last tap has fewer, in rows or in columns: of two taps, and of three, where the sizes of pieces differ. */
export function otherWinogradCases(): CheckCase<ConvolutionOperation>[] {
  return [
    convolution([slide(23, 7, 2), slide(23, 4, 2)], {
      inputChannels: 3,
      outputChannels: 33,
      activation: relu,
    }),
    convolution([slide(15, 6, 2), slide(8, 5)], { inputChannels: 5, outputChannels: 33 }),
  ];
}

export function oneAxisWinogradCases(): CheckCase<ConvolutionOperation>[] {
  const channels = { inputChannels: 32, outputChannels: 33 };
  return [
    convolution([slide(7, 3), slide(5, 1)], { ...channels, activation: relu }),
    // The other axis, on lattices of unlike sizes.
    convolution([slide(3, 1), slide(13, 3, 1, 3)], channels),
  ];
}

export function transposedCases(): CheckCase<TransposedConvolutionOperation>[] {
  return [transposed([spread(3, 3, 2), spread(5, 2, 2)], { inputChannels: 5, outputChannels: 9 })];
}

/** Phases of two taps along one axis and of three along the other, with pieces that reach beyond the image on both sides. */
export function transposedWinogradCases(): CheckCase<TransposedConvolutionOperation>[] {
  return [transposed([spread(14, 4, 2), spread(6, 6, 2)], { inputChannels: 17, outputChannels: 9 })];
}

function transposed(
  windows: readonly TransposedGeometry[],
  { inputChannels, outputChannels }: { readonly inputChannels: number; readonly outputChannels: number },
): CheckCase<TransposedConvolutionOperation> {
  return {
    operation: {
      op: "transposedConvolution",
      windows,
      ...{ inputChannels, outputChannels, dataFormat: "channels_last", useBias: true, activation: relu },
    },
    inputs: [pattern(1, [1, ...inputSizes(windows), inputChannels])],
    weights: {
      kernel: pattern(2, [...kernelSizes(windows), outputChannels, inputChannels]),
      bias: pattern(3, [outputChannels]),
    },
    outputShape: [1, ...outputSizes(windows), outputChannels],
  };
}

export function depthwiseCases(): CheckCase<DepthwiseConvolutionOperation>[] {
  return [
    depthwise([slide(5, 3), slide(9, 3)], { inputChannels: 10, depthMultiplier: 1, activation: relu }),
    depthwise([slide(6, 3, 2), slide(7, 3, 2)], { inputChannels: 3, depthMultiplier: 2 }),
    // So many channels are worked on in parts.
    depthwise([slide(3, 3), slide(4, 3)], { inputChannels: 512, depthMultiplier: 1 }),
    // Rows so long that tiles follow one another down the columns.
    depthwise([slide(4, 3, 2), slide(23, 3)], { inputChannels: 130, depthMultiplier: 1 }),
    // A megabyte of input is read ahead.
    depthwise([slide(3, 1, 3), slide(2900, 3, 3)], { inputChannels: 32, depthMultiplier: 1 }),
  ];
}

export function separableCases(): CheckCase<SeparableConvolutionOperation>[] {
  // Long rows, so that they are worked on in two blocks, the last of which is smaller.
  const windows = [slide(5, 3), slide(90, 3)];
  const [inputChannels, outputChannels] = [7, 10];
  const between = { useBias: true, activation: relu };
  return [
    {
      operation: {
        op: "separableConvolution",
        ...{ windows, depthMultiplier: 1, between, inputChannels, outputChannels },
        ...{ dataFormat: "channels_last", useBias: true, activation: sigmoid },
      },
      inputs: [pattern(1, [1, ...inputSizes(windows), inputChannels])],
      weights: {
        depthwise_kernel: pattern(2, [...kernelSizes(windows), inputChannels, 1]),
        depthwise_bias: pattern(3, [inputChannels]),
        pointwise_kernel: pattern(4, [1, 1, inputChannels, outputChannels]),
        bias: pattern(5, [outputChannels]),
      },
      outputShape: [1, ...outputSizes(windows), outputChannels],
    },
  ];
}

export function poolingCases(): CheckCase<PoolingOperation>[] {
  const windows = [slide(6, 3, 2), slide(9, 3, 2)];
  return (["max", "average"] as const).map((reduce) => ({
    operation: { op: "pooling", reduce, windows, averagePadding: "excluded", dataFormat: "channels_last" },
    inputs: [pattern(1, [1, ...inputSizes(windows), 7])],
    weights: {},
    outputShape: [1, ...outputSizes(windows), 7],
  }));
}

export function globalPoolingCases(): CheckCase<GlobalPoolingOperation>[] {
  return (["max", "average"] as const).map((reduce) => ({
    operation: { op: "globalPooling", reduce, keepDims: false, dataFormat: "channels_last" },
    inputs: [pattern(1, [1, 3, 5, 38])],
    weights: {},
    outputShape: [1, 38],
  }));
}

export function denseCases(): CheckCase<DenseOperation>[] {
  return [1, 3].map((rows) => ({
    operation: { op: "dense", inputFeatures: 41, units: 37, useBias: true, activation: sigmoid },
    inputs: [pattern(1, [rows, 41])],
    weights: { kernel: pattern(2, [41, 37]), bias: pattern(3, [37]) },
    outputShape: [rows, 37],
  }));
}

export function mergeCases(): CheckCase<MergeOperation>[] {
  const shape = [1, 3, 2, 7];
  return (["add", "multiply"] as const).map((combine) => ({
    operation: { op: "merge", combine, activation: relu },
    inputs: [pattern(1, shape), pattern(2, combine === "add" ? shape : [1, 1, 1, 7])],
    weights: {},
    outputShape: shape,
  }));
}

export function normalizationCases(): CheckCase<BatchNormalizationOperation>[] {
  const shape = [1, 3, 2, 7];
  return [1, 3].map((axis) => {
    const features = shape[axis] ?? 1;
    const variance = pattern(3, [features]);
    for (const [at, value] of variance.data.entries()) variance.data[at] = value * value;
    return {
      operation: {
        op: "batchNormalization",
        ...{ axis, features, epsilon: 1e-3, center: true, scale: true, activation: relu },
      },
      inputs: [pattern(1, shape)],
      weights: {
        moving_mean: pattern(2, [features]),
        moving_variance: variance,
        gamma: pattern(4, [features]),
        beta: pattern(5, [features]),
      },
      outputShape: shape,
    };
  });
}

type ActivationOperation = Extract<LayerOperation, { readonly op: "activation" }>;

export function activationCases(): CheckCase<ActivationOperation>[] {
  return [relu, sigmoid].map((activation) => ({
    operation: { op: "activation", activation },
    inputs: [pattern(1, [1, 13])],
    weights: {},
    outputShape: [1, 13],
  }));
}

type Channels = Pick<ConvolutionOperation, "inputChannels" | "outputChannels"> & {
  readonly groups?: number;
  readonly activation?: Activation;
};

function convolution(
  windows: readonly WindowGeometry[],
  { inputChannels, outputChannels, groups = 1, activation = linearActivation }: Channels,
): CheckCase<ConvolutionOperation> {
  return {
    operation: {
      op: "convolution",
      ...{ windows, groups, inputChannels, outputChannels, activation },
      ...{ dataFormat: "channels_last", useBias: true },
    },
    inputs: [pattern(1, [1, ...inputSizes(windows), inputChannels])],
    weights: {
      kernel: pattern(2, [...kernelSizes(windows), inputChannels / groups, outputChannels]),
      bias: pattern(3, [outputChannels]),
    },
    outputShape: [1, ...outputSizes(windows), outputChannels],
  };
}

type DepthwiseChannels = Pick<DepthwiseConvolutionOperation, "inputChannels" | "depthMultiplier"> & {
  readonly activation?: Activation;
};

function depthwise(
  windows: readonly WindowGeometry[],
  { inputChannels, depthMultiplier, activation = linearActivation }: DepthwiseChannels,
): CheckCase<DepthwiseConvolutionOperation> {
  const outputChannels = inputChannels * depthMultiplier;
  return {
    operation: {
      op: "depthwiseConvolution",
      ...{ windows, depthMultiplier, inputChannels, outputChannels, activation },
      ...{ dataFormat: "channels_last", useBias: true },
    },
    inputs: [pattern(1, [1, ...inputSizes(windows), inputChannels])],
    weights: {
      kernel: pattern(2, [...kernelSizes(windows), inputChannels, depthMultiplier]),
      bias: pattern(3, [outputChannels]),
    },
    outputShape: [1, ...outputSizes(windows), outputChannels],
  };
}

function slide(input: number, kernel: number, stride = 1, dilation = 1): WindowGeometry {
  const window = slideWindow(knownDim(input), { kernel, stride, dilation, padding: "same" });
  if (isMisfit(window)) throw new Error("Padding makes every window fit.");
  return window;
}

function spread(input: number, kernel: number, stride: number): TransposedGeometry {
  return spreadWindow(knownDim(input), { kernel, stride, dilation: 1, padding: "same", outputPadding: null });
}

type Windows = readonly (WindowGeometry | TransposedGeometry)[];

function inputSizes(windows: Windows): number[] {
  return windows.map(({ input }) => dimToNumber(input) ?? 0);
}

function outputSizes(windows: Windows): number[] {
  return windows.map(({ output }) => dimToNumber(output) ?? 0);
}

function kernelSizes(windows: Windows): number[] {
  return windows.map(({ kernel }) => kernel);
}

const period = 101;

/** Values from -0.5 to 0.5 that do not repeat soon. */
function pattern(seed: number, shape: readonly number[]): Tensor {
  const values = new Float32Array(elementCount(shape));
  const first = Math.min(period, values.length);
  for (let at = 0; at < first; at++) values[at] = ((at * 37 + seed * 17) % period) / period - 0.5;
  for (let done = first; done < values.length; done *= 2) values.copyWithin(done, 0, done);
  return tensorOf(shape, values);
}
