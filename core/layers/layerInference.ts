/** What one call of a layer comes to: shapes, weights, work, and the steps that lead to each number. */
import type { Count } from "../cost/count.ts";
import type { Dim } from "../shape/dim.ts";
import type { Shape } from "../shape/shape.ts";
import type { LayerOperation, WeightSpec } from "./operation.ts";

/** A product with names: `112·112` output positions times `27` weights, as a hover derives it. */
export interface NamedFactor {
  /** What the factor is: "output positions", "kernel", "input channels" ... */
  readonly meaning: string;
  /** What is multiplied, in reading order, such as `[112, 112]`; a text is the formula of a number that is not known. */
  readonly values: readonly (number | string)[];
}

/** One stage's multiply-accumulates (a separable layer has two stages). */
export interface MacStage {
  readonly label: string;
  readonly factors: readonly NamedFactor[];
  readonly count: Count;
}

/** Work that is no multiply-accumulate, in elementary operations of one example. */
export interface ElementaryWork {
  readonly label:
    | "bias"
    | "activation"
    | "normalisation"
    | "pooling"
    | "merge"
    | "resampling"
    /** A transform or a search that has no fixed number of steps. */
    | "transform"
    | "reduction"
    | "softmax"
    /** Other steps on single values, such as products of gates and states. */
    | "elementwise";
  readonly count: Count;
}

/** How one axis' output size comes from its input, as text: `⌈224 / 2⌉ = 112`. */
export interface SizeStep {
  readonly axis: string;
  readonly text: string;
}

export interface OpenWeight {
  readonly name: string;
  readonly dims: readonly Dim[];
  readonly trainable: boolean;
}

export interface LayerInference {
  readonly outputs: readonly Shape[];
  /** What runs; `null` where something it needs is not known, with `unknown` telling what. */
  readonly operation: LayerOperation | null;
  /** `null` where a weight's size is not known. */
  readonly weights: readonly WeightSpec[] | null;
  /** Sizes of the weights, some of them formulas of numbers that the program leaves open; there where `weights` is not. */
  readonly openWeights?: readonly OpenWeight[];
  readonly macs: readonly MacStage[];
  readonly elementary: readonly ElementaryWork[];
  /** Why the layer has no work, where neither its operation nor anything else says it. */
  readonly idle?: string;
  readonly sizeSteps: readonly SizeStep[];
  /** Why a shape, a weight or a count is not known. */
  readonly unknown: readonly { readonly what: string; readonly reason: string }[];
}
