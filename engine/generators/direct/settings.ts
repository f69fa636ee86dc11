/** What a direct convolution is generated for, and what follows from it. */
import type { Activation } from "../../../core/layers/operation.ts";
import type { SimdLevel } from "../../emitter/vectors.ts";

/** All steps and counts in floats. */
export interface DirectConvolution {
  readonly simd: SimdLevel;
  /** Vectors of filters in a panel. */
  readonly vectors: number;
  /** Taps along planes, rows and columns, and how far apart they are in the input. */
  readonly taps: readonly [number, number, number];
  readonly tapSteps: readonly [number, number, number];
  readonly groups: number;
  readonly groupInputs: number;
  readonly groupOutputs: number;
  /** Output rows that a tile reaches over, and output pixels of a row. */
  readonly bandRows: number;
  readonly columns: number;
  /** How far one step of the output's row and column moves in the input, and in the output. */
  readonly inputSteps: readonly [number, number];
  readonly outputSteps: readonly [number, number];
  /** Bytes of the next panel's weights that each turn of the innermost loop reads ahead; 0 for none. */
  readonly aheadStep: number;
  readonly bias: boolean;
  /** One that is cheap, see `isCheap`. */
  readonly activation: Activation;
}

export const floatBytes = 4;

/** Products of one output value. */
export function productsOf({ taps, groupInputs }: DirectConvolution): number {
  return taps[0] * taps[1] * taps[2] * groupInputs;
}

/** Some filters that are worked on together: full vectors, the last one perhaps only in part. */
export interface Panel {
  readonly vectors: number;
  readonly filters: number;
  /** Whether the weights of the panel behind it are read ahead. */
  readonly ahead: boolean;
}
