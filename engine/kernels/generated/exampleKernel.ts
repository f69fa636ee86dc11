/** What the algorithms of a convolution have in common: each works on one padded example, with weights in an order of its own. */
import type { Padding } from "../generated/paddedInput.ts";

export interface ExampleKernel {
  /** Zeros that the input must have around it. */
  readonly padding: Padding;
  /** Floats of memory that `run` needs for itself. */
  readonly scratchFloats: number;
  /** Stops every few milliseconds. */
  readonly run: (at: ExampleAddresses) => Generator<void>;
  /** Name of the weights' order, the floats they take, and how they get there from Keras's order. */
  readonly layout: string;
  readonly packedFloats: number;
  readonly pack: (kernel: Float32Array, target: Float32Array) => Iterable<void>;
  /** The same of a kernel times a factor for each output channel; absent where the product is worked out before. */
  readonly packScaled?: (kernel: Float32Array, factors: Float64Array, target: Float32Array) => Iterable<void>;
  /** For people: the algorithm and its tile. */
  readonly description: string;
}

/** In bytes: the padded example, packed weights, the bias, working memory, and the example's result. */
export interface ExampleAddresses {
  readonly input: number;
  readonly weights: number;
  readonly bias: number;
  readonly scratch: number;
  readonly output: number;
}
