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
    return wrongValue(memory.data, truth.data) ?? changedGuard(memory.data.subarray(end));
  } finally {
    memory.release();
  }
}

/** Plain loops, here and below: nothing of this is compiled yet when the first run waits for it. */
function wrongValue(values: Float32Array, truth: Float32Array): string | undefined {
  let largest = 0;
  for (let at = 0; at < truth.length; at++) largest = Math.max(largest, Math.abs(truth[at] as number));
  const most = tolerance * largest;
  for (let at = 0; at < truth.length; at++) {
    const close = Math.abs((values[at] as number) - (truth[at] as number)) <= most;
    if (!close) return `a value is ${values[at]} and not ${truth[at]}`;
  }
  return undefined;
}

function changedGuard(values: Float32Array): string | undefined {
  for (let at = 0; at < values.length; at++) {
    if (values[at] !== guard) return "values behind the result were changed";
  }
  return undefined;
}
