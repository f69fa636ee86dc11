/** What a direct convolution is generated for, and what follows from it. */
import type { SimdLevel } from "../../emitter/vectors.ts";
import type { FusedActivation } from "../fusedActivation.ts";

/** All steps and counts in floats. */
export interface DirectConvolution {
  readonly simd: SimdLevel;
  /** Output pixels of a tile, and vectors of filters. */
  readonly tile: { readonly pixels: number; readonly vectors: number };
  /** Taps along planes, rows and columns, and how far apart they are in the input. */
  readonly taps: readonly [number, number, number];
  readonly tapSteps: readonly [number, number, number];
  readonly groups: number;
  readonly groupInputs: number;
  readonly groupOutputs: number;
  /** Output pixels. */
  readonly rows: number;
  readonly columns: number;
  /** How far one step of the output's row and column moves in the input, and in the output. */
  readonly inputSteps: readonly [number, number];
  readonly outputSteps: readonly [number, number];
  readonly bias: boolean;
  readonly activation: FusedActivation;
  /** Filters inside pixels (few taps: addresses are worked out once), or pixels inside filters (many: weights stay in the cache). */
  readonly order: "filtersInside" | "pixelsInside";
  /** Output pixels that are worked on for all filters before the next ones, so that their input stays in the cache. */
  readonly blockPixels: number;
}

export const floatBytes = 4;

export function tilePixels({ tile, rows, columns }: DirectConvolution): number {
  return Math.min(tile.pixels, rows * columns);
}

/** Products of one output value. */
export function productsOf({ taps, groupInputs }: DirectConvolution): number {
  return taps[0] * taps[1] * taps[2] * groupInputs;
}

/** Some filters that are worked on together: full vectors, the last one perhaps only in part. */
export interface Panel {
  readonly vectors: number;
  readonly filters: number;
}
