/** Two 64-bit floating-point numbers at once: sums that are to be as exact as JavaScript's, with the same roundings. */
import { type Expression, expression } from "./expression.ts";
import type { Integer } from "./integers.ts";
import type { Vector } from "./vectors.ts";

/** The two floats at the address. */
export function loadFloatPair(address: Integer, offset = 0): Vector {
  return widened(load(0x5d, address, offset));
}

/** One double, twice. */
export function loadDoubleSplat(address: Integer, offset = 0): Vector {
  return load(0x0a, address, offset);
}

export function loadDoublePair(address: Integer, offset = 0): Vector {
  return load(0, address, offset);
}

export function addPairs(a: Vector, b: Vector): Vector {
  return operation(0xf0, a, b);
}

export function multiplyPairs(a: Vector, b: Vector): Vector {
  return operation(0xf2, a, b);
}

/** Rounded to the first two floats; the others are zeros. */
export function roundedPair(a: Vector): Vector {
  return operation(0x5e, a);
}

function widened(floats: Vector): Vector {
  return operation(0x5f, floats);
}

function load(code: number, address: Integer, offset: number): Vector {
  return expression("v128", (out) => {
    address.emit(out);
    out.byte(0xfd);
    out.unsigned(code);
    // Alignment is a hint; memory comes in floats.
    out.unsigned(2);
    out.unsigned(offset);
  });
}

function operation(code: number, ...operands: readonly Expression<"v128">[]): Vector {
  return expression("v128", (out) => {
    for (const operand of operands) operand.emit(out);
    out.byte(0xfd);
    out.unsigned(code);
  });
}
