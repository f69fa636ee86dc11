/** Layers that run together: the same numbers as one by one, each layer's own maps where they are asked for, and the words for it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import "../../support/kernelBackends.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import type { ConfigData } from "../../../core/graph/paramValue.ts";
import type { RunSuccess } from "../../../engine/executor/runModel.ts";
import type { BackendName } from "../../../engine/kernels/backend.ts";
import { randomTensor } from "../../../engine/tensor/fill.ts";
import { wantedWeights } from "../../../engine/weights/wantedWeights.ts";
import type { WeightEntry } from "../../../engine/weights/weightEntry.ts";
import type { WeightStore } from "../../../engine/weights/weightStore.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { type RandomNumbers, randomNumbers } from "../../support/randomModels.ts";
import { succeed } from "./smallModels.ts";

const models = 60;

test(`${models} random chains give the same maps at every layer, run together or one by one`, async () => {
  let fusedRuns = 0;
  for (let seed = 1; seed <= models; seed++) {
    const chain = randomChain(randomNumbers(seed));
    const analysis = analyseModel(chain.graph);
    const weights = randomWeights(analysis, seed);
    for (const layer of chain.graph.layers.slice(1)) {
      const where = `seed ${seed}, up to ${layer.name}: ${chain.graph.layers.map(({ name }) => name).join(" ")}`;
      const runs = await both(chain, layer.name, weights, seed);
      compare(runs.simd, runs.reference, where);
      assert.equal(runs.reference.fused, null);
      if (runs.simd.fused !== null) fusedRuns++;
    }
  }
  assert.ok(fusedRuns > models, `only ${fusedRuns} runs put layers together`);
});

const mobileBlock: readonly HandMadeLayer[] = [
  handMadeInput("picture", 9, 9, 3),
  {
    className: "ZeroPadding2D",
    name: "pad",
    config: {
      padding: [
        [0, 1],
        [0, 1],
      ],
    },
  },
  { className: "Conv2D", name: "conv", config: { filters: 8, kernel_size: 3, strides: 2, use_bias: false } },
  { className: "BatchNormalization", name: "conv_bn" },
  { className: "ReLU", name: "conv_relu", config: { max_value: 6 } },
  { className: "DepthwiseConv2D", name: "dw", config: { kernel_size: 3, padding: "same", use_bias: false } },
  { className: "BatchNormalization", name: "dw_bn" },
  { className: "ReLU", name: "dw_relu", config: { max_value: 6 } },
  { className: "Conv2D", name: "pw", config: { filters: 12, kernel_size: 1, use_bias: false } },
  { className: "BatchNormalization", name: "pw_bn" },
  { className: "ReLU", name: "pw_relu", config: { max_value: 6 } },
  { className: "GlobalAveragePooling2D", name: "mean" },
];

test("a block of MobileNet runs in two steps, and says so", async () => {
  const graph = handMadeGraph(mobileBlock);
  const ran: string[] = [];
  const weights = randomWeights(analyseModel(graph), 3);
  const input = randomTensor([1, 9, 9, 3], 1, { kind: "normal", mean: 0, deviation: 1 }, "x");
  const result = await succeed(graph, ["mean"], {
    weights,
    inputs: [input],
    backend: "simd",
    onProgress: (name) => ran.push(name),
  });
  // The mean's own input is shown beside it, so that `pw_relu` is there as it is; the activation goes into the layer before all the same.
  assert.deepEqual(ran, ["conv_relu", "pw_relu", "mean"]);
  assert.equal(
    result.fused,
    "11 layers ran in 3 steps: 3 batch normalisations folded into the weights before, 3 activations applied in the layer before, 1 zero padding left to the convolution behind, 1 depthwise layer together with the pointwise layer behind, a few rows at a time.",
  );
  const reference = await succeed(graph, ["mean"], { weights, inputs: [input] });
  compare(result, reference, "mean");
});

test("what is used twice, or shown, stays as it is", async () => {
  const conv = { filters: 3, kernel_size: 1 };
  const graph = handMadeGraph([
    handMadeInput("picture", 4, 4, 3),
    { className: "Conv2D", name: "conv", config: conv },
    { className: "ReLU", name: "relu" },
    { className: "Add", name: "sum", calls: [["conv", "relu"]] },
    { className: "ReLU", name: "sum_relu" },
    { className: "Conv2D", name: "last", config: conv },
  ]);
  const ran: string[] = [];
  const inputs = [randomTensor([1, 4, 4, 3], 1, { kind: "normal", mean: 0, deviation: 1 }, "x")];
  const onProgress = (name: string) => ran.push(name);
  await succeed(graph, ["last"], { inputs, backend: "simd", onProgress });
  assert.deepEqual(ran, ["conv", "relu", "sum_relu", "last"]);
  ran.length = 0;
  await succeed(graph, ["sum_relu"], { inputs, backend: "simd", onProgress });
  assert.deepEqual(ran, ["conv", "relu", "sum", "sum_relu"], "the input of the chosen layer is shown");
});

interface Chain {
  readonly graph: ModelGraph;
  readonly inputShape: readonly number[];
}

/** Convolutions of all kinds, with what models put before and behind them, in either channel order. */
function randomChain(random: RandomNumbers): Chain {
  const first = random(0, 2) === 0;
  const format = first ? "channels_first" : "channels_last";
  const channels = random(1, 5);
  const sizes = [random(6, 11), random(6, 11)];
  const inputSizes = first ? [channels, ...sizes] : [...sizes, channels];
  const layers: HandMadeLayer[] = [handMadeInput("in", ...inputSizes)];
  const add = (className: string, config: Record<string, ConfigData>, calls?: string[][]) => {
    layers.push({ className, name: `${className}${layers.length}`, config, ...(calls ? { calls } : {}) });
    return layers.at(-1)?.name ?? "in";
  };
  for (let block = random(1, 3); block > 0; block--) {
    if (random(0, 3) === 0)
      add("ZeroPadding2D", {
        padding: [
          [random(0, 2), 1],
          [1, random(0, 2)],
        ],
        data_format: format,
      });
    addSums(random, add, format);
    if (random(0, 2) > 0) add("BatchNormalization", { axis: random(0, 4) === 0 ? 2 : first ? 1 : 3 });
    const last = layers.at(-1)?.name ?? "in";
    if (random(0, 3) > 0) add("Activation", { activation: pick(random, activations) });
    if (random(0, 3) === 0) {
      add(pick(random, ["Add", "Multiply", "Average", "Maximum"]), {}, [[layers.at(-1)?.name ?? "in", last]]);
      if (random(0, 1) === 0) add("ReLU", { negative_slope: 0.2 });
    }
  }
  if (random(0, 2) === 0) {
    add("GlobalAveragePooling2D", { data_format: format });
    add("Dense", { units: 5 });
    add("BatchNormalization", {});
    add("Activation", { activation: pick(random, activations) });
  }
  return { graph: handMadeGraph(layers), inputShape: [2, ...inputSizes] };
}

const activations = ["relu", "relu6", "tanh", "silu", "hard_silu", "softmax", "gelu", "linear"];

function addSums(
  random: RandomNumbers,
  add: (className: string, config: Record<string, ConfigData>) => string,
  format: string,
): void {
  const window = { kernel_size: random(1, 3), padding: "same", strides: random(1, 2), data_format: format };
  const common = { ...window, use_bias: random(0, 1) === 0 };
  const filters = random(1, 9);
  switch (random(0, 4)) {
    case 0:
      add("Conv2DTranspose", { ...common, filters });
      return;
    case 1:
      add("SeparableConv2D", { ...common, filters, depth_multiplier: random(1, 2) });
      return;
    case 2:
      add("Conv2D", { ...common, filters });
      return;
    default:
      add("DepthwiseConv2D", { ...common, depth_multiplier: random(1, 2) });
      if (random(0, 2) > 0) add("BatchNormalization", { axis: format === "channels_first" ? 1 : 3 });
      if (random(0, 1) === 0) add("Activation", { activation: pick(random, activations) });
      add("Conv2D", { filters, kernel_size: 1, use_bias: common.use_bias, data_format: format });
  }
}

function pick<Item>(random: RandomNumbers, items: readonly Item[]): Item {
  return items[random(0, items.length - 1)] as Item;
}

/** Normal numbers for every weight; variances above 0. */
function randomWeights(analysis: ModelAnalysis, seed: number): WeightStore {
  const layers = new Map<string, Map<string, WeightEntry>>();
  for (const { key, weight } of wantedWeights(analysis)) {
    const { name, shape } = weight;
    const label = `${key}/${name}`;
    const tensor = randomTensor(shape, seed, { kind: "normal", mean: 0, deviation: 0.5 }, label);
    if (name === "moving_variance")
      for (const [at, value] of tensor.data.entries()) tensor.data[at] = value ** 2 + 0.3;
    const layer = layers.get(key) ?? new Map<string, WeightEntry>();
    layers.set(key, layer.set(name, { name: label, shape, read: () => tensor }));
  }
  return { layers };
}

async function both(
  { graph, inputShape }: Chain,
  layer: string,
  weights: WeightStore,
  seed: number,
): Promise<Record<BackendName, RunSuccess>> {
  const inputs = [randomTensor(inputShape, seed, { kind: "normal", mean: 0, deviation: 1 }, "x")];
  const run = (backend: BackendName) => succeed(graph, [layer], { inputs, weights, backend });
  return { reference: await run("reference"), simd: await run("simd") };
}

/** What the layer was given and what it made, within 1e-5 of the largest value. */
function compare(actual: RunSuccess, expected: RunSuccess, where: string): void {
  const tensors = (run: RunSuccess) => [...run.inputs, ...run.outputs];
  for (const [number, tensor] of tensors(expected).entries()) {
    const { shape, data } = tensors(actual)[number] ?? { shape: [], data: [] };
    assert.deepEqual(shape, tensor.shape, where);
    const largest = tensor.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    for (const [at, value] of tensor.data.entries()) {
      const difference = Math.abs((data[at] ?? Number.NaN) - value);
      if (!(difference <= 1e-5 * largest))
        assert.fail(`${where}: tensor ${number}, value ${at} is ${data[at]} and not ${value}`);
    }
  }
}
