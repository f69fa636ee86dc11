/** The exponential function and what is made of it, four floats at a time, as exact as float32 allows. */
import type { VectorCode } from "../../emitter/vectorCode.ts";
import {
  absoluteVectors,
  addVectors,
  atLeast,
  atMost,
  chooseVectors,
  divideVectors,
  isLess,
  multiplyAdd,
  multiplySubtract,
  multiplyVectors,
  powersOfTwo,
  roundVectors,
  subtractVectors,
  type Vector,
  vectorOf,
  zeroVector,
} from "../../emitter/vectors.ts";

/** `e^x`: 0 and infinity beyond the range of float32; NaN stays. */
export function exponential(code: VectorCode, x: Vector): Vector {
  const value = code.keep(x);
  const { rest, power } = parts(code, value);
  const result = code.keep(multiplyAdd(rest, power, power, code.simd));
  const small = chooseVectors(isLess(value, vectorOf(lowest)), zeroVector(), result);
  return chooseVectors(
    isLess(vectorOf(highest), value),
    vectorOf(Number.POSITIVE_INFINITY),
    code.keep(small),
  );
}

/** `e^x - 1`, exact near zero, for x up to `highest`. */
export function exponentialLessOne(code: VectorCode, x: Vector): Vector {
  const { rest, power } = parts(code, code.keep(x));
  return multiplyAdd(rest, power, subtractVectors(power, vectorOf(1)), code.simd);
}

export function sigmoid(code: VectorCode, x: Vector): Vector {
  const inverse = exponential(code, subtractVectors(zeroVector(), x));
  return divideVectors(vectorOf(1), addVectors(vectorOf(1), inverse));
}

/** `(e^2|x| - 1) / (e^2|x| + 1)` with the sign of x; from 10 on it is 1. */
export function hyperbolicTangent(code: VectorCode, x: Vector): Vector {
  const value = code.keep(x);
  const doubled = atMost(multiplyVectors(absoluteVectors(value), vectorOf(2)), vectorOf(20));
  const grown = code.keep(exponentialLessOne(code, doubled));
  const size = code.keep(divideVectors(grown, addVectors(grown, vectorOf(2))));
  return chooseVectors(isLess(value, zeroVector()), subtractVectors(zeroVector(), size), size);
}

/** Beyond these `e^x` is no normal float32. */
const lowest = -87.33654;
const highest = 88.72283;

/** Of a float32. */
const largestExponent = 127;

/** ln 2 in two parts, the first with few bits, so that its products are exact. */
const ln2First = 0.693359375;
const ln2Second = -2.1219444e-4;
/** 1/n! from the highest power down: the series of `(e^r - 1) / r` on half of ln 2 to either side. */
const series = [5040, 720, 120, 24, 6, 2, 1].map((factorial) => 1 / factorial);

/** `e^x = power + power · rest` with `power` a power of two; x is first brought into the range. */
function parts(code: VectorCode, x: Vector): { readonly rest: Vector; readonly power: Vector } {
  const { simd } = code;
  const clamped = code.keep(atMost(atLeast(x, vectorOf(lowest)), vectorOf(highest)));
  const exponent = code.keep(
    atMost(roundVectors(multiplyVectors(clamped, vectorOf(Math.LOG2E))), vectorOf(largestExponent)),
  );
  const first = multiplySubtract(exponent, vectorOf(ln2First), clamped, simd);
  const near = code.keep(multiplySubtract(exponent, vectorOf(ln2Second), first, simd));
  let sum: Vector = vectorOf(series[0] ?? 0);
  for (const factor of series.slice(1)) sum = multiplyAdd(sum, near, vectorOf(factor), simd);
  return { rest: code.keep(multiplyVectors(sum, near)), power: code.keep(powersOfTwo(exponent)) };
}
