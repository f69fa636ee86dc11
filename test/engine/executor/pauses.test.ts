/** Heavy layers stop so often that a message to cancel is heard soon: pauses are counted against the layer's work, without a clock. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { runModel } from "../../../engine/executor/runModel.ts";
import type { BackendName } from "../../../engine/kernels/backend.ts";
import { generatedWork, movedValues, partWork } from "../../../engine/kernels/parts.ts";
import { randomTensor } from "../../../engine/tensor/fill.ts";
import type { Tensor } from "../../../engine/tensor/tensor.ts";
import { emptyWeightStore } from "../../../engine/weights/weightStore.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

interface HeavyLayer {
  readonly input: readonly number[];
  readonly layer: Omit<HandMadeLayer, "name">;
  /** Multiplications, or values read, worked out by hand. */
  readonly work: number;
}

const same = { padding: "same" };
/** Few weights, or quickly filled ones: making them pauses, too. */
const heavy: Readonly<Record<string, HeavyLayer>> = {
  convolution: {
    input: [28, 28, 64],
    layer: { className: "Conv2D", config: { filters: 64, kernel_size: 3, ...same } },
    work: 28 * 28 * 9 * 64 * 64,
  },
  dense: {
    input: [4000],
    layer: { className: "Dense", config: { units: 1000, kernel_initializer: "zeros" } },
    work: 4000 * 1000,
  },
  depthwise: {
    input: [64, 64, 64],
    layer: { className: "DepthwiseConv2D", config: { kernel_size: 5, ...same } },
    work: 64 * 64 * 25 * 64,
  },
  separable: {
    input: [40, 40, 64],
    layer: { className: "SeparableConv2D", config: { filters: 64, kernel_size: 3, ...same } },
    work: 40 * 40 * (9 * 64 + 64 * 64),
  },
  transposed: {
    input: [28, 28, 32],
    layer: { className: "Conv2DTranspose", config: { filters: 32, kernel_size: 4, strides: 2 } },
    work: 28 * 28 * 16 * 32 * 32,
  },
  pooling: {
    input: [64, 64, 64],
    layer: { className: "AveragePooling2D", config: { pool_size: 5, strides: 1 } },
    work: 60 * 60 * 25 * 64,
  },
  recurrent: {
    input: [20, 64],
    layer: { className: "LSTM", config: { units: 128 } },
    work: 20 * (64 + 128) * 4 * 128,
  },
  attention: {
    input: [128, 64],
    layer: {
      className: "MultiHeadAttention",
      config: { num_heads: 4, key_dim: 32 },
      calls: [["x", "x"]],
    },
    work: 4 * 128 * 64 * 128 + 2 * 128 * 128 * 128,
  },
  normalisation: {
    input: [256, 256, 32],
    layer: { className: "BatchNormalization" },
    work: 256 * 256 * 32,
  },
  activation: {
    input: [128, 128, 32],
    layer: { className: "Activation", config: { activation: "gelu" } },
    work: 8 * 128 * 128 * 32,
  },
  merge: {
    input: [128, 128, 32],
    layer: { className: "Add", calls: [["x", "x"]] },
    work: 8 * 2 * 128 * 128 * 32,
  },
};

for (const [what, layer] of Object.entries(heavy)) {
  test(`${what} by plain kernels stops for each ${partWork} steps of its work`, async () => {
    await countPauses(layer, "reference", partWork);
  });
}

const heavier: Readonly<Record<string, HeavyLayer & { readonly most: number }>> = {
  "convolution by Winograd": {
    input: [56, 56, 64],
    layer: { className: "Conv2D", config: { filters: 128, kernel_size: 3, ...same } },
    work: (56 * 56 * 16 * 64 * 128) / 4,
    most: generatedWork,
  },
  "direct convolution": {
    input: [56, 56, 128],
    layer: { className: "Conv2D", config: { filters: 256, kernel_size: 1 } },
    work: 56 * 56 * 128 * 256,
    most: generatedWork,
  },
  depthwise: {
    input: [256, 256, 64],
    layer: { className: "DepthwiseConv2D", config: { kernel_size: 5, ...same } },
    work: 256 * 256 * 25 * 64,
    most: generatedWork,
  },
  separable: {
    input: [56, 56, 128],
    layer: { className: "SeparableConv2D", config: { filters: 256, kernel_size: 3, ...same } },
    work: 56 * 56 * 128 * 256,
    most: generatedWork,
  },
  transposed: {
    input: [56, 56, 64],
    layer: { className: "Conv2DTranspose", config: { filters: 64, kernel_size: 4, strides: 2 } },
    work: 56 * 56 * 16 * 64 * 64,
    most: generatedWork,
  },
  pooling: {
    input: [256, 256, 64],
    layer: { className: "MaxPooling2D", config: { pool_size: 5, strides: 1 } },
    work: 252 * 252 * 25 * 64,
    most: generatedWork,
  },
  dense: {
    input: [20_000],
    layer: { className: "Dense", config: { units: 4000, kernel_initializer: "zeros" } },
    work: 20_000 * 4000,
    most: generatedWork,
  },
  normalisation: {
    input: [512, 512, 32],
    layer: { className: "BatchNormalization" },
    work: 512 * 512 * 32,
    most: movedValues,
  },
  activation: {
    input: [256, 256, 32],
    layer: { className: "Activation", config: { activation: "gelu" } },
    work: 4 * 256 * 256 * 32,
    most: movedValues,
  },
  merge: {
    input: [256, 256, 32],
    layer: { className: "Add", calls: [["x", "x"]] },
    work: 2 * 256 * 256 * 32,
    most: movedValues,
  },
};

for (const [what, layer] of Object.entries(heavier)) {
  test(`${what} by generated code stops for each ${layer.most} steps of its work`, async () => {
    await countPauses(layer, "simd", layer.most);
  });
}

test("a large dense layer in slices gives what the plain kernel gives", async () => {
  const layer = { input: [9001], layer: { className: "Dense", config: { units: 2501 } }, work: 0 };
  const [sliced, plain] = [
    await countPauses(layer, "simd", generatedWork),
    await countPauses(layer, "reference", partWork),
  ];
  for (const [at, value] of plain.data.entries())
    assert.ok(Math.abs((sliced.data[at] ?? Number.NaN) - value) < 1e-4, `unit ${at}`);
});

async function countPauses(
  { input, layer, work }: HeavyLayer,
  backend: BackendName,
  most: number,
): Promise<Tensor> {
  let pauses = 0;
  let clock = 0;
  const graph = handMadeGraph([handMadeInput("x", ...input), { ...layer, name: "y" }]);
  const result = await runModel({
    analysis: analyseModel(graph),
    layerPath: ["y"],
    mode: "upTo",
    inputs: [randomTensor([1, ...input], 0)],
    weights: emptyWeightStore,
    seed: 0,
    backend,
    memoryLimitBytes: 1e9,
    // Each look at the clock is a long time after the one before, so that every stop is a pause.
    now: () => (clock += 1000),
    yieldNow: async () => {
      pauses++;
    },
  });
  assert.ok(result.kind === "ok", result.kind === "refused" ? result.reason : result.kind);
  const wanted = Math.floor(work / most / 1.5);
  assert.ok(pauses >= wanted, `${pauses} pauses, and ${wanted} are wanted`);
  return result.outputs[0] as Tensor;
}
