/** Runs a convolution or a transposed one example by example: padded input, packed weights, and what follows the sums. */
import type { ConvolutionOperation, TransposedConvolutionOperation } from "../../../core/layers/operation.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { inputTensor, type KernelRequest, weightTensor } from "../kernel.ts";
import type { ExampleKernel } from "./exampleKernel.ts";
import { finishOutput } from "./followUp.ts";
import { CallMemory } from "./operands.ts";
import { packedBias } from "./packedBias.ts";
import { copyPadded, needsPadding, paddedLength } from "./paddedInput.ts";

/** All that depends on sizes and settings. */
export interface PreparedExample {
  readonly kernel: ExampleKernel;
  readonly inputFloats: number;
  readonly outputFloats: number;
}

/** Bytes of the padded example, and of what the algorithm needs for itself. */
export function exampleScratch({ kernel: { padding, scratchFloats } }: PreparedExample): number {
  return 4 * (scratchFloats + (needsPadding(padding) ? paddedLength(padding) : 0));
}

export function* runExamples(
  runtime: WasmRuntime,
  request: KernelRequest<ConvolutionOperation | TransposedConvolutionOperation>,
  { kernel, inputFloats, outputFloats }: PreparedExample,
): Generator<void> {
  const { operation, output } = request;
  const { heap, packed } = runtime;
  const { padding } = kernel;
  const values = weightTensor(request.weights, "kernel");
  const weights = yield* packed.address(values, kernel.layout, kernel.packedFloats, kernel);
  const bias = operation.useBias ? yield* packedBias(runtime, request.weights) : 0;
  const memory = new CallMemory(heap);
  try {
    const input = yield* memory.input(inputTensor(request), operation.dataFormat);
    const result = memory.output(output, operation.dataFormat);
    const padded = needsPadding(padding) ? memory.allocate(paddedLength(padding)) : undefined;
    const scratch = kernel.scratchFloats > 0 ? memory.allocate(kernel.scratchFloats) : 0;
    for (let example = 0; example < (output.shape[0] ?? 1); example++) {
      const source = input + example * inputFloats * 4;
      if (padded !== undefined) yield* copyPadded(heap, source, padded, padding);
      const target = result.address + example * outputFloats * 4;
      yield* kernel.run({ input: padded ?? source, weights, bias, scratch, output: target });
    }
    yield* finishOutput(runtime, operation.activation, result, output);
  } finally {
    memory.release();
  }
}
