/** Dense layers by generated code: a matrix product, as for a pointwise convolution. */
import type { DenseOperation } from "../../../core/layers/operation.ts";
import { elementCount } from "../../tensor/tensor.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import type { DirectKernel } from "../generated/directRun.ts";
import { finishOutput, innerActivation } from "../generated/followUp.ts";
import { matrixProduct } from "../generated/matrixProduct.ts";
import { CallMemory } from "../generated/operands.ts";
import { packedBias } from "../generated/packedBias.ts";
import { callOf } from "../generated/preparedOnce.ts";
import { inputTensor, type Kernel, type KernelCall, type KernelRequest, weightTensor } from "../kernel.ts";
import { generatedWork, inParts } from "../parts.ts";
import { denseReference } from "./reference.ts";

export function denseGenerated(runtime: WasmRuntime): Kernel<DenseOperation> {
  const known = new WeakMap<DenseOperation, Map<number, Prepared>>();
  const prepared = ({ operation, inputShapes }: KernelCall<DenseOperation>): Prepared => {
    const byRows = known.get(operation) ?? new Map<number, Prepared>();
    known.set(operation, byRows);
    const rows = elementCount((inputShapes[0] ?? []).slice(0, -1));
    const kernel = byRows.get(rows) ?? prepare(runtime, operation, rows);
    byRows.set(rows, kernel);
    return kernel;
  };
  return {
    refuse: denseReference.refuse,
    packedBytes: (call) => prepared(call).packedFloats * 4,
    scratchBytes: () => 0,
    ...inParts((request) => multiply(runtime, request, prepared(callOf(request)))),
    describe: (call) => `matrix product, ${prepared(call).slices[0]?.kernel.tiles}`,
  };
}

interface Prepared {
  readonly slices: readonly UnitSlice[];
  /** Name of the weights' order, and the floats they take: slice after slice. */
  readonly layout: string;
  readonly packedFloats: number;
}

/** Units that are computed without a stop. */
interface UnitSlice {
  readonly firstUnit: number;
  readonly kernel: DirectKernel;
  /** Floats of the packed weights before those of this slice. */
  readonly weights: number;
}

/** Whole panels, however wide they are. */
const panelUnits = 32;

function prepare(runtime: WasmRuntime, operation: DenseOperation, rows: number): Prepared {
  const { inputFeatures, units } = operation;
  const fitting = Math.floor(generatedWork / (rows * inputFeatures) / panelUnits) * panelUnits;
  const atOnce = Math.min(units, Math.max(panelUnits, fitting));
  const slices: UnitSlice[] = [];
  let packedFloats = 0;
  for (let firstUnit = 0; firstUnit < units; firstUnit += atOnce) {
    const kernel = sliceKernel(runtime, operation, rows, Math.min(atOnce, units - firstUnit));
    slices.push({ firstUnit, kernel, weights: packedFloats });
    packedFloats += kernel.packedFloats;
  }
  return { slices, layout: `dense ${atOnce} ${slices[0]?.kernel.layout}`, packedFloats };
}

/** Rows of the input are its pixels. */
function sliceKernel(
  runtime: WasmRuntime,
  { inputFeatures, units, useBias, activation }: DenseOperation,
  rows: number,
  sliceUnits: number,
): DirectKernel {
  return matrixProduct(runtime, {
    rows,
    inner: inputFeatures,
    columns: sliceUnits,
    resultStep: units,
    bias: useBias,
    activation: innerActivation(activation),
  });
}

function* multiply(
  runtime: WasmRuntime,
  request: KernelRequest<DenseOperation>,
  { slices, layout, packedFloats }: Prepared,
): Generator<void> {
  const { operation, weights, output } = request;
  const { units } = operation;
  const values = weightTensor(weights, "kernel");
  const packed = yield* runtime.packed.address(values, layout, packedFloats, function* (values, target) {
    for (const { firstUnit, kernel, weights: offset } of slices) {
      yield* kernel.packRows({ values, first: firstUnit, step: units }, target.subarray(offset));
    }
  });
  const bias = operation.useBias ? yield* packedBias(runtime, weights) : 0;
  const memory = new CallMemory(runtime.heap);
  try {
    const input = yield* memory.input(inputTensor(request), "channels_last");
    const result = memory.output(output, "channels_last");
    for (const { firstUnit, kernel, weights: offset } of slices) {
      const at = firstUnit * 4;
      yield* kernel.parts(input, packed + offset * 4, operation.useBias ? bias + at : 0, result.address + at);
    }
    yield* finishOutput(runtime, operation.activation, result, output);
  } finally {
    memory.release();
  }
}
