/** Dense layers by generated code: a matrix product, as for a pointwise convolution. */
import type { DenseOperation } from "../../../core/layers/operation.ts";
import { elementCount } from "../../tensor/tensor.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { packedBias } from "../convolution/generated.ts";
import { type DirectKernel, directKernel } from "../generated/directRun.ts";
import { finishOutput, innerActivation } from "../generated/followUp.ts";
import { CallMemory } from "../generated/operands.ts";
import { callOf } from "../generated/preparedOnce.ts";
import { inputTensor, type Kernel, type KernelCall, type KernelRequest, weightTensor } from "../kernel.ts";
import { denseReference } from "./reference.ts";

export function denseGenerated(runtime: WasmRuntime): Kernel<DenseOperation> {
  const known = new WeakMap<DenseOperation, Map<number, DirectKernel>>();
  const prepared = ({ operation, inputShapes }: KernelCall<DenseOperation>): DirectKernel => {
    const byRows = known.get(operation) ?? new Map<number, DirectKernel>();
    known.set(operation, byRows);
    const rows = elementCount((inputShapes[0] ?? []).slice(0, -1));
    const kernel = byRows.get(rows) ?? rowsKernel(runtime, operation, rows);
    byRows.set(rows, kernel);
    return kernel;
  };
  return {
    refuse: denseReference.refuse,
    scratchBytes: () => 0,
    run: (request) => multiply(runtime, request, prepared(callOf(request))),
    describe: (call) => `matrix product, ${prepared(call).tiles}`,
  };
}

/** Rows of the input are its pixels. */
function rowsKernel(
  runtime: WasmRuntime,
  { inputFeatures, units, useBias, activation }: DenseOperation,
  rows: number,
): DirectKernel {
  return directKernel(runtime, {
    taps: [1, 1, 1],
    tapSteps: [0, 0, inputFeatures],
    groups: 1,
    groupInputs: inputFeatures,
    groupOutputs: units,
    rows: 1,
    columns: rows,
    inputSteps: [0, inputFeatures],
    outputSteps: [0, units],
    bias: useBias,
    activation: innerActivation(activation),
  });
}

function multiply(
  runtime: WasmRuntime,
  request: KernelRequest<DenseOperation>,
  { layout, packedFloats, pack, run }: DirectKernel,
): void {
  const { operation, weights, output } = request;
  const { units } = operation;
  const kernel = weightTensor(weights, "kernel");
  const start = (product: number) => product * units;
  const packed = runtime.packed.address(kernel, layout, packedFloats, (values, target) =>
    pack({ values, start, filterStep: 1 }, target),
  );
  const bias = operation.useBias ? packedBias(runtime, weights) : 0;
  const memory = new CallMemory(runtime.heap);
  try {
    const input = memory.input(inputTensor(request), "channels_last");
    const result = memory.output(output, "channels_last");
    run(input, packed, bias, result.address);
    finishOutput(runtime, operation.activation, result, output);
  } finally {
    memory.release();
  }
}
