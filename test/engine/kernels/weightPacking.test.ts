/** Weights that generated code packs are, bit for bit, those that plain code packs: the latter runs where the target is outside the kernels' memory. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isMisfit, slideWindow } from "../../../core/geometry/windowGeometry.ts";
import { linearActivation } from "../../../core/layers/activationFunction.ts";
import { knownDim } from "../../../core/shape/dim.ts";
import type { SimdLevel } from "../../../engine/emitter/vectors.ts";
import { type PanelSettings, packedLength } from "../../../engine/generators/panels.ts";
import { winogradLayer } from "../../../engine/kernels/convolution/winogradLayer.ts";
import { packRows } from "../../../engine/kernels/generated/packRows.ts";
import { winogradExample } from "../../../engine/kernels/generated/winograd/run.ts";
import { finish } from "../../../engine/kernels/parts.ts";
import { spatialGrid } from "../../../engine/kernels/spatialGrid.ts";
import { scratchFloats } from "../../../engine/wasm/heap.ts";
import { startWasmRuntime, type WasmRuntime } from "../../../engine/wasm/wasmRuntime.ts";
import { convolutionCall } from "../agreement/wideCalls.ts";
import { random, values } from "../randomCalls.ts";
import "../../support/kernelBackends.ts";

const levels: readonly SimdLevel[] = ["relaxed", "plain"];

/** Rows, filters, groups, distance of rows, and vectors of a panel. */
const evenRows: readonly (PanelSettings & { readonly step: number; readonly first: number })[] = [
  { groups: 1, products: 1000, filters: 32, vectors: 2, step: 32, first: 0 },
  { groups: 1, products: 2305, filters: 100, vectors: 2, step: 100, first: 0 },
  { groups: 1, products: 513, filters: 68, vectors: 8, step: 1000, first: 932 },
  { groups: 1, products: 301, filters: 71, vectors: 4, step: 71, first: 0 },
  { groups: 3, products: 99, filters: 65, vectors: 2, step: 195, first: 0 },
  { groups: 2, products: 150, filters: 64, vectors: 1, step: 128, first: 0 },
  { groups: 1, products: 3, filters: scratchFloats - 100, vectors: 2, step: scratchFloats - 100, first: 0 },
];

for (const level of levels)
  test(`rows of direct convolutions and dense layers, ${level} SIMD`, () => {
    for (const { step, first, ...settings } of evenRows) {
      const kernel = weightsOf(first + settings.products * step);
      const rows = { values: kernel, first, step };
      const where = JSON.stringify({ step, first, ...settings });
      compare(level, packedLength(settings), where, (runtime, target) =>
        packRows(runtime, rows, target, settings),
      );
    }
  });

test("plain code packs few weights, short rows that lie apart, and rows beyond the scratch memory", () => {
  const plain: typeof evenRows = [
    { groups: 1, products: 9, filters: 32, vectors: 2, step: 32, first: 0 },
    { groups: 1, products: 1000, filters: 30, vectors: 2, step: 40, first: 0 },
    { groups: 1, products: 2, filters: scratchFloats, vectors: 2, step: scratchFloats, first: 0 },
  ];
  for (const { step, first, ...settings } of plain) {
    const runtime = counting("plain");
    const length = packedLength(settings);
    const target = runtime.heap.floats(runtime.heap.allocate(length), length);
    const rows = { values: weightsOf(first + settings.products * step), first, step };
    finish(packRows(runtime, rows, target, settings));
    assert.equal(runtime.compiled, 0);
  }
});

/** Kernels and strides along both axes, dilation, and channels; the scratch memory holds all rows of a part, or some. */
const layers = [
  { kernel: [3, 3], stride: 1, dilation: 1, channels: [20, 64] },
  { kernel: [3, 3], stride: 1, dilation: 1, channels: [130, 70] },
  { kernel: [3, 3], stride: 1, dilation: 2, channels: [40, 36] },
  { kernel: [3, 1], stride: 1, dilation: 1, channels: [70, 66] },
  { kernel: [2, 2], stride: 1, dilation: 1, channels: [50, 76] },
  { kernel: [5, 4], stride: 2, dilation: 1, channels: [9, 65] },
  { kernel: [7, 8], stride: 3, dilation: 1, channels: [5, 48] },
] as const;

for (const level of levels)
  for (const size of [2, 4] as const)
    test(`kernels for Winograd's algorithm, at most F(${size}x${size}), scaled and not, ${level} SIMD`, () => {
      for (const [number, settings] of layers.entries()) {
        const { operation, weights, outputShape, inputs } = layerOf(settings, number);
        const kernel = weightsOf(weights.kernel?.data.length ?? 0);
        const from = spatialGrid(inputs[0]?.shape ?? [], operation.dataFormat);
        const to = spatialGrid(outputShape, operation.dataFormat);
        const layer = winogradLayer(operation, { from, to, size });
        const exampleOn = (runtime: WasmRuntime) =>
          winogradExample(runtime, layer, { bias: false, activation: linearActivation });
        const factors = Float64Array.from({ length: layer.outer }, (_, at) => Math.sin(at + 1) * 3);
        const { packedFloats } = exampleOn(counting(level));
        const where = JSON.stringify(settings);
        compare(level, packedFloats, where, (runtime, target) => exampleOn(runtime).pack(kernel, target));
        compare(
          level,
          packedFloats,
          `${where}, scaled`,
          (runtime, target) => exampleOn(runtime).packScaled?.(kernel, factors, target) ?? [],
        );
      }
    });

function layerOf({ kernel, stride, dilation, channels }: (typeof layers)[number], seed: number) {
  const windows = kernel.map((taps) => {
    const own = taps === 1 ? { stride: 1, dilation: 1 } : { stride, dilation };
    const window = slideWindow(knownDim(31), { kernel: taps, ...own, padding: "same" });
    if (isMisfit(window)) throw new Error("The input holds the window.");
    return window;
  });
  const [inputChannels, outputChannels] = channels;
  const choose = random(seed + 1);
  return convolutionCall({ choose, seed, windows, inputChannels, outputChannels }, windows, 1);
}

/** Of both signs and many sizes, with zeros of both signs among them. */
function weightsOf(count: number): Float32Array {
  const { data } = values(count, "weights", [count]);
  for (let at = 0; at < count; at += 7) data[at] = (data[at] ?? 0) * 10 ** ((at % 61) - 40);
  for (let at = 0; at < count; at += 11) data[at] = at % 2 === 0 ? 0 : -0;
  return data;
}

type Pack = (runtime: WasmRuntime, target: Float32Array) => Iterable<void>;

function compare(level: SimdLevel, length: number, where: string, pack: Pack): void {
  const runtime = counting(level);
  const guard = 16;
  const address = runtime.heap.allocate(length + 2 * guard);
  const around = runtime.heap.floats(address, length + 2 * guard).fill(Number.NaN);
  runtime.heap.floats(runtime.heap.scratch, scratchFloats).fill(Number.NaN);
  const wanted = new Float32Array(length);
  for (const _ of pack(runtime, wanted));
  assert.equal(runtime.compiled, 0, `${where}: the plain code is not plain`);
  for (const _ of pack(runtime, around.subarray(guard, guard + length)));
  assert.ok(runtime.compiled > 0, `${where}: no generated code ran`);
  const made = around.subarray(guard, guard + length);
  const [madeBits, wantedBits] = [bits(made), bits(wanted)];
  for (let at = 0; at < length; at++)
    if (madeBits[at] !== wantedBits[at]) assert.equal(made[at], wanted[at], `${where}: float ${at}`);
  assert.deepEqual(madeBits, wantedBits, where);
  const outside = [...around.subarray(0, guard), ...around.subarray(guard + length)];
  assert.ok(outside.every(Number.isNaN), `${where}: wrote outside`);
}

function bits({ buffer, byteOffset, length }: Float32Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length);
}

/** A runtime that counts the kernels it is asked for. */
function counting(level: SimdLevel): WasmRuntime & { readonly compiled: number } {
  const runtime = startWasmRuntime(level);
  assert.ok(runtime, "this machine's WebAssembly has no SIMD");
  let compiled = 0;
  return {
    ...runtime,
    kernel: (key, build) => {
      compiled++;
      return runtime.kernel(key, build);
    },
    get compiled() {
      return compiled;
    },
  };
}
