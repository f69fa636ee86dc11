/** Convolution by generated code, 1 to 3 dimensions, with groups, stride and dilation: direct, or Winograd's algorithm where it fits. */
import type { ConvolutionOperation } from "../../../core/layers/operation.ts";
import type { WinogradSize } from "../../generators/winograd/algorithm.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { exampleScratch, type PreparedExample, runExamples } from "../generated/exampleRun.ts";
import { innerActivation } from "../generated/followUp.ts";
import { callOf, preparedOnce } from "../generated/preparedOnce.ts";
import { winogradExample } from "../generated/winograd/run.ts";
import type { Kernel, KernelCall } from "../kernel.ts";
import { inParts } from "../parts.ts";
import { spatialGrid } from "../spatialGrid.ts";
import { directExample } from "./direct.ts";
import { convolutionReference } from "./reference.ts";
import { winogradLayer } from "./winogradLayer.ts";
import { winogradFits } from "./winogradPlan.ts";

/** `winograd` is the size of Winograd's algorithm where it fits; `null` for none. */
export function convolutionGenerated(
  runtime: WasmRuntime,
  winograd: WinogradSize | null,
): Kernel<ConvolutionOperation> {
  const prepared = preparedOnce<ConvolutionOperation, PreparedExample>((call) =>
    prepare(runtime, call, winograd),
  );
  return {
    refuse: convolutionReference.refuse,
    packedBytes: (call) => prepared(call).kernel.packedFloats * 4,
    scalesWhilePacking: (call) => prepared(call).kernel.packScaled !== undefined,
    scratchBytes: (call) => exampleScratch(prepared(call)),
    ...inParts((request) => runExamples(runtime, request, prepared(callOf(request)))),
    describe: (call) => prepared(call).kernel.description,
  };
}

function prepare(
  runtime: WasmRuntime,
  { operation, inputShapes, outputShape }: KernelCall<ConvolutionOperation>,
  winograd: WinogradSize | null,
): PreparedExample {
  const from = spatialGrid(inputShapes[0] ?? [], operation.dataFormat);
  const to = spatialGrid(outputShape, operation.dataFormat);
  const activation = innerActivation(operation.activation);
  const kernel =
    winograd && winogradFits(operation, to, winograd)
      ? winogradExample(runtime, winogradLayer(operation, { from, to, size: winograd }), {
          bias: operation.useBias,
          activation,
        })
      : directExample(runtime, operation, { from, to }, activation);
  return {
    kernel,
    inputFloats: from.sizes[0] * from.sizes[1] * from.sizes[2] * from.channels,
    outputFloats: to.sizes[0] * to.sizes[1] * to.sizes[2] * to.channels,
  };
}
