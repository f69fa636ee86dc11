/** Transposed convolution by generated code, 1 to 3 dimensions, with stride and dilation: direct, or Winograd's algorithm where it fits. */
import type { TransposedConvolutionOperation } from "../../../core/layers/operation.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { exampleScratch, type PreparedExample, runExamples } from "../generated/exampleRun.ts";
import { innerActivation } from "../generated/followUp.ts";
import { callOf, preparedOnce } from "../generated/preparedOnce.ts";
import { winogradExample } from "../generated/winograd/run.ts";
import type { Kernel, KernelCall } from "../kernel.ts";
import { inParts } from "../parts.ts";
import { spatialGrid } from "../spatialGrid.ts";
import { directTransposedExample } from "./direct.ts";
import { transposedConvolutionReference } from "./reference.ts";
import { transposedWinogradFits, transposedWinogradLayer } from "./winogradLayer.ts";

type Call = KernelCall<TransposedConvolutionOperation>;

/** `winograd` says whether layers that it fits take Winograd's algorithm. */
export function transposedConvolutionGenerated(
  runtime: WasmRuntime,
  winograd: boolean,
): Kernel<TransposedConvolutionOperation> {
  const prepared = preparedOnce<TransposedConvolutionOperation, PreparedExample>((call) =>
    prepare(runtime, call, winograd),
  );
  return {
    refuse: transposedConvolutionReference.refuse,
    packedBytes: (call) => prepared(call).kernel.packedFloats * 4,
    scalesWhilePacking: (call) => prepared(call).kernel.packScaled !== undefined,
    scratchBytes: (call) => exampleScratch(prepared(call)),
    ...inParts((request) => runExamples(runtime, request, prepared(callOf(request)))),
    describe: (call) => prepared(call).kernel.description,
  };
}

function gridsOf({ operation, inputShapes, outputShape }: Call) {
  return {
    from: spatialGrid(inputShapes[0] ?? [], operation.dataFormat),
    to: spatialGrid(outputShape, operation.dataFormat),
  };
}

function prepare(runtime: WasmRuntime, call: Call, winograd: boolean): PreparedExample {
  const { operation } = call;
  const grids = gridsOf(call);
  const { from, to } = grids;
  const activation = innerActivation(operation.activation);
  const kernel =
    winograd && transposedWinogradFits(operation, to)
      ? winogradExample(runtime, transposedWinogradLayer(operation, grids), {
          bias: operation.useBias,
          activation,
        })
      : directTransposedExample(runtime, operation, grids, activation);
  return {
    kernel,
    inputFloats: from.sizes[0] * from.sizes[1] * from.sizes[2] * from.channels,
    outputFloats: to.sizes[0] * to.sizes[1] * to.sizes[2] * to.channels,
  };
}
