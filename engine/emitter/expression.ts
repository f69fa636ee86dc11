/** Typed pieces of WebAssembly code: an expression leaves one value on the stack, a statement none. */
import type { ByteWriter } from "./byteWriter.ts";

export type ValueType = "i32" | "f32" | "f64" | "v128";

export interface Expression<T extends ValueType> {
  readonly type: T;
  readonly emit: (out: ByteWriter) => void;
}

export type Statement = (out: ByteWriter) => void;

/** A parameter or local variable; as an expression it is its value. */
export interface Local<T extends ValueType> extends Expression<T> {
  readonly index: number;
}

export function expression<T extends ValueType>(type: T, emit: (out: ByteWriter) => void): Expression<T> {
  return { type, emit };
}

export function set<T extends ValueType>(local: Local<T>, value: Expression<T>): Statement {
  return (out) => {
    value.emit(out);
    out.coded(0x21, local.index);
  };
}

/** Statements that the code has many times over: they are encoded at the first place, and copied to the others. */
export function often(statements: readonly Statement[]): Statement {
  let code: Uint8Array | undefined;
  return (out) => {
    if (code) {
      out.bytes(code);
      return;
    }
    const start = out.length;
    for (const statement of statements) statement(out);
    code = out.since(start);
  };
}

/** Repeats `body` while `condition`, which is looked at after each turn, is not zero. */
export function repeatWhile(body: readonly Statement[], condition: Expression<"i32">): Statement {
  return (out) => {
    out.two(0x03, noResult);
    for (const statement of body) statement(out);
    condition.emit(out);
    out.two(0x0d, 0);
    out.byte(end);
  };
}

export function when(condition: Expression<"i32">, body: readonly Statement[]): Statement {
  return (out) => {
    condition.emit(out);
    out.two(0x04, noResult);
    for (const statement of body) statement(out);
    out.byte(end);
  };
}

const noResult = 0x40;
const end = 0x0b;
