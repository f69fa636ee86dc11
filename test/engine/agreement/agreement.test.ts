/**
 * Generated kernels against the reference ones: random layers, in memory of their own and in the caller's, both SIMD levels.
 * `CONVLENS_LAYERS=2000` tries as many layers of each kind in the place of the table's counts, `CONVLENS_SEED` from another seed on.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { SimdLevel } from "../../../engine/emitter/vectors.ts";
import { type Backend, kernelFor } from "../../../engine/kernels/backend.ts";
import { callOf } from "../../../engine/kernels/generated/preparedOnce.ts";
import type { Tensor } from "../../../engine/tensor/tensor.ts";
import { HeapTensor } from "../../../engine/wasm/heapTensor.ts";
import type { WasmRuntime } from "../../../engine/wasm/wasmRuntime.ts";
import { generatedFor } from "../../support/kernelBackends.ts";
import { type RandomCall, runReference } from "../randomCalls.ts";
import { compareValues, runOnCopies } from "./compareValues.ts";
import { kernelKinds, largeKinds } from "./kernelKinds.ts";

const layersOfEach = wholeNumber("CONVLENS_LAYERS");
const firstSeed = wholeNumber("CONVLENS_SEED") ?? 1;
const levels: readonly SimdLevel[] = ["relaxed", "plain"];

for (const level of levels) {
  for (const { name, call, count, winograd = null } of [...kernelKinds, ...largeKinds]) {
    const { backend, runtime, tolerance } = generatedFor({ level, winograd });
    const layers = largeKinds.some((kind) => kind.name === name) ? count : (layersOfEach ?? count);
    test(`${name}: ${layers} random layers agree with the reference, ${level} SIMD`, (context) => {
      let worst = { difference: 0, seed: firstSeed };
      for (let seed = firstSeed; seed < firstSeed + layers; seed++) {
        const request = call(seed);
        const truth = runReference(request);
        const where = `${name} seed ${seed} ${JSON.stringify(request.operation)}`;
        const sizes = callOf({ ...request, output: truth });
        // A family that fails its check is computed by another one, which would agree.
        assert.equal(kernelFor(backend, request.operation).failedCheck?.(sizes), undefined, where);
        const copied = compareValues(
          runOnCopies(backend, request),
          truth,
          tolerance,
          `${where}, copied`,
          request.operation,
        );
        if (copied > worst.difference) worst = { difference: copied, seed };
        compareValues(
          runInPlace(backend, runtime, request, where),
          truth,
          tolerance,
          `${where}, in place`,
          request.operation,
        );
      }
      context.diagnostic(
        `largest difference ${worst.difference.toExponential(1)} of ${tolerance}, seed ${worst.seed}`,
      );
      runtime.packed.clear();
      assert.equal(runtime.heap.usedBytes, 0, "memory was left in use");
    });
  }
}

const guard = 12_345;

/** A setting of the environment; `undefined` where it is not there. */
function wholeNumber(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined) return undefined;
  assert.match(text, /^[1-9]\d*$/, `${name} must be a whole number from 1`);
  return Number(text);
}

/** With input and output in the kernels' memory, and words around the output that must not change. */
function runInPlace(backend: Backend, runtime: WasmRuntime, call: RandomCall, where: string): Tensor {
  const inputs = call.inputs.map((input) => HeapTensor.allocate(runtime.heap, input.shape));
  const before = HeapTensor.allocate(runtime.heap, [16]);
  const output = HeapTensor.allocate(runtime.heap, call.outputShape);
  const after = HeapTensor.allocate(runtime.heap, [16]);
  const guards = [before, after];
  for (const tensor of guards) tensor.data.fill(guard);
  for (const [index, input] of inputs.entries()) input.data.set(call.inputs[index]?.data ?? []);
  output.data.fill(Number.NaN);
  kernelFor(backend, call.operation).run({ ...call, inputs, output });
  for (const tensor of guards)
    assert.ok(
      tensor.data.every((value) => value === guard),
      `${where}: wrote outside`,
    );
  const result = { shape: output.shape, data: output.data.slice() };
  for (const tensor of [...inputs, ...guards, output]) tensor.release();
  return result;
}
