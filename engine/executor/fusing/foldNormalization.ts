/** Batch normalisation as part of the weights before it: `factor · (kernel · x + bias - mean) + beta` is a kernel and a bias again. */
import type {
  BatchNormalizationOperation,
  ConvolutionOperation,
  DenseOperation,
  DepthwiseConvolutionOperation,
  SeparableConvolutionOperation,
  TransposedConvolutionOperation,
} from "../../../core/layers/operation.ts";
import { type Normalisation, normalisationOf } from "../../kernels/batchNormalization/reference.ts";
import { type LayerWeights, weightTensor } from "../../kernels/kernel.ts";
import { identityOf, ScaledTensor } from "../../tensor/computedTensor.ts";

/** Layers that are sums of products and a bias. */
export type SummingOperation =
  | ConvolutionOperation
  | DepthwiseConvolutionOperation
  | TransposedConvolutionOperation
  | SeparableConvolutionOperation
  | DenseOperation;

export interface NormalizationWeights {
  readonly operation: BatchNormalizationOperation;
  readonly weights: LayerWeights;
}

/**
 * The layer's weights with the normalisation in them, a bias among them in any case. The same tensors for the same weights, so that
 * what is packed of them serves again; kernels are worked out when they are read.
 */
export function foldNormalization(
  operation: SummingOperation,
  weights: LayerWeights,
  normalization: NormalizationWeights,
): LayerWeights {
  const name = kernelName(operation, weights);
  const kernel = weightTensor(weights, name);
  const mean = weightTensor(normalization.weights, "moving_mean");
  const ofKernel = known.get(identityOf(kernel)) ?? new WeakMap<object, LayerWeights>();
  known.set(identityOf(kernel), ofKernel);
  const folded = ofKernel.get(identityOf(mean)) ?? fold(operation, weights, normalization, name);
  ofKernel.set(identityOf(mean), folded);
  return { ...weights, ...folded };
}

/** What changes, by kernel, then by the normalisation's mean. */
const known = new WeakMap<object, WeakMap<object, LayerWeights>>();

function fold(
  operation: SummingOperation,
  weights: LayerWeights,
  normalization: NormalizationWeights,
  name: string,
): LayerWeights {
  const { features } = normalization.operation;
  const lines = Array.from({ length: features }, (_, feature) =>
    normalisationOf(normalization.operation, normalization.weights, feature),
  );
  const kernel = weightTensor(weights, name);
  return {
    [name]: new ScaledTensor(
      kernel,
      Float64Array.from(lines, ({ factor }) => factor),
      outputStep(operation),
    ),
    bias: { shape: [features], data: foldedBias(operation, weights, lines) },
  };
}

function kernelName({ op }: SummingOperation, weights: LayerWeights): string {
  if (op === "separableConvolution") return "pointwise_kernel";
  return op === "depthwiseConvolution" && weights.depthwise_kernel ? "depthwise_kernel" : "kernel";
}

/** Weights that follow one another and belong to the same output channel: a transposed kernel ends with its input channels. */
function outputStep(operation: SummingOperation): number {
  return operation.op === "transposedConvolution" ? operation.inputChannels : 1;
}

function foldedBias(
  operation: SummingOperation,
  weights: LayerWeights,
  lines: readonly Normalisation[],
): Float32Array {
  const bias = operation.useBias ? weightTensor(weights, "bias").data : undefined;
  return Float32Array.from(
    lines,
    ({ mean, factor, beta }, output) => ((bias?.[output] ?? 0) - mean) * factor + beta,
  );
}
