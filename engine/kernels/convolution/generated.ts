/** Convolution by generated code, 1 to 3 dimensions, with groups, stride and dilation: direct, or Winograd's algorithm where it fits. */
import type { ConvolutionOperation } from "../../../core/layers/operation.ts";
import type { WinogradSize } from "../../generators/winograd/algorithm.ts";
import { elementCount } from "../../tensor/tensor.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { finishOutput, innerActivation } from "../generated/followUp.ts";
import { CallMemory } from "../generated/operands.ts";
import { copyPadded, needsPadding, paddedLength } from "../generated/paddedInput.ts";
import { callOf, preparedOnce } from "../generated/preparedOnce.ts";
import {
  inputTensor,
  type Kernel,
  type KernelCall,
  type KernelRequest,
  type LayerWeights,
  weightTensor,
} from "../kernel.ts";
import { inParts, noStops } from "../parts.ts";
import { spatialGrid } from "../spatialGrid.ts";
import { directExample, directPadding } from "./direct.ts";
import type { ExampleKernel } from "./exampleKernel.ts";
import { convolutionReference } from "./reference.ts";
import { winogradExample, winogradScratch } from "./winograd.ts";
import { winogradFits } from "./winogradPlan.ts";

/** `winograd` is the size of Winograd's algorithm where it fits; `null` for none. */
export function convolutionGenerated(
  runtime: WasmRuntime,
  winograd: WinogradSize | null,
): Kernel<ConvolutionOperation> {
  const prepared = preparedOnce<ConvolutionOperation, Prepared>((call) => prepare(runtime, call, winograd));
  return {
    refuse: convolutionReference.refuse,
    packedBytes: (call) => prepared(call).kernel.packedFloats * 4,
    scalesWhilePacking: (call) => prepared(call).kernel.packScaled !== undefined,
    scratchBytes: (call) => scratchFloats(call, winograd) * 4,
    ...inParts((request) => convolve(runtime, request, prepared(callOf(request)))),
    describe: (call) => prepared(call).kernel.description,
  };
}

/** All that depends on sizes and settings. */
interface Prepared {
  readonly kernel: ExampleKernel;
  readonly inputFloats: number;
  readonly outputFloats: number;
}

function prepare(
  runtime: WasmRuntime,
  { operation, inputShapes, outputShape }: KernelCall<ConvolutionOperation>,
  winograd: WinogradSize | null,
): Prepared {
  const from = spatialGrid(inputShapes[0] ?? [], operation.dataFormat);
  const to = spatialGrid(outputShape, operation.dataFormat);
  const activation = innerActivation(operation.activation);
  const kernel =
    winograd && winogradFits(operation, to, winograd)
      ? winogradExample(runtime, operation, { from, to, size: winograd }, activation)
      : directExample(runtime, operation, { from, to }, activation);
  return {
    kernel,
    inputFloats: from.sizes[0] * from.sizes[1] * from.sizes[2] * from.channels,
    outputFloats: to.sizes[0] * to.sizes[1] * to.sizes[2] * to.channels,
  };
}

function* convolve(
  runtime: WasmRuntime,
  request: KernelRequest<ConvolutionOperation>,
  { kernel, inputFloats, outputFloats }: Prepared,
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

/** A bias is read in whole vectors. */
export function packedBias(
  { packed }: WasmRuntime,
  weights: LayerWeights,
  name = "bias",
): Generator<void, number> {
  const bias = weightTensor(weights, name);
  return packed.address(bias, "bias", elementCount(bias.shape), (values, target) => {
    target.set(values);
    return noStops;
  });
}

/** The padded example, and what the algorithm needs for itself. */
function scratchFloats(
  { operation, inputShapes, outputShape }: KernelCall<ConvolutionOperation>,
  winograd: WinogradSize | null,
): number {
  const from = spatialGrid(inputShapes[0] ?? [], operation.dataFormat);
  const to = spatialGrid(outputShape, operation.dataFormat);
  if (winograd && winogradFits(operation, to, winograd)) {
    return winogradScratch(operation, { from, to, size: winograd });
  }
  const padding = directPadding(operation, from, to);
  return needsPadding(padding) ? paddedLength(padding) : 0;
}
