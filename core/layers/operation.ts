/**
 * What a layer does with every setting resolved: the one record that shapes, costs, kernels and drawings read.
 * Channel order, paddings and sizes are settled here, so nothing downstream looks at a layer's arguments again.
 */
import type { TransposedGeometry } from "../geometry/transposedGeometry.ts";
import type { WindowGeometry } from "../geometry/windowGeometry.ts";
import type { ConfigData } from "../graph/paramValue.ts";
import type { ElementOperation } from "./elementOperations.ts";
import type { SequenceOperation } from "./sequenceOperations.ts";

export type DataFormat = "channels_last" | "channels_first";

/** An activation function by its Keras name, with the numbers it takes. */
export interface Activation {
  readonly name: string;
  readonly settings: Readonly<Record<string, number>>;
}

/** What all convolutions share; `activation` is applied after the bias. */
interface ConvolutionBase {
  readonly dataFormat: DataFormat;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly useBias: boolean;
  readonly activation: Activation;
}

/** Kernel `[...windows.kernel, inputChannels / groups, outputChannels]`. */
export interface ConvolutionOperation extends ConvolutionBase {
  readonly op: "convolution";
  readonly windows: readonly WindowGeometry[];
  readonly groups: number;
}

/** Kernel `[...windows.kernel, outputChannels, inputChannels]`, as Keras stores it. */
export interface TransposedConvolutionOperation extends ConvolutionBase {
  readonly op: "transposedConvolution";
  readonly windows: readonly TransposedGeometry[];
}

/** Kernel `[...windows.kernel, inputChannels, depthMultiplier]`; output channel = input channel · multiplier + m. */
export interface DepthwiseConvolutionOperation extends ConvolutionBase {
  readonly op: "depthwiseConvolution";
  readonly windows: readonly WindowGeometry[];
  readonly depthMultiplier: number;
}

/** Depthwise kernel (the stage that strides), then a pointwise kernel `[1.., inputChannels·multiplier, outputChannels]`. */
export interface SeparableConvolutionOperation extends ConvolutionBase {
  readonly op: "separableConvolution";
  readonly windows: readonly WindowGeometry[];
  readonly depthMultiplier: number;
  /** What follows the depthwise stage; only where the engine runs two layers as one, the first with the weight `depthwise_bias`. */
  readonly between?: { readonly useBias: boolean; readonly activation: Activation };
}

export interface PoolingOperation {
  readonly op: "pooling";
  readonly reduce: "max" | "average";
  readonly windows: readonly WindowGeometry[];
  /** What an average makes of positions in the padding: leaves them out, or takes the nearest value of the edge. */
  readonly averagePadding: "excluded" | "edge";
  readonly dataFormat: DataFormat;
}

export interface GlobalPoolingOperation {
  readonly op: "globalPooling";
  readonly reduce: "max" | "average";
  readonly keepDims: boolean;
  /** Whether the mean is that of the steps that are there, where some are marked as absent. */
  readonly skipsAbsent?: boolean;
  readonly dataFormat: DataFormat;
}

export interface PadOperation {
  readonly op: "pad";
  /** Zeros before and after, one pair a spatial axis. */
  readonly padding: readonly (readonly [number, number])[];
  readonly dataFormat: DataFormat;
}

export interface CropOperation {
  readonly op: "crop";
  readonly cropping: readonly (readonly [number, number])[];
  readonly dataFormat: DataFormat;
}

export interface UpSamplingOperation {
  readonly op: "upSampling";
  readonly factors: readonly number[];
  readonly interpolation: string;
  readonly dataFormat: DataFormat;
}

/** Kernel `[inputFeatures, units]` over the last axis. */
export interface DenseOperation {
  readonly op: "dense";
  readonly inputFeatures: number;
  readonly units: number;
  readonly useBias: boolean;
  readonly activation: Activation;
}

export interface BatchNormalizationOperation {
  readonly op: "batchNormalization";
  /** Positive axis that holds the features. */
  readonly axis: number;
  readonly features: number;
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  /** Of the layer behind; only where the engine runs both as one. */
  readonly activation?: Activation;
}

export interface PReluOperation {
  readonly op: "prelu";
  /** Shape of `alpha`, without the batch; 1 where an axis is shared. */
  readonly alphaShape: readonly number[];
}

export type MergeFunction = "add" | "multiply" | "average" | "maximum" | "minimum" | "subtract";

export interface MergeOperation {
  readonly op: "merge";
  readonly combine: MergeFunction;
  /** Whether a step that is absent in one input takes the other input's value. */
  readonly skipsAbsent?: boolean;
  /** Of the layer behind; only where the engine runs both as one. */
  readonly activation?: Activation;
}

export type LayerOperation =
  | ConvolutionOperation
  | TransposedConvolutionOperation
  | DepthwiseConvolutionOperation
  | SeparableConvolutionOperation
  | PoolingOperation
  | GlobalPoolingOperation
  | PadOperation
  | CropOperation
  | UpSamplingOperation
  | DenseOperation
  | BatchNormalizationOperation
  | PReluOperation
  | ElementOperation
  | SequenceOperation
  | { readonly op: "input" }
  /** Passes its input on unchanged when a model is used and not trained (dropout, noise). */
  | { readonly op: "identity" }
  | { readonly op: "activation"; readonly activation: Activation }
  | { readonly op: "softmax"; readonly axes: readonly number[] }
  | { readonly op: "flatten"; readonly dataFormat: DataFormat }
  /** Row-major reshape of each example to the output shape. */
  | { readonly op: "reshape" }
  /** Output axis `i + 1` is input axis `order[i]`; the batch stays first. */
  | { readonly op: "permute"; readonly order: readonly number[] }
  | MergeOperation
  | { readonly op: "concatenate"; readonly axis: number };

/** How a weight is filled when a file brings none: Keras initialiser class and its arguments. */
export interface InitializerSpec {
  readonly className: string;
  readonly config: Readonly<Record<string, ConfigData>>;
}

/** One weight of a layer, in Keras's name and memory order. */
export interface WeightSpec {
  /** Keras's name: `kernel`, `depthwise_kernel`, `bias`, `gamma`, `moving_mean` ... */
  readonly name: string;
  readonly shape: readonly number[];
  readonly trainable: boolean;
  readonly initializer: InitializerSpec;
}
