/** Which of the seven kinds of convolution a layer is by its own settings, and the numbers that the other six are made from. */
import type { SevenKind } from "../../layers/convolutionKind.ts";
import type {
  ConvolutionOperation,
  DepthwiseConvolutionOperation,
  LayerOperation,
  SeparableConvolutionOperation,
  TransposedConvolutionOperation,
} from "../../layers/operation.ts";

/** The operations that have kinds. */
export type KindedOperation =
  | ConvolutionOperation
  | TransposedConvolutionOperation
  | DepthwiseConvolutionOperation
  | SeparableConvolutionOperation;

export function isKinded(operation: LayerOperation | null | undefined): operation is KindedOperation {
  switch (operation?.op) {
    case "convolution":
    case "transposedConvolution":
    case "depthwiseConvolution":
    case "separableConvolution":
      return true;
    default:
      return false;
  }
}

/**
 * The one kind that tells a layer from the others: a dilated depthwise layer is depthwise, and a column or row kernel is a
 * half of a spatially separable pair.
 */
export function ownKindOf(operation: KindedOperation): SevenKind {
  if (operation.op === "transposedConvolution") return "transposed";
  if (operation.op === "separableConvolution") return "depthwise-separable";
  if (operation.op === "depthwiseConvolution") return "depthwise";
  const { windows, groups, inputChannels } = operation;
  if (groups === inputChannels && groups > 1) return "depthwise";
  if (windows.every(({ kernel }) => kernel === 1)) return "pointwise";
  if (windows.some(({ kernel }) => kernel === 1)) return "spatially-separable";
  return windows.some(({ dilation }) => dilation > 1) ? "dilated" : "standard";
}

/** The kernel that the window kinds get: the layer's own, with 3 for a kernel of one position, and square where an axis is 1. */
export function filledKernel({ windows }: KindedOperation): readonly number[] {
  const sizes = windows.map(({ kernel }) => kernel);
  const largest = Math.max(...sizes);
  return sizes.map((size) => (largest === 1 ? 3 : size === 1 ? largest : size));
}

/** The rate of a layer that is dilated; `null` for the others. */
export function ownDilation({ windows }: KindedOperation): readonly number[] | null {
  const rates = windows.map(({ dilation }) => dilation);
  return rates.some((rate) => rate > 1) ? rates : null;
}

/** How many outputs a depthwise layer makes of each channel for the same number of outputs; `null` where it does not divide. */
export function wholeMultiplier({ inputChannels, outputChannels }: KindedOperation): number | null {
  return outputChannels % inputChannels === 0 ? outputChannels / inputChannels : null;
}
