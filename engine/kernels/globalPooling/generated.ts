/** Global pooling by generated code: a walk over the pixels takes many channels along. */
import type { GlobalPoolingOperation } from "../../../core/layers/operation.ts";
import { type PoolColumns, poolColumns } from "../../generators/poolColumns.ts";
import { simdWords } from "../../wasm/simdSupport.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { onViews } from "../generated/onViews.ts";
import { CallMemory } from "../generated/operands.ts";
import { inputTensor, type Kernel, type KernelRequest } from "../kernel.ts";
import { inParts, runInParts } from "../parts.ts";
import { spatialGrid } from "../spatialGrid.ts";
import { globalPoolingReference } from "./reference.ts";

export function globalPoolingGenerated(runtime: WasmRuntime): Kernel<GlobalPoolingOperation> {
  const plain = onViews(globalPoolingReference);
  return {
    refuse: plain.refuse,
    scratchBytes: () => 4,
    ...inParts((request) => {
      const masked = request.operation.skipsAbsent && request.masks?.[0];
      return masked ? runInParts(plain, request) : poolAll(runtime, request);
    }),
    describe: () => `vectors, ${simdWords[runtime.simd]}`,
  };
}

function* poolAll(runtime: WasmRuntime, request: KernelRequest<GlobalPoolingOperation>): Generator<void> {
  const { operation, output } = request;
  const source = inputTensor(request);
  const { sizes, channels, batch } = spatialGrid(source.shape, operation.dataFormat);
  const settings: PoolColumns = {
    reduce: operation.reduce,
    pixels: sizes[0] * sizes[1] * sizes[2],
    channels,
  };
  const kernel = runtime.kernel(`global pooling ${JSON.stringify(settings)}`, () => poolColumns(settings));
  const memory = new CallMemory(runtime.heap);
  try {
    const input = yield* memory.input(source, operation.dataFormat);
    // Kept axes have size 1, so that batch and channel follow one another in either layout.
    const result = memory.output(output, "channels_last");
    const factor = memory.allocate(1);
    runtime.heap.floats(factor, 1)[0] = 1 / settings.pixels;
    for (let example = 0; example < batch; example++) {
      const from = input + example * settings.pixels * channels * 4;
      kernel(from, factor, result.address + example * channels * 4);
      yield;
    }
    yield* result.finish();
  } finally {
    memory.release();
  }
}
