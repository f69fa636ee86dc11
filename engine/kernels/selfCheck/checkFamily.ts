/** Computes small cases by generated code and by the plain kernel, and tells where they differ. */
import type { LayerOperation } from "../../../core/layers/operation.ts";
import { elementCount, type Tensor, zeros } from "../../tensor/tensor.ts";
import { HeapTensor } from "../../wasm/heapTensor.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import type { Kernel, LayerWeights } from "../kernel.ts";

export interface CheckCase<Operation extends LayerOperation> {
  readonly operation: Operation;
  readonly inputs: readonly Tensor[];
  readonly weights: LayerWeights;
  readonly outputShape: readonly number[];
}

export interface Family<Operation extends LayerOperation> {
  /** In the plural, as in "The generated code of depthwise convolutions". */
  readonly name: string;
  readonly generated: Kernel<Operation>;
  readonly plain: Kernel<Operation>;
  readonly cases: () => readonly CheckCase<Operation>[];
}

/** What is wrong with the first case that is, as a clause; `undefined` where all agree, or where memory is too short to know. */
export function failureOf<Operation extends LayerOperation>(
  runtime: WasmRuntime,
  family: Family<Operation>,
): string | undefined {
  for (const entry of family.cases()) {
    try {
      const wrong = differenceOf(runtime, family, entry);
      if (wrong !== undefined) return wrong;
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      return error instanceof Error ? error.message : String(error);
    } finally {
      for (const weight of Object.values(entry.weights)) runtime.packed.drop(weight);
    }
  }
  return undefined;
}

/** Floats behind the result's last vector that must stay as they are. */
const guards = 16;
const guard = 12_345;

/** More than the roundings of sums in another order make, and far less than a wrong value. */
const tolerance = 1e-4;

function differenceOf<Operation extends LayerOperation>(
  { heap }: WasmRuntime,
  { generated, plain }: Family<Operation>,
  { outputShape, ...request }: CheckCase<Operation>,
): string | undefined {
  const truth = zeros(outputShape);
  plain.run({ ...request, output: truth });
  const end = Math.ceil(elementCount(outputShape) / 4) * 4;
  const memory = HeapTensor.allocate(heap, [end + guards]);
  try {
    memory.data.fill(Number.NaN, 0, end).fill(guard, end);
    generated.run({ ...request, output: memory.viewAs(outputShape) });
    const largest = truth.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const close = (value: number, wanted: number) => Math.abs(value - wanted) <= tolerance * largest;
    const values = memory.data;
    const at = truth.data.findIndex((wanted, index) => !close(values[index] ?? Number.NaN, wanted));
    if (at >= 0) return `a value is ${values[at]} and not ${truth.data[at]}`;
    return values.subarray(end).every((value) => value === guard)
      ? undefined
      : "values behind the result were changed";
  } finally {
    memory.release();
  }
}
