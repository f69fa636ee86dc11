/** Four float32 at once: 128-bit SIMD, with the fused multiply-add of relaxed SIMD where the machine has it. */
import type { ByteWriter } from "./byteWriter.ts";
import { type Expression, expression, type Local, type Statement, set } from "./expression.ts";
import { type Integer, i32 } from "./integers.ts";

export type Vector = Expression<"v128">;

/** `relaxed` has a fused multiply-add, which rounds once; `plain` multiplies and adds, which rounds twice. */
export type SimdLevel = "relaxed" | "plain";

/** Floats in a vector. */
export const lanes = 4;

/** Offsets are in bytes and part of the instruction. */
export function loadVector(address: Integer, offset = 0): Vector {
  return memoryVector(0, 4, address, offset);
}

/** One float, four times. */
export function loadSplat(address: Integer, offset = 0): Vector {
  return memoryVector(9, 2, address, offset);
}

export function zeroVector(): Vector {
  return expression("v128", (out) => {
    simd(out, 12);
    out.float32(0, lanes);
  });
}

/** The same number four times. */
export function vectorOf(value: number): Vector {
  return expression("v128", (out) => {
    simd(out, 12);
    out.float32(value, lanes);
  });
}

export function addVectors(a: Vector, b: Vector): Vector {
  return binary(0xe4, a, b);
}

export function subtractVectors(a: Vector, b: Vector): Vector {
  return binary(0xe5, a, b);
}

export function multiplyVectors(a: Vector, b: Vector): Vector {
  return binary(0xe6, a, b);
}

export function divideVectors(a: Vector, b: Vector): Vector {
  return binary(0xe7, a, b);
}

export function squareRoots(a: Vector): Vector {
  return unary(0xe3, a);
}

export function absoluteVectors(a: Vector): Vector {
  return unary(0xe0, a);
}

/** NaN where either is NaN. */
export function maximumVectors(a: Vector, b: Vector): Vector {
  return binary(0xe9, a, b);
}

/** NaN where either is NaN. */
export function minimumVectors(a: Vector, b: Vector): Vector {
  return binary(0xe8, a, b);
}

/** One instruction where `maximumVectors` is several; NaN where `a` is, and `a` where `b` is. */
export function atLeast(a: Vector, b: Vector): Vector {
  return binary(0xeb, a, b);
}

/** The same for the minimum. */
export function atMost(a: Vector, b: Vector): Vector {
  return binary(0xea, a, b);
}

/** All bits of a float set where `a < b`, none elsewhere and where either is NaN. */
export function isLess(a: Vector, b: Vector): Vector {
  return binary(0x43, a, b);
}

/** Where `a <= b`, likewise. */
export function isAtMost(a: Vector, b: Vector): Vector {
  return binary(0x45, a, b);
}

/** `whenSet` where the mask's bits are set. */
export function chooseVectors(mask: Vector, whenSet: Vector, otherwise: Vector): Vector {
  return expression("v128", (out) => {
    whenSet.emit(out);
    otherwise.emit(out);
    mask.emit(out);
    simd(out, 0x52);
  });
}

/** To the nearest whole numbers, as floats. */
export function roundVectors(a: Vector): Vector {
  return unary(0x6a, a);
}

/** `2^n` for whole floats from -126 to 127, made of the exponent's bits alone. */
export function powersOfTwo(n: Vector): Vector {
  return expression("v128", (out) => {
    const bias = 127;
    addVectors(n, vectorOf(bias)).emit(out);
    simd(out, 0xf8);
    i32(23).emit(out);
    simd(out, 0xab);
  });
}

/** Floats of one vector in another order, by their numbers from 0 to 3. */
export function shuffleFloats(value: Vector, order: readonly number[]): Vector {
  return expression("v128", (out) => {
    value.emit(out);
    value.emit(out);
    simd(out, 13);
    for (const lane of order) for (let byte = 0; byte < 4; byte++) out.byte(4 * lane + byte);
  });
}

/** `a × b + c`. */
export function multiplyAdd(a: Vector, b: Vector, c: Vector, level: SimdLevel): Vector {
  return level === "plain" ? addVectors(c, multiplyVectors(a, b)) : fused(0x105, a, b, c);
}

/** `c - a × b`. */
export function multiplySubtract(a: Vector, b: Vector, c: Vector, level: SimdLevel): Vector {
  return level === "plain" ? subtractVectors(c, multiplyVectors(a, b)) : fused(0x106, a, b, c);
}

/** Adds `a × b` to `sum`. */
export function accumulate(sum: Local<"v128">, a: Vector, b: Vector, level: SimdLevel): Statement {
  return set(sum, multiplyAdd(a, b, sum, level));
}

function fused(code: number, a: Vector, b: Vector, c: Vector): Vector {
  return expression("v128", (out) => {
    a.emit(out);
    b.emit(out);
    c.emit(out);
    simd(out, code);
  });
}

/** Writes the first `count` floats, 1 to 4. */
export function storeVector(
  address: Integer,
  value: Local<"v128">,
  offset: number,
  count = lanes,
): Statement {
  switch (count) {
    case 4:
      return storeWhole(address, value, offset);
    case 3:
      return (out) => {
        storeLane(address, value, offset, { code: 91, alignment: 3, lane: 0 })(out);
        storeLane(address, value, offset + 8, { code: 90, alignment: 2, lane: 2 })(out);
      };
    case 2:
      return storeLane(address, value, offset, { code: 91, alignment: 3, lane: 0 });
    default:
      return storeLane(address, value, offset, { code: 90, alignment: 2, lane: 0 });
  }
}

function storeWhole(address: Integer, value: Vector, offset: number): Statement {
  return (out) => {
    address.emit(out);
    value.emit(out);
    simd(out, 11);
    // Alignment is a hint; floats stand at multiples of four bytes.
    out.coded(2, offset);
  };
}

interface LaneStore {
  /** 90 writes 32 bits, 91 writes 64. */
  readonly code: number;
  readonly alignment: number;
  readonly lane: number;
}

function storeLane(address: Integer, value: Vector, offset: number, store: LaneStore): Statement {
  return (out) => {
    address.emit(out);
    value.emit(out);
    simd(out, store.code);
    out.coded(Math.min(2, store.alignment), offset);
    out.byte(store.lane);
  };
}

/** What an instruction reads at the address; the alignment is a hint, and floats stand at multiples of four bytes. */
export function memoryVector(code: number, alignment: number, address: Integer, offset: number): Vector {
  return expression("v128", (out) => {
    address.emit(out);
    simd(out, code);
    out.coded(Math.min(2, alignment), offset);
  });
}

/** The instruction of that code on one vector. */
export function unary(code: number, a: Vector): Vector {
  return expression("v128", (out) => {
    a.emit(out);
    simd(out, code);
  });
}

/** The same on two. */
export function binary(code: number, a: Vector, b: Vector): Vector {
  return expression("v128", (out) => {
    a.emit(out);
    b.emit(out);
    simd(out, code);
  });
}

function simd(out: ByteWriter, code: number): void {
  out.coded(0xfd, code);
}
