/** Operations of layers that normalise, encode, resize or look up, with every setting resolved. */
import type { WindowGeometry } from "../geometry/windowGeometry.ts";
import type { Activation, DataFormat } from "./operation.ts";

/**
 * Statistics of one example, not of the batch. `layer` subtracts the mean and divides by the deviation, `variance` divides
 * by the deviation alone (Keras's `rms_scaling`), `rms` by the root mean square, `unit` by the length; `group` is `layer`
 * over groups of channels and all positions.
 */
export interface ExampleNormalizationOperation {
  readonly op: "exampleNormalization";
  readonly form: "layer" | "variance" | "rms" | "unit" | "group";
  /** Positive and ascending; for `group` the channel axis. Weights have these axes' sizes. */
  readonly axes: readonly number[];
  /** Groups of channels; 1 for all but `group`. */
  readonly groups: number;
  readonly epsilon: number;
  /** Name of the factor's weight, `null` where there is none. */
  readonly scale: "gamma" | "scale" | null;
  readonly center: boolean;
}

/** `value · scale + offset`; lists have one number for each index of the last axis. */
export interface RescalingOperation {
  readonly op: "rescaling";
  readonly scale: readonly number[];
  readonly offset: readonly number[];
}

/** `(value − mean) / max(√variance, 10⁻⁷)`, or its inverse, along the axes that have statistics of their own. */
export interface StandardizeOperation {
  readonly op: "standardize";
  /** Positive and ascending. */
  readonly axes: readonly number[];
  readonly invert: boolean;
  /** Numbers that the file gives; `null` where they are weights `mean` and `variance`. */
  readonly given: { readonly mean: readonly number[]; readonly variance: readonly number[] } | null;
}

/** Row `index` of `embeddings`, `[rows, width]`, for each index of the input. */
export interface EmbeddingOperation {
  readonly op: "embedding";
  readonly rows: number;
  readonly width: number;
  /** Whether index 0 marks an absent step for later layers. */
  readonly maskZero: boolean;
}

/** Sets steps whose values all equal `value` to 0, and marks them as absent. */
export interface MaskingOperation {
  readonly op: "masking";
  readonly value: number;
}

/** Sums the products along one axis of each input; `normalize` scales both to length 1 along it first. */
export interface DotOperation {
  readonly op: "dot";
  readonly axes: readonly [number, number];
  readonly normalize: boolean;
}

/** `input,kernel->output` in one letter an axis, all axes named; the bias is aligned with the output's last axes. */
export interface EinsumDenseOperation {
  readonly op: "einsumDense";
  readonly equation: { readonly input: string; readonly kernel: string; readonly output: string };
  readonly useBias: boolean;
  readonly activation: Activation;
}

export interface ResizingOperation {
  readonly op: "resizing";
  /** Height and width. */
  readonly size: readonly [number, number];
  /** Of the input, where they are known. */
  readonly from: readonly [number | null, number | null];
  readonly interpolation: string;
  /** `crop` cuts the input to the output's aspect ratio first, `pad` fills it up with `fillValue`. */
  readonly aspect: "stretch" | "crop" | "pad";
  readonly fillValue: number;
  /** Whether the filter widens when a picture is made smaller. */
  readonly antialias: boolean;
  readonly dataFormat: DataFormat;
}

/** Cuts the middle out where the input is large enough in both directions, else resizes with the aspect kept. */
export interface CenterCropOperation {
  readonly op: "centerCrop";
  readonly size: readonly [number, number];
  readonly from: readonly [number | null, number | null];
  readonly dataFormat: DataFormat;
}

export type EncodingMode = "int" | "one_hot" | "multi_hot" | "count";

/** Category numbers as vectors of length `depth`; `boundaries` given: numbers become categories first. */
export interface CategoryOperation {
  readonly op: "category";
  /** Ascending limits; a value at a limit belongs to the interval above it. `null`: the input holds categories. */
  readonly boundaries: readonly number[] | null;
  readonly mode: EncodingMode;
  readonly depth: number;
}

/** A convolution whose every output position has a kernel of its own. */
export interface LocallyConnectedOperation {
  readonly op: "locallyConnected";
  readonly windows: readonly WindowGeometry[];
  readonly inputChannels: number;
  readonly outputChannels: number;
  /**
   * How `kernel` is stored: 1 as `[positions, taps · channels, filters]`; 2 as a dense matrix of the input's and the
   * output's axes; 3 as the list of that matrix's connected elements.
   */
  readonly implementation: 1 | 2 | 3;
  readonly dataFormat: DataFormat;
  readonly useBias: boolean;
  readonly activation: Activation;
}

/** The largest of `maps` dense layers; `W` is `[maps, inputFeatures, units]`, `b` `[maps, units]`. */
export interface MaxoutOperation {
  readonly op: "maxout";
  readonly inputFeatures: number;
  readonly units: number;
  readonly maps: number;
  readonly useBias: boolean;
}

/** `t · activation(x·W + b) + (1 − t) · x` with `t = sigmoid(x·W_carry + b_carry)`. */
export interface HighwayOperation {
  readonly op: "highway";
  readonly features: number;
  readonly useBias: boolean;
  readonly activation: Activation;
}

export type ElementOperation =
  | ExampleNormalizationOperation
  | RescalingOperation
  | StandardizeOperation
  | EmbeddingOperation
  | MaskingOperation
  | DotOperation
  | EinsumDenseOperation
  | ResizingOperation
  | CenterCropOperation
  | CategoryOperation
  | LocallyConnectedOperation
  | MaxoutOperation
  | HighwayOperation
  /** Multiplies each index of the last axis by its weight `gamma`. */
  | { readonly op: "channelScale" }
  /** Repeats the vector of each example as `times` steps. */
  | { readonly op: "repeatVector"; readonly times: number };
