/** 32-bit integer arithmetic: addresses and counters. Constants are folded where both sides are known or one is neutral. */
import { type Expression, expression, type Local, type Statement, set } from "./expression.ts";

export type Integer = Expression<"i32"> & { readonly constant?: number };

export function i32(value: number): Integer {
  return {
    type: "i32",
    constant: value,
    emit: (out) => {
      out.byte(0x41);
      out.signed(value);
    },
  };
}

export function add(a: Integer, b: Integer): Integer {
  if (b.constant === 0) return a;
  if (a.constant === 0) return b;
  return binary(0x6a, a, b);
}

export function subtract(a: Integer, b: Integer): Integer {
  return b.constant === 0 ? a : binary(0x6b, a, b);
}

export function multiply(a: Integer, b: Integer): Integer {
  return b.constant === 1 ? a : binary(0x6c, a, b);
}

/** Quotient and remainder take both sides as unsigned. */
export function divide(a: Integer, b: Integer): Integer {
  return b.constant === 1 ? a : binary(0x6e, a, b);
}

export function lessThan(a: Integer, b: Integer): Integer {
  return binary(0x48, a, b);
}

/** Both sides as unsigned, so that a negative number is a large one: `isBelow(i, size)` says that `i` is an index. */
export function isBelow(a: Integer, b: Integer): Integer {
  return binary(0x49, a, b);
}

export function both(a: Integer, b: Integer): Integer {
  return binary(0x71, a, b);
}

export function either(a: Integer, b: Integer): Integer {
  return binary(0x72, a, b);
}

/** The bits that differ. */
export function exclusive(a: Integer, b: Integer): Integer {
  return binary(0x73, a, b);
}

export function shiftLeft(a: Integer, bits: number): Integer {
  return binary(0x74, a, i32(bits));
}

/** Fills up with zeros. */
export function shiftRight(a: Integer, bits: number): Integer {
  return binary(0x76, a, i32(bits));
}

export function equal(a: Integer, b: Integer): Integer {
  return binary(0x46, a, b);
}

/** `whenTrue` where the condition is not zero; both are worked out. */
export function select(condition: Integer, whenTrue: Integer, whenFalse: Integer): Integer {
  return expression("i32", (out) => {
    whenTrue.emit(out);
    whenFalse.emit(out);
    condition.emit(out);
    out.byte(0x1b);
  });
}

export function minimum(a: Integer, b: Integer): Integer {
  return select(lessThan(a, b), a, b);
}

export function increase(local: Local<"i32">, by: number): Statement {
  return set(local, add(local, i32(by)));
}

function binary(code: number, a: Integer, b: Integer): Integer {
  return expression("i32", (out) => {
    a.emit(out);
    b.emit(out);
    out.byte(code);
  });
}

export function loadInteger(address: Integer, offset: number): Integer {
  return expression("i32", (out) => {
    address.emit(out);
    out.byte(0x28);
    out.unsigned(2);
    out.unsigned(offset);
  });
}

export function storeInteger(address: Integer, value: Integer, offset: number): Statement {
  return (out) => {
    address.emit(out);
    value.emit(out);
    out.byte(0x36);
    out.unsigned(2);
    out.unsigned(offset);
  };
}

/** Reads a word and forgets it, so that its line of the cache is there when it is wanted. */
export function touch(address: Integer, offset: number): Statement {
  return (out) => {
    address.emit(out);
    out.two(0x28, 0);
    out.unsigned(offset);
    out.byte(0x1a);
  };
}
