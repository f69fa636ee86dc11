/** What a counting preset is: for each kind of operation, which quantities another tool adds up, and where it says so. */

/** Kinds of operation that tools treat differently. */
export type OperationCategory =
  | "convolution"
  | "depthwiseConvolution"
  | "transposedConvolution"
  | "dense"
  /** Products of matrices that are no Dense: EinsumDense, Dot. */
  | "matrixProduct"
  | "attention"
  | "recurrent"
  | "embedding"
  | "batchNormalization"
  /** Layer, group, unit and RMS normalisation. */
  | "exampleNormalization"
  | "activation"
  | "prelu"
  | "softmax"
  | "maxPooling"
  | "averagePooling"
  | "globalMaxPooling"
  | "globalAveragePooling"
  | "upSampling"
  /** Element by element: Add, Multiply, Average ... */
  | "merge"
  /** Operations that sum up axes: Mean, Sum, Max ... of keras.ops. */
  | "reduction"
  /** Rescaling, Normalization: arithmetic on the picture inside of the model. */
  | "preprocessing";

/** Numbers of one example that rules add up. */
export type Quantity =
  | "macs"
  /** As `macs`, with a transposed layer taken at each output position in place of each input position. */
  | "macsAtOutput"
  /** `macsAtOutput` divided by the product of the strides, rounded down. */
  | "macsAtOutputByStride"
  /** One per output element of a layer with a bias. */
  | "biasAdds"
  /** Length of the bias. */
  | "biasSize"
  | "inputElements"
  | "outputElements"
  /** Input elements of a normalisation that scales by `gamma`; 0 for one that does not. */
  | "scaledElements"
  /** Values that pooling windows read: pool size times output elements. */
  | "windowReads"
  /** Trained weights, without moving statistics. */
  | "parameters"
  /** Units of a recurrent layer, once a step and direction. */
  | "stateElements"
  /** As `stateElements`, for every gate. */
  | "gateElements"
  /** The two biases that a recurrent module of PyTorch has, once a step and direction. */
  | "gateBiasAdds"
  /** Vectors that a softmax normalises. */
  | "softmaxRows"
  /** Operations between the inputs of a merge, (inputs − 1) per output element. */
  | "mergeOperations";

export interface CountingTerm {
  readonly factor: number;
  readonly of: Quantity;
}

/** The sum of `terms`, nothing where there are none; `unknown` where the tool's figure cannot be told from the layer. */
export interface CountingRule {
  readonly terms: readonly CountingTerm[];
  /** Function, interpolation or class names that the rule is for; all where left out. */
  readonly only?: readonly string[];
  /** Numbers of spatial axes that the rule is for; all where left out. */
  readonly ranks?: readonly number[];
  readonly unknown?: string;
  /** File of the tool's repository, or page, that states the rule, and the name it has there. */
  readonly source: string;
}

export type CountingUnit = "MACs" | "FLOPs";

/** Of the rules for a category the first that fits counts; where none fits, the count is unknown. */
export interface CountingPreset {
  readonly name: string;
  readonly unit: CountingUnit;
  /** The tool and its version or commit, and what a reader must know of its way of counting. */
  readonly description: string;
  readonly rules: Readonly<Record<OperationCategory, readonly CountingRule[]>>;
}

/** Terms from quantities, or pairs of a factor and a quantity: `sum([2, "macs"], "biasAdds")` is 2·macs + biasAdds. */
export function sum(...terms: readonly (Quantity | readonly [number, Quantity])[]): readonly CountingTerm[] {
  return terms.map((term) =>
    typeof term === "string" ? { factor: 1, of: term } : { factor: term[0], of: term[1] },
  );
}

/** One rule for all of a category. */
export function always(terms: readonly CountingTerm[], source: string): readonly CountingRule[] {
  return [{ terms, source }];
}

/** A category that the tool leaves out. */
export function notCounted(source: string): readonly CountingRule[] {
  return [{ terms: [], source }];
}

/** A category whose figure cannot be told from the layer. */
export function cannotTell(unknown: string, source: string): readonly CountingRule[] {
  return [{ terms: [], unknown, source }];
}
