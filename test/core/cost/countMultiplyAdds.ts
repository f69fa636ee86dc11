/**
 * Counts the multiply-adds of a convolution by letting the reference kernel do them: with 1 for every input, weight and sum to
 * start from 0, each multiply-add adds 1, so the sum of the output is their number. Taps on padding count, so the padding is made
 * part of the input; a transposed layer counts every tap of an input position, so nothing is cut off its output.
 */
import type { TransposedGeometry } from "../../../core/geometry/transposedGeometry.ts";
import type { WindowGeometry } from "../../../core/geometry/windowGeometry.ts";
import type {
  ConvolutionOperation,
  DataFormat,
  DepthwiseConvolutionOperation,
  LayerOperation,
  SeparableConvolutionOperation,
  TransposedConvolutionOperation,
} from "../../../core/layers/operation.ts";
import { dimToNumber, knownDim } from "../../../core/shape/dim.ts";
import { type Tensor, zeros } from "../../../engine/tensor/tensor.ts";
import { runReference, spatialShape } from "../../engine/randomCalls.ts";

export type AnyConvolution =
  | ConvolutionOperation
  | TransposedConvolutionOperation
  | DepthwiseConvolutionOperation
  | SeparableConvolutionOperation;

export function isConvolution(operation: LayerOperation | null | undefined): operation is AnyConvolution {
  return /^(convolution|transposedConvolution|depthwiseConvolution|separableConvolution)$/.test(
    operation?.op ?? "",
  );
}

/** One number a stage, for one example. */
export function countMultiplyAdds(operation: AnyConvolution): readonly number[] {
  switch (operation.op) {
    case "convolution":
      return [countPlain(operation)];
    case "transposedConvolution":
      return [countTransposed(operation)];
    case "depthwiseConvolution":
      return [countDepthwise(operation)];
    case "separableConvolution":
      return countSeparable(operation);
  }
}

const plain = { useBias: false, activation: { name: "linear", settings: {} } } as const;

function countPlain(operation: ConvolutionOperation): number {
  const windows = operation.windows.map(withPaddingInside);
  const { inputChannels, outputChannels, groups, dataFormat } = operation;
  const kernel = ones([...windows.map((window) => window.kernel), inputChannels / groups, outputChannels]);
  return sumOfRun({ ...operation, ...plain, windows }, windows, dataFormat, { kernel });
}

function countTransposed(operation: TransposedConvolutionOperation): number {
  const windows = operation.windows.map(withoutCrop);
  const { inputChannels, outputChannels, dataFormat } = operation;
  const kernel = ones([...windows.map((window) => window.kernel), outputChannels, inputChannels]);
  return sumOfRun({ ...operation, ...plain, windows }, windows, dataFormat, { kernel });
}

function countDepthwise(operation: DepthwiseConvolutionOperation): number {
  const windows = operation.windows.map(withPaddingInside);
  const { inputChannels, depthMultiplier, dataFormat } = operation;
  const kernel = ones([...windows.map((window) => window.kernel), inputChannels, depthMultiplier]);
  return sumOfRun({ ...operation, ...plain, windows }, windows, dataFormat, { kernel });
}

/** Each stage for itself: the other one then passes every value on once. */
function countSeparable(operation: SeparableConvolutionOperation): readonly number[] {
  const windows = operation.windows.map(withPaddingInside);
  const { inputChannels, depthMultiplier, outputChannels, dataFormat } = operation;
  const between = inputChannels * depthMultiplier;
  const depthwiseShape = [...windows.map((window) => window.kernel), inputChannels, depthMultiplier];
  const pointwiseShape = [...windows.map(() => 1), between, outputChannels];
  const oneTap = zeros(depthwiseShape);
  oneTap.data.fill(1, 0, between);
  const oneFilter = zeros(pointwiseShape);
  for (let channel = 0; channel < between; channel++) oneFilter.data[channel * outputChannels] = 1;
  const count = (depthwise: Tensor, pointwise: Tensor) =>
    sumOfRun({ ...operation, ...plain, windows }, windows, dataFormat, {
      depthwise_kernel: depthwise,
      pointwise_kernel: pointwise,
    });
  return [count(ones(depthwiseShape), oneFilter), count(oneTap, ones(pointwiseShape))];
}

/** The same output positions on an input that holds the padding as values. */
function withPaddingInside(window: WindowGeometry): WindowGeometry {
  const input = (sizeOf(window.output) - 1) * window.stride + window.span;
  return { ...window, padding: "valid", input: knownDim(input), padBefore: 0, padAfter: 0 };
}

function withoutCrop(window: TransposedGeometry): TransposedGeometry {
  const output = (sizeOf(window.input) - 1) * window.stride + window.span;
  return { ...window, padding: "valid", outputPadding: null, output: knownDim(output), cropBefore: 0 };
}

function sumOfRun(
  operation: AnyConvolution,
  windows: readonly Pick<WindowGeometry, "input" | "output">[],
  dataFormat: DataFormat,
  weights: Readonly<Record<string, Tensor>>,
): number {
  const sizes = (side: "input" | "output") => windows.map((window) => sizeOf(window[side]));
  const { inputChannels, outputChannels } = operation;
  const output = runReference({
    operation,
    inputs: [ones(spatialShape(1, sizes("input"), inputChannels, dataFormat))],
    weights,
    outputShape: spatialShape(1, sizes("output"), outputChannels, dataFormat),
  });
  // Every element is a whole number far below 2^24, so float32 holds it exactly.
  return output.data.reduce((sum, value) => sum + value, 0);
}

function sizeOf(dim: WindowGeometry["input"]): number {
  return dimToNumber(dim) ?? Number.NaN;
}

function ones(shape: readonly number[]): Tensor {
  const tensor = zeros(shape);
  tensor.data.fill(1);
  return tensor;
}
