/** How one output element of a layer comes about, as plain data for drawings, hovers and tables. */
import type { Activation, MergeFunction } from "../../core/layers/operation.ts";

/** An element of one of the layer's inputs. */
export interface SourceElement {
  /** Number of the input tensor. */
  readonly input: number;
  /** Batch first, in the tensor's own layout; outside the tensor for a place in the padding. */
  readonly coordinates: readonly number[];
  readonly value: number;
}

/** One multiplication of a weighted sum. */
export interface Tap extends SourceElement {
  /** Input channel, or feature. */
  readonly channel: number;
  /** Position in the kernel, one number a spatial axis; empty for a dense layer. */
  readonly kernel: readonly number[];
  readonly weight: number;
  readonly product: number;
  /** True for a place in the padding, whose value is 0. */
  readonly padded: boolean;
}

/** A sum of taps, and what each channel adds to it. */
export interface SumStage {
  readonly label: string;
  /** At most as many as asked for; `tapCount` is the true number. */
  readonly taps: readonly Tap[];
  readonly tapCount: number;
  /**
   * Sum of the taps of one channel: an input channel, or the depthwise result (input channel · multiplier + m) in the
   * first stage of a separable layer.
   */
  readonly partialSums: readonly { readonly channel: number; readonly sum: number }[];
}

export interface WindowElement extends SourceElement {
  readonly padded: boolean;
  /** For a maximum: the element that won, the first of equals. */
  readonly chosen: boolean;
}

export type PixelExplanation = { readonly coordinates: readonly number[]; readonly output: number } & (
  | {
      readonly kind: "sum";
      /** One; two for a separable layer, whose second stage reads the results of the first. */
      readonly stages: readonly SumStage[];
      /** `null` for a layer without one. */
      readonly bias: number | null;
      readonly preActivation: number;
      readonly activation: Activation;
    }
  | {
      readonly kind: "window";
      readonly reduce: "max" | "average";
      readonly elements: readonly WindowElement[];
      /** Elements that count, without excluded padding; the divisor of an average. */
      readonly count: number;
    }
  | {
      readonly kind: "operands";
      readonly combine: MergeFunction;
      readonly operands: readonly SourceElement[];
    }
  /** `null` for a zero of the padding. */
  | { readonly kind: "copy"; readonly source: SourceElement | null }
  | {
      readonly kind: "normalisation";
      readonly source: SourceElement;
      readonly mean: number;
      readonly variance: number;
      readonly epsilon: number;
      readonly gamma: number;
      readonly beta: number;
    }
  | {
      readonly kind: "function";
      readonly source: SourceElement;
      readonly activation: Activation;
      /** Elements that the function looks at: 1, or the whole axis for softmax and its like. */
      readonly looksAt: number;
    }
);
