/**
 * Winograd's minimal filtering for 3x3 kernels at stride 1 (Lavin and Gray, 2015): `F(2x2, 3x3)` makes 2x2 outputs of a 4x4 piece of
 * the input with 16 products in place of 36, `F(4x4, 3x3)` 4x4 of 6x6 with 36 in place of 144, at the price of a little accuracy.
 */
import { type Local, type Statement, set } from "../../emitter/expression.ts";
import {
  addVectors,
  multiplyAdd,
  multiplySubtract,
  multiplyVectors,
  type SimdLevel,
  subtractVectors,
  type Vector,
} from "../../emitter/vectors.ts";

/** Rows and columns of outputs that one piece of the input gives. */
export type WinogradSize = 2 | 4;

/** Rows and columns of a piece of the input. */
export function pieceSize(size: WinogradSize): number {
  return size + 2;
}

type VectorLocal = Local<"v128">;

/** Constants and temporaries that the sums below use. */
export interface TransformLocals {
  readonly simd: SimdLevel;
  readonly two: VectorLocal;
  readonly four: VectorLocal;
  readonly five: VectorLocal;
  readonly eight: VectorLocal;
  readonly temporaries: readonly [VectorLocal, VectorLocal, VectorLocal, VectorLocal];
}

type At = (index: number) => VectorLocal;

/** `to = Bᵀ · from`: one column, or one row, of a piece of the input. */
export function transformInput(size: WinogradSize, from: At, to: At, locals: TransformLocals): Statement[] {
  if (size === 2) {
    return [
      set(to(0), subtractVectors(from(0), from(2))),
      set(to(1), addVectors(from(1), from(2))),
      set(to(2), subtractVectors(from(2), from(1))),
      set(to(3), subtractVectors(from(1), from(3))),
    ];
  }
  const { simd, two, four, five, temporaries } = locals;
  const [even, odd] = temporaries;
  const fourLessFive = (a: Vector, b: Vector, c: Vector) =>
    addVectors(multiplySubtract(b, five, multiplyVectors(a, four), simd), c);
  return [
    set(to(0), fourLessFive(from(0), from(2), from(4))),
    set(to(5), fourLessFive(from(1), from(3), from(5))),
    set(even, multiplySubtract(from(2), four, from(4), simd)),
    set(odd, multiplySubtract(from(1), four, from(3), simd)),
    set(to(1), addVectors(even, odd)),
    set(to(2), subtractVectors(even, odd)),
    set(even, subtractVectors(from(4), from(2))),
    set(odd, subtractVectors(from(3), from(1))),
    set(to(3), multiplyAdd(odd, two, even, simd)),
    set(to(4), multiplySubtract(odd, two, even, simd)),
  ];
}

/** `to = Aᵀ · from`: one column, or one row, of the products, down to outputs. */
export function transformOutput(size: WinogradSize, from: At, to: At, locals: TransformLocals): Statement[] {
  if (size === 2) {
    return [
      set(to(0), addVectors(addVectors(from(0), from(1)), from(2))),
      set(to(1), subtractVectors(subtractVectors(from(1), from(2)), from(3))),
    ];
  }
  const { simd, two, four, eight, temporaries } = locals;
  const [sum12, difference12, sum34, difference34] = temporaries;
  return [
    set(sum12, addVectors(from(1), from(2))),
    set(difference12, subtractVectors(from(1), from(2))),
    set(sum34, addVectors(from(3), from(4))),
    set(difference34, subtractVectors(from(3), from(4))),
    set(to(0), addVectors(addVectors(from(0), sum12), sum34)),
    set(to(1), multiplyAdd(difference34, two, difference12, simd)),
    set(to(2), multiplyAdd(sum34, four, sum12, simd)),
    set(to(3), addVectors(multiplyAdd(difference34, eight, difference12, simd), from(5))),
  ];
}

/** `G`: a kernel's column of three taps to a piece's column. */
export const kernelTransforms: Readonly<Record<WinogradSize, readonly (readonly number[])[]>> = {
  2: [
    [1, 0, 0],
    [1 / 2, 1 / 2, 1 / 2],
    [1 / 2, -1 / 2, 1 / 2],
    [0, 0, 1],
  ],
  4: [
    [1 / 4, 0, 0],
    [-1 / 6, -1 / 6, -1 / 6],
    [-1 / 6, 1 / 6, -1 / 6],
    [1 / 24, 1 / 12, 1 / 6],
    [1 / 24, -1 / 12, 1 / 6],
    [0, 0, 1],
  ],
};
