/** Statements on vectors in the making, with local variables for values that are used more than once. */
import { type Local, type Statement, set } from "./expression.ts";
import type { FunctionBuilder } from "./functionBuilder.ts";
import type { SimdLevel, Vector } from "./vectors.ts";

export class VectorCode {
  readonly simd: SimdLevel;
  readonly #fn: FunctionBuilder;
  readonly #scratch: Local<"v128">[] = [];
  #used = 0;
  #statements: Statement[] = [];

  constructor(fn: FunctionBuilder, simd: SimdLevel) {
    this.#fn = fn;
    this.simd = simd;
  }

  /** Works the value out once; the local holds it until `take`. */
  keep(value: Vector): Local<"v128"> {
    const known = this.#scratch[this.#used];
    const local = known ?? this.#fn.local("v128", `scratch${this.#used}`);
    if (!known) this.#scratch.push(local);
    this.#used += 1;
    this.#statements.push(set(local, value));
    return local;
  }

  /** All statements since the last call; the locals are free for others. */
  take(): Statement[] {
    const statements = this.#statements;
    this.#statements = [];
    this.#used = 0;
    return statements;
  }
}
