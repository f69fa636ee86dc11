/** Finds out which SIMD instructions this machine's WebAssembly has, with a module of one instruction each. */
import { encodeModule } from "../emitter/encodeModule.ts";
import { set } from "../emitter/expression.ts";
import { FunctionBuilder } from "../emitter/functionBuilder.ts";
import { accumulate, type SimdLevel, zeroVector } from "../emitter/vectors.ts";
import { webAssembly } from "./webAssemblyApi.ts";

/** For people. */
export const simdWords: Readonly<Record<SimdLevel, string>> = {
  relaxed: "relaxed SIMD",
  plain: "plain SIMD",
};

/** The best level; `undefined` where there is no SIMD at all. */
export function simdSupport(): SimdLevel | undefined {
  return (["relaxed", "plain"] as const).find((level) => webAssembly?.validate(probe(level)));
}

function probe(level: SimdLevel): Uint8Array {
  const fn = new FunctionBuilder("run", []);
  const sum = fn.local("v128", "sum");
  fn.append(set(sum, zeroVector()), accumulate(sum, sum, sum, level));
  return encodeModule([fn]);
}
