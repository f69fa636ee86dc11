/** Two 64-bit floating-point numbers at once: sums that are to be as exact as JavaScript's, with the same roundings. */
import type { Integer } from "./integers.ts";
import { binary, memoryVector, unary, type Vector } from "./vectors.ts";

/** The two floats at the address. */
export function loadFloatPair(address: Integer, offset = 0): Vector {
  return unary(0x5f, memoryVector(0x5d, 3, address, offset));
}

/** One double, twice. */
export function loadDoubleSplat(address: Integer, offset = 0): Vector {
  return memoryVector(0x0a, 3, address, offset);
}

export function loadDoublePair(address: Integer, offset = 0): Vector {
  return memoryVector(0, 4, address, offset);
}

export function addPairs(a: Vector, b: Vector): Vector {
  return binary(0xf0, a, b);
}

export function multiplyPairs(a: Vector, b: Vector): Vector {
  return binary(0xf2, a, b);
}

/** Rounded to the first two floats; the others are zeros. */
export function roundedPair(a: Vector): Vector {
  return unary(0x5e, a);
}
