/**
 * Winograd's minimal filtering for small kernels at stride 1 (Lavin and Gray, 2015): `F(2x2, 3x3)` makes 2x2 outputs of a 4x4 piece of
 * the input with 16 products in place of 36, `F(4x4, 3x3)` 4x4 of 6x6 with 36 in place of 144, at the price of a little accuracy. A 4x4
 * piece gives 3x3 outputs of 2x2 taps, `F(3x3, 2x2)`, with 16 products in place of 36. Along one axis alone it is 4 products in place of
 * 6, and 6 in place of 12.
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

/** Outputs that a piece gives along an axis of three taps: with 2 it interpolates at 4 points, with 4 at 6, for three taps alone. */
export type WinogradSize = 2 | 4;

export type TapCount = 1 | 2 | 3;

/** Of a kernel, along each axis; an axis of one tap is left as it is. */
export interface Taps {
  readonly rows: TapCount;
  readonly columns: TapCount;
}

/** Outputs of a piece along an axis of so many taps. */
export function outputsAlong(size: WinogradSize, taps: TapCount): number {
  return taps === 1 ? 1 : size + 3 - taps;
}

/** Pixels of a piece of the input along an axis of so many taps. */
export function pieceSize(size: WinogradSize, taps: TapCount): number {
  return taps === 1 ? 1 : size + 2;
}

type VectorLocal = Local<"v128">;

/**
 * `F(4x4, 3x3)` interpolates at 0, ±1/√2, ±√2 and infinity. Points so near to one another in size keep the largest factors of all three
 * transforms small, and with them the roundings: their errors are less than half of those of 0, ±1, ±2.
 */
const nearPoint = Math.SQRT1_2;
const farPoint = Math.SQRT2;

/** The factors of the sums below; the squares of the points are 1/2 and 2, and `(x² - 1/2)(x² - 2) = x⁴ - 5/2 x² + 1`. */
export const transformFactors = {
  near: nearPoint,
  far: farPoint,
  half: 1 / 2,
  two: 2,
  fiveHalves: 5 / 2,
  four: 4,
  eight: 8,
  nearCubed: nearPoint / 2,
} as const;

/** Factors in vectors, and temporaries that the sums below use. */
export interface TransformLocals extends Readonly<Record<keyof typeof transformFactors, VectorLocal>> {
  readonly simd: SimdLevel;
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
  const { simd, near, far, half, two, fiveHalves, temporaries } = locals;
  const [even, odd] = temporaries;
  // The rows of a pair of points have the other pair's polynomial: its even and its odd part, added and subtracted.
  const pair = (point: VectorLocal, otherSquared: VectorLocal, plus: VectorLocal, minus: VectorLocal) => [
    set(even, multiplySubtract(from(2), otherSquared, from(4), simd)),
    set(odd, multiplySubtract(from(1), otherSquared, from(3), simd)),
    set(plus, multiplyAdd(odd, point, even, simd)),
    set(minus, multiplySubtract(odd, point, even, simd)),
  ];
  const ends = (a: Vector, b: Vector, c: Vector) => addVectors(multiplySubtract(b, fiveHalves, a, simd), c);
  return [
    set(to(0), ends(from(0), from(2), from(4))),
    set(to(5), ends(from(1), from(3), from(5))),
    ...pair(near, two, to(1), to(2)),
    ...pair(far, half, to(3), to(4)),
  ];
}

/** `to = Aᵀ · from`: one column, or one row, of the products, down to as many outputs as the piece gives for so many taps. */
export function transformOutput(
  size: WinogradSize,
  taps: 2 | 3,
  from: At,
  to: At,
  locals: TransformLocals,
): Statement[] {
  if (size === 2) {
    const difference = subtractVectors(from(1), from(2));
    const first = set(to(0), addVectors(addVectors(from(0), from(1)), from(2)));
    if (taps === 3) return [first, set(to(1), subtractVectors(difference, from(3)))];
    const last = subtractVectors(addVectors(from(1), from(2)), from(3));
    return [first, set(to(1), difference), set(to(2), last)];
  }
  const { simd, near, half, two, four, eight, nearCubed, temporaries } = locals;
  const [sumNear, differenceNear, sumFar, differenceFar] = temporaries;
  // The far points are twice the near ones.
  const both = (near: VectorLocal, factor: VectorLocal, far: VectorLocal) =>
    multiplyAdd(far, factor, near, simd);
  return [
    set(sumNear, addVectors(from(1), from(2))),
    set(differenceNear, subtractVectors(from(1), from(2))),
    set(sumFar, addVectors(from(3), from(4))),
    set(differenceFar, subtractVectors(from(3), from(4))),
    set(to(0), addVectors(addVectors(from(0), sumNear), sumFar)),
    set(to(1), multiplyVectors(both(differenceNear, two, differenceFar), near)),
    set(to(2), multiplyVectors(both(sumNear, four, sumFar), half)),
    set(to(3), multiplyAdd(both(differenceNear, eight, differenceFar), nearCubed, from(5), simd)),
  ];
}

/** `G`: a kernel's column of so many taps to a piece's column. */
export function kernelTransform(size: WinogradSize, taps: TapCount): readonly (readonly number[])[] {
  if (taps === 1) return [[1]];
  const first = [1, 0, 0];
  const last = Array.from({ length: taps }, (_, tap) => (tap === taps - 1 ? 1 : 0));
  const middle =
    size === 2 ? middleOfTwo : [...kernelRows(nearPoint, farPoint), ...kernelRows(farPoint, nearPoint)];
  return [first, ...middle, last].map((row) => row.slice(0, taps));
}

/** Of the points 1 and -1. */
const middleOfTwo = [
  [1 / 2, 1 / 2, 1 / 2],
  [1 / 2, -1 / 2, 1 / 2],
];

/** The kernel's polynomial at `point` and `-point`, over the products of the differences to all the other points. */
function kernelRows(point: number, other: number): number[][] {
  const divisor = 2 * point ** 2 * (point ** 2 - other ** 2);
  return [point, -point].map((at) => [1 / divisor, at / divisor, at ** 2 / divisor]);
}
