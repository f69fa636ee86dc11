/** Weights for Winograd's algorithm: the kernels transformed, place by place, each place packed for its matrix product. */
import { kernelTransform } from "../../../generators/winograd/algorithm.ts";
import type { DirectKernel } from "../directRun.ts";
import type { UsedValues, WinogradLayer } from "./layer.ts";

export interface PlaceProduct {
  readonly product: DirectKernel;
  readonly used: UsedValues;
}

/** In Keras's order, and what each output channel is multiplied by. */
export interface KernelValues {
  readonly kernel: Float32Array;
  readonly factors: Float64Array | null;
}

/** `G · kernel · Gᵀ` of every pair of channels. */
export function* packPlaces(
  { size, taps, inner, outer, addTap }: WinogradLayer,
  products: readonly PlaceProduct[],
  { kernel, factors }: KernelValues,
  target: Float32Array,
): Generator<void> {
  const sums = new Float64Array(inner * outer);
  const values = new Float32Array(inner * outer);
  let place = 0;
  let at = 0;
  for (const rowFactors of kernelTransform(size, taps.rows)) {
    for (const columnFactors of kernelTransform(size, taps.columns)) {
      const { product, used } = products[place] as PlaceProduct;
      sums.fill(0);
      for (const [row, rowFactor] of rowFactors.entries()) {
        for (const [column, columnFactor] of columnFactors.entries()) {
          const factor = rowFactor * columnFactor;
          if (factor !== 0) addTap(sums, factor, kernel, { row, column });
        }
      }
      if (factors) scaleOutputs(sums, factors);
      values.set(sums);
      const start = (number: number) => {
        const value = Math.floor(number / used.length) * used.step + (number % used.length);
        return value * outer;
      };
      const end = at + product.packedFloats;
      yield* product.pack({ values, start, filterStep: 1 }, target.subarray(at, end));
      yield;
      at = end;
      place++;
    }
  }
}

/** The transform is linear, so that a factor of an output channel may come after it. */
function scaleOutputs(sums: Float64Array, factors: Float64Array): void {
  for (let at = 0; at < sums.length; ) {
    for (let output = 0; output < factors.length; output++, at++) {
      sums[at] = (sums[at] as number) * (factors[output] as number);
    }
  }
}
