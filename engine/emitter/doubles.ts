/** 64-bit floating-point arithmetic, one number at a time: as exact as JavaScript's, with the same roundings. */
import { type Expression, expression, type Statement } from "./expression.ts";
import type { Integer } from "./integers.ts";

export type Double = Expression<"f64">;

export function f64(value: number): Double {
  return expression("f64", (out) => {
    out.byte(0x44);
    out.bytes(new Uint8Array(new Float64Array([value]).buffer));
  });
}

export function loadDouble(address: Integer, offset: number): Double {
  return expression("f64", (out) => {
    address.emit(out);
    out.byte(0x2b);
    // Alignment is a hint; memory comes in floats.
    out.unsigned(2);
    out.unsigned(offset);
  });
}

export function addDoubles(a: Double, b: Double): Double {
  return binary(0xa0, a, b);
}

export function multiplyDoubles(a: Double, b: Double): Double {
  return binary(0xa2, a, b);
}

/** The integer's bits as a number from 0 to 2^32 - 1. */
export function fromUnsigned(value: Integer): Double {
  return expression("f64", (out) => {
    value.emit(out);
    out.byte(0xb8);
  });
}

/** Writes the number rounded to a float. */
export function storeFloat(address: Integer, value: Double, offset: number): Statement {
  return (out) => {
    address.emit(out);
    value.emit(out);
    out.byte(0xb6);
    out.byte(0x38);
    out.unsigned(2);
    out.unsigned(offset);
  };
}

function binary(code: number, a: Double, b: Double): Double {
  return expression("f64", (out) => {
    a.emit(out);
    b.emit(out);
    out.byte(code);
  });
}
