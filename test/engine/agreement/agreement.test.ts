/** Generated kernels against the reference ones: random layers, in memory of their own and in the caller's, both SIMD levels. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { SimdLevel } from "../../../engine/emitter/vectors.ts";
import type { WinogradSize } from "../../../engine/generators/winograd/algorithm.ts";
import { type Backend, kernelFor } from "../../../engine/kernels/backend.ts";
import type { Tensor } from "../../../engine/tensor/tensor.ts";
import { HeapTensor } from "../../../engine/wasm/heapTensor.ts";
import type { WasmRuntime } from "../../../engine/wasm/wasmRuntime.ts";
import { generatedFor } from "../../support/kernelBackends.ts";
import { type RandomCall, runReference } from "../randomCalls.ts";
import { wideActivation, wideMerge, wideNormalization } from "./elementCalls.ts";
import {
  wideConvolution,
  wideDense,
  wideDepthwise,
  wideGlobalPooling,
  widePooling,
  wideSeparable,
  wideTransposed,
  winogradConvolution,
} from "./wideCalls.ts";

interface Kind {
  readonly name: string;
  readonly call: (seed: number) => RandomCall;
  readonly count: number;
  readonly winograd?: WinogradSize;
}

const kinds: readonly Kind[] = [
  { name: "convolution, direct", call: wideConvolution, count: 600 },
  { name: "convolution by Winograd F(2x2)", call: winogradConvolution, count: 150, winograd: 2 },
  { name: "convolution by Winograd F(4x4)", call: winogradConvolution, count: 150, winograd: 4 },
  { name: "transposed convolution", call: wideTransposed, count: 600 },
  { name: "depthwise convolution", call: wideDepthwise, count: 600 },
  { name: "separable convolution", call: wideSeparable, count: 300 },
  { name: "pooling", call: widePooling, count: 600 },
  { name: "global pooling", call: wideGlobalPooling, count: 200 },
  { name: "dense layer", call: wideDense, count: 300 },
  { name: "merging", call: wideMerge, count: 600 },
  { name: "batch normalisation", call: wideNormalization, count: 300 },
  { name: "activation", call: wideActivation, count: 300 },
];

const levels: readonly SimdLevel[] = ["relaxed", "plain"];

for (const level of levels) {
  for (const { name, call, count, winograd = null } of kinds) {
    const { backend, runtime, tolerance } = generatedFor({ level, winograd });
    test(`${name}: ${count} random layers agree with the reference, ${level} SIMD`, () => {
      for (let seed = 1; seed <= count; seed++) {
        const request = call(seed);
        const truth = runReference(request);
        const where = `${name} seed ${seed} ${JSON.stringify(request.operation)}`;
        compare(runOnCopies(backend, request), truth, tolerance, `${where}, copied`);
        compare(runInPlace(backend, runtime, request, where), truth, tolerance, `${where}, in place`);
      }
      runtime.packed.clear();
      assert.equal(runtime.heap.usedBytes, 0, "memory was left in use");
    });
  }
}

function runOnCopies(backend: Backend, call: RandomCall): Tensor {
  const count = call.outputShape.reduce((product, size) => product * size, 1);
  const output = { shape: call.outputShape, data: new Float32Array(count).fill(Number.NaN) };
  kernelFor(backend, call.operation).run({ ...call, output });
  return output;
}

const guard = 12_345;

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

/** Float32 sums in another order differ by a few roundings of the largest partial sum. */
function compare(output: Tensor, truth: Tensor, limit: number, where: string): void {
  const finite = truth.data.filter(Number.isFinite);
  const largest = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  for (const [at, value] of output.data.entries()) {
    const wanted = truth.data[at] ?? Number.POSITIVE_INFINITY;
    // A window may lie beside the image: no largest value, and no mean.
    if (Object.is(value, wanted)) continue;
    if (!(Math.abs(value - wanted) <= limit * largest))
      assert.fail(`${where}: value ${at} is ${value} and not ${truth.data[at]}`);
  }
}
