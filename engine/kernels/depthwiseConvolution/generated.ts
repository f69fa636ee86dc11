/** Depthwise convolution by generated code, row by row and without a padded copy. */
import type { DepthwiseConvolutionOperation } from "../../../core/layers/operation.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { finishOutput, innerActivation } from "../generated/followUp.ts";
import { onViews, plainDescription } from "../generated/onViews.ts";
import { CallMemory } from "../generated/operands.ts";
import { packedBias } from "../generated/packedBias.ts";
import { callOf, preparedOnce } from "../generated/preparedOnce.ts";
import { inputTensor, type Kernel, type KernelCall, type KernelRequest } from "../kernel.ts";
import { generatedWork, inParts, ranges, runInParts } from "../parts.ts";
import { type SpatialGrid, spatialGrid } from "../spatialGrid.ts";
import { type DepthwiseRun, depthwiseRun, depthwiseScratch } from "./depthwiseRun.ts";
import { depthwiseConvolutionReference, depthwiseWeight } from "./reference.ts";

export function depthwiseConvolutionGenerated(runtime: WasmRuntime): Kernel<DepthwiseConvolutionOperation> {
  const prepared = preparedOnce<DepthwiseConvolutionOperation, Prepared>((call) => prepare(runtime, call));
  const plain = onViews(depthwiseConvolutionReference);
  return {
    refuse: plain.refuse,
    packedBytes: (call) => (prepared(call).kernel?.packedFloats ?? 0) * 4,
    scratchBytes: ({ operation, inputShapes }) => {
      const from = spatialGrid(inputShapes[0] ?? [], operation.dataFormat);
      return depthwiseScratch(from, operation.depthMultiplier) * 4;
    },
    ...inParts((request) => {
      const { kernel, from } = prepared(callOf(request));
      return kernel ? convolveDepthwise(runtime, request, kernel, from) : runInParts(plain, request);
    }),
    describe: (call) => prepared(call).kernel?.description ?? plainDescription,
  };
}

/** All that depends on sizes and settings. */
interface Prepared {
  readonly from: SpatialGrid;
  readonly kernel: DepthwiseRun | undefined;
}

function prepare(
  runtime: WasmRuntime,
  { operation, inputShapes, outputShape }: KernelCall<DepthwiseConvolutionOperation>,
): Prepared {
  const from = spatialGrid(inputShapes[0] ?? [], operation.dataFormat);
  const to = spatialGrid(outputShape, operation.dataFormat);
  const activation = innerActivation(operation.activation);
  const kernel = depthwiseRun(runtime, operation, { from, to }, activation);
  return { from, kernel };
}

function* convolveDepthwise(
  runtime: WasmRuntime,
  request: KernelRequest<DepthwiseConvolutionOperation>,
  kernel: DepthwiseRun,
  from: SpatialGrid,
): Generator<void> {
  const { operation, output } = request;
  const { heap, packed } = runtime;
  const values = depthwiseWeight(request.weights);
  const weights = yield* packed.address(values, kernel.layout, kernel.packedFloats, kernel.pack);
  const bias = operation.useBias ? yield* packedBias(runtime, request.weights) : 0;
  const memory = new CallMemory(heap);
  try {
    const input = yield* memory.input(inputTensor(request), operation.dataFormat);
    const result = memory.output(output, operation.dataFormat);
    const scratch = memory.allocate(kernel.scratchFloats);
    heap.floats(scratch, kernel.zeroFloats).fill(0);
    const example = from.sizes[0] * from.sizes[1] * from.sizes[2] * from.channels * 4;
    for (let at = 0; at < (output.shape[0] ?? 1); at++) {
      const addresses = {
        input: input + at * example,
        weights,
        bias,
        scratch,
        output: result.address + at * kernel.rows * kernel.rowFloats * 4,
      };
      const all = kernel.rowByRow ? 1 : kernel.rows;
      yield* ranges(
        kernel.rows / all,
        kernel.rowWork * all,
        (first, end) => kernel.run(addresses, first * all, end * all),
        generatedWork,
      );
    }
    yield* finishOutput(runtime, operation.activation, result, output);
  } finally {
    memory.release();
  }
}
