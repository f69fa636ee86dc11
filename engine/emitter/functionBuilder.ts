/** A WebAssembly function in the making: parameters first, then locals, then statements. */
import type { ByteWriter } from "./byteWriter.ts";
import type { Local, Statement, ValueType } from "./expression.ts";

export class FunctionBuilder {
  readonly name: string;
  readonly parameterNames: readonly string[];
  readonly #locals: ValueType[] = [];
  readonly #names: string[] = [];
  readonly #statements: Statement[] = [];

  /** All parameters are 32-bit integers; the function returns nothing. */
  constructor(name: string, parameterNames: readonly string[]) {
    this.name = name;
    this.parameterNames = parameterNames;
  }

  parameter(name: string): Local<"i32"> {
    const index = this.parameterNames.indexOf(name);
    if (index < 0) throw new Error(`${this.name} has no parameter ${name}`);
    return localAt("i32", index);
  }

  local<T extends ValueType>(type: T, name: string): Local<T> {
    this.#locals.push(type);
    this.#names.push(name);
    return localAt(type, this.parameterNames.length + this.#locals.length - 1);
  }

  locals<T extends ValueType>(type: T, name: string, count: number): Local<T>[] {
    return Array.from({ length: count }, (_, index) => this.local(type, `${name}${index}`));
  }

  append(...statements: readonly Statement[]): void {
    this.#statements.push(...statements);
  }

  /** Names of parameters and locals, in the order of their indices. */
  get localNames(): readonly string[] {
    return [...this.parameterNames, ...this.#names];
  }

  /** Writes the function's entry in the code section, without its size. */
  encode(out: ByteWriter): void {
    const runs: { type: ValueType; count: number }[] = [];
    for (const type of this.#locals) {
      const last = runs.at(-1);
      if (last?.type === type) last.count += 1;
      else runs.push({ type, count: 1 });
    }
    out.unsigned(runs.length);
    for (const { type, count } of runs) {
      out.unsigned(count);
      out.byte(typeCodes[type]);
    }
    for (const statement of this.#statements) statement(out);
    out.byte(0x0b);
  }
}

export const typeCodes: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b };

function localAt<T extends ValueType>(type: T, index: number): Local<T> {
  return {
    type,
    index,
    emit: (out) => out.coded(0x20, index),
  };
}
