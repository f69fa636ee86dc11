/** Every way in which the engine can compute a layer on this machine, for tests that hold all of them to the same numbers. */
import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import type { SimdLevel } from "../../engine/emitter/vectors.ts";
import type { WinogradSize } from "../../engine/generators/winograd/algorithm.ts";
import { type Backend, findBackend, generatedBackend } from "../../engine/kernels/backend.ts";
import { startWasmRuntime, type WasmRuntime } from "../../engine/wasm/wasmRuntime.ts";

// Node 20 has relaxed SIMD behind a flag; newer ones have it on.
setFlagsFromString("--experimental-wasm-relaxed-simd");

export interface KernelBackend {
  readonly name: string;
  readonly backend: Backend;
  /** Largest difference from the truth, as a share of the largest value. */
  readonly tolerance: number;
  /** Memory and compiled code of a generated backend. */
  readonly runtime: WasmRuntime | null;
}

export interface BackendChoice {
  readonly level: SimdLevel;
  readonly winograd: WinogradSize | null;
}

/** A generated backend in memory of its own. */
export function generatedFor({ level, winograd }: BackendChoice): KernelBackend & { runtime: WasmRuntime } {
  const runtime = startWasmRuntime(level);
  assert.ok(runtime, "this machine's WebAssembly has no SIMD");
  const algorithm = winograd === null ? "direct" : `Winograd F(${winograd}x${winograd})`;
  return {
    name: `${level} SIMD, ${algorithm}`,
    backend: generatedBackend(runtime, { winograd }),
    tolerance: 1e-5,
    runtime,
  };
}

export function allBackends(): KernelBackend[] {
  const reference = { name: "reference", backend: findBackend("reference"), tolerance: 1e-5, runtime: null };
  const levels = ["relaxed", "plain"] as const;
  const sizes = [null, 2, 4] as const;
  return [
    reference,
    ...levels.flatMap((level) => sizes.map((winograd) => generatedFor({ level, winograd }))),
  ];
}
