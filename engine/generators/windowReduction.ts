/** What becomes of the values in a window: weighted sums with a bias, the largest, or the mean of those inside the image. */
import type { Activation } from "../../core/layers/operation.ts";
import { type Local, type Statement, set } from "../emitter/expression.ts";
import type { Integer } from "../emitter/integers.ts";
import type { VectorCode } from "../emitter/vectorCode.ts";
import {
  accumulate,
  addVectors,
  divideVectors,
  loadSplat,
  loadVector,
  maximumVectors,
  type SimdLevel,
  type Vector,
  vectorOf,
  zeroVector,
} from "../emitter/vectors.ts";
import { activateLocal } from "./activation/activateVector.ts";

export type Reduction =
  /** The activation is one that is cheap, see `isCheap`. */
  | { readonly kind: "products"; readonly bias: boolean; readonly activation: Activation }
  | { readonly kind: "maximum" }
  | { readonly kind: "mean" };

export function startValue(reduce: Reduction, bias: Integer): Vector {
  if (reduce.kind === "maximum") return vectorOf(Number.NEGATIVE_INFINITY);
  return reduce.kind === "products" && reduce.bias ? loadVector(bias) : zeroVector();
}

export function addValue(
  { reduce, simd }: { readonly reduce: Reduction; readonly simd: SimdLevel },
  sum: Local<"v128">,
  value: Vector,
  weight: Vector,
): Statement {
  switch (reduce.kind) {
    case "products":
      return accumulate(sum, value, weight, simd);
    case "maximum":
      return set(sum, maximumVectors(sum, value));
    case "mean":
      return set(sum, addVectors(sum, value));
  }
}

/** `count` is the address of the number, as a float, of the values that were added up. */
export function finishSum(
  code: VectorCode,
  reduce: Reduction,
  sum: Local<"v128">,
  count: Integer,
): readonly Statement[] {
  if (reduce.kind === "products") return activateLocal(code, sum, reduce.activation);
  return reduce.kind === "mean" ? [set(sum, divideVectors(sum, loadSplat(count)))] : [];
}
