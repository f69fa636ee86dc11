/** Every module that the kernels generate for random layers is valid to a second reader, wabt: with relaxed SIMD, and without. */
import assert from "node:assert/strict";
import { test } from "node:test";
import wabt from "wabt";
import type { SimdLevel } from "../../../engine/emitter/vectors.ts";
import { kernelFor } from "../../../engine/kernels/backend.ts";
import { zeros } from "../../../engine/tensor/tensor.ts";
import { generatedFor } from "../../support/kernelBackends.ts";
import { kernelKinds } from "../agreement/kernelKinds.ts";

const calls = [...new Set(kernelKinds.map(({ call }) => call))];
const seeds = 12;

for (const level of ["relaxed", "plain"] as const satisfies readonly SimdLevel[]) {
  test(`modules of ${calls.length * seeds} layers, ${level} SIMD`, async (context) => {
    const tools = await wabt();
    const modules = modulesOf(level);
    for (const [number, bytes] of modules.entries()) {
      const module = tools.readWasm(bytes, { simd: true, relaxed_simd: level === "relaxed" });
      try {
        module.validate();
      } catch (error) {
        assert.fail(`module ${number}: ${error instanceof Error ? error.message : String(error)}`);
      } finally {
        module.destroy();
      }
    }
    context.diagnostic(`${modules.length} modules`);
    assert.ok(modules.length > calls.length * seeds);
  });
}

/** What is compiled while the layers run, self-checks included. */
function modulesOf(level: SimdLevel): Uint8Array[] {
  const modules: Uint8Array[] = [];
  const { Module } = WebAssembly;
  WebAssembly.Module = class extends Module {
    constructor(bytes: BufferSource) {
      super(bytes);
      assert.ok(bytes instanceof Uint8Array);
      modules.push(bytes);
    }
  };
  try {
    for (const winograd of [2, 4] as const) {
      const { backend } = generatedFor({ level, winograd });
      for (const call of calls)
        for (let seed = 1; seed <= seeds; seed++) {
          const request = call(seed);
          kernelFor(backend, request.operation).run({ ...request, output: zeros(request.outputShape) });
        }
    }
  } finally {
    WebAssembly.Module = Module;
  }
  return modules;
}
