/** What generated kernels need to run: the memory, the machine's SIMD level, compiled modules and packed weights. */
import type { FunctionBuilder } from "../emitter/functionBuilder.ts";
import type { SimdLevel } from "../emitter/vectors.ts";
import { type CompiledKernel, compileKernel } from "./compileKernel.ts";
import { Heap } from "./heap.ts";
import { PackedWeights } from "./packedWeights.ts";
import { simdSupport } from "./simdSupport.ts";
import { webAssembly } from "./webAssemblyApi.ts";

export interface WasmRuntime {
  readonly heap: Heap;
  readonly simd: SimdLevel;
  readonly packed: PackedWeights;
  /** The kernel that `build` describes, compiled once for each key while it is among the last `keptKernels` that were asked for. */
  readonly kernel: (key: string, build: () => FunctionBuilder) => CompiledKernel;
}

/**
 * Compiled kernels that are kept for the next one who asks. Each holds areas of the process's address space, of which a
 * process that lives for days and meets ever new sizes would run out; the largest networks need some hundreds.
 */
export const keptKernels = 1024;

/** `undefined` where WebAssembly or its SIMD is missing; `level` asks for less than the machine has. */
export function startWasmRuntime(level: SimdLevel | undefined = simdSupport()): WasmRuntime | undefined {
  if (!webAssembly || !level) return undefined;
  const heap = new Heap();
  const compiled = new Map<string, CompiledKernel>();
  return {
    heap,
    simd: level,
    packed: new PackedWeights(heap),
    kernel: (key, build) => {
      const known = compiled.get(key);
      const kernel = known ?? compileKernel(heap, build());
      // A map gives its keys in the order of setting: the one that was asked for longest ago comes first.
      compiled.delete(key);
      compiled.set(key, kernel);
      const [oldest] = compiled.keys();
      if (compiled.size > keptKernels && oldest !== undefined) compiled.delete(oldest);
      return kernel;
    },
  };
}

/** A kernel that is compiled when it first runs: sizes and memory are asked for of many that never do. */
export function compileLater(
  runtime: WasmRuntime,
  key: () => string,
  build: () => FunctionBuilder,
): () => CompiledKernel {
  let compiled: CompiledKernel | undefined;
  return () => (compiled ??= runtime.kernel(key(), build));
}
