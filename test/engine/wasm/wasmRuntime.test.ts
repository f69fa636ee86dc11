/** Compiled kernels: made once for those that ask again soon, and given up where ever new ones come. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FunctionBuilder } from "../../../engine/emitter/functionBuilder.ts";
import { keptKernels, startWasmRuntime } from "../../../engine/wasm/wasmRuntime.ts";

const empty = () => new FunctionBuilder("run", []);

function counting() {
  const runtime = startWasmRuntime("plain");
  assert.ok(runtime, "this machine's WebAssembly has no SIMD");
  let built = 0;
  const ask = (key: string) =>
    runtime.kernel(key, () => {
      built += 1;
      return empty();
    });
  return { ask, built: () => built };
}

test("a kernel is compiled once while it is asked for, however many others are", () => {
  const { ask, built } = counting();
  const first = ask("first");
  for (let other = 1; other < 3 * keptKernels; other++) {
    ask(`other ${other}`);
    if (other % 100 === 0) assert.equal(ask("first"), first);
  }
  assert.equal(built(), 3 * keptKernels);
});

test("one that was not asked for as long as many others is compiled anew, and runs", () => {
  const { ask, built } = counting();
  ask("first");
  for (let other = 1; other < keptKernels; other++) ask(`other ${other}`);
  ask("first");
  assert.equal(built(), keptKernels);
  for (let other = 0; other < keptKernels; other++) ask(`later ${other}`);
  ask("first")();
  assert.equal(built(), 2 * keptKernels + 1);
});
