/** Input sizes of random branched models: what is said of each size is what analysing the model with that size shows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import { inputSizesOf } from "../../../core/inputSizes/inputSizes.ts";
import { hasSize } from "../../../core/shape/sizeSet.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { type RandomNumbers, randomNumbers } from "../../support/randomModels.ts";

const models = 200;
const largest = 48;

/** One layer on a sequence of 4 channels, with windows, strides, dilation and padding of all kinds. */
function step(random: RandomNumbers, name: string, from: string): HandMadeLayer {
  const kernel = random(1, 5);
  const stride = random(1, 3);
  const padding = random(0, 1) === 0 ? "same" : "valid";
  const calls = [[from]];
  switch (random(0, 6)) {
    case 0: {
      const config = { filters: 4, kernel_size: kernel, strides: stride, padding };
      return { className: "Conv1D", name, calls, config };
    }
    case 1: {
      const config = { filters: 4, kernel_size: kernel, dilation_rate: stride, padding };
      return { className: "Conv1D", name, calls, config };
    }
    case 2:
      return {
        className: "MaxPooling1D",
        name,
        calls,
        config: { pool_size: kernel, strides: stride, padding },
      };
    case 3: {
      const config = { filters: 4, kernel_size: kernel, strides: stride, padding };
      return { className: "Conv1DTranspose", name, calls, config };
    }
    case 4:
      return { className: "UpSampling1D", name, calls, config: { size: stride } };
    case 5:
      return { className: "ZeroPadding1D", name, calls, config: { padding: [stride - 1, kernel - 1] } };
    default:
      return { className: "Cropping1D", name, calls, config: { cropping: [stride - 1, kernel - 1] } };
  }
}

/** Blocks one after another; each is a few layers, or halves and doubles, with or without a connection around it. */
function drawModel(random: RandomNumbers): ModelGraph {
  const layers: HandMadeLayer[] = [handMadeInput("in", null, 4)];
  let from = "in";
  const add = (layer: HandMadeLayer) => {
    layers.push(layer);
    from = layer.name;
  };
  const blocks = random(1, 3);
  for (let block = 0; block < blocks; block++) {
    const before = from;
    const rate = random(2, 4);
    const around = random(0, 2);
    if (around > 0) {
      add({
        className: "AveragePooling1D",
        name: `down${block}`,
        calls: [[from]],
        config: { pool_size: rate },
      });
    }
    const inner = random(around > 0 ? 0 : 1, 2);
    for (let at = 0; at < inner; at++) {
      const same = { filters: 4, kernel_size: 3, padding: "same" };
      if (around > 0) add({ className: "Conv1D", name: `in${block}_${at}`, calls: [[from]], config: same });
      else add(step(random, `step${block}_${at}`, from));
    }
    if (around > 0) {
      add({ className: "UpSampling1D", name: `up${block}`, calls: [[from]], config: { size: rate } });
    }
    if (around > 1) add({ className: "Add", name: `sum${block}`, calls: [[before, from]] });
  }
  return handMadeGraph(layers);
}

test(`${models} random models: every size up to ${largest} fits where it is said to`, (context) => {
  let told = 0;
  let selective = 0;
  let bounded = 0;
  for (let seed = 0; seed < models; seed++) {
    const graph = drawModel(randomNumbers(seed));
    const works = (size: number) =>
      analyseModel(graph, { inputShape: [size, null] }).problems.every(
        ({ severity }) => severity !== "error",
      );
    const fitting = Array.from({ length: largest }, (_, index) => index + 1).filter(works);
    const sizes = inputSizesOf(analyseModel(graph));
    const classes = graph.layers.map(({ className, name }) => `${className} ${name}`).join(", ");
    if (!sizes) continue;
    told++;
    const [axis] = sizes.axes;
    assert.ok(axis);
    const said = Array.from({ length: largest }, (_, index) => index + 1).filter((size) =>
      hasSize(axis.sizes, size),
    );
    assert.deepEqual(said, fitting, `model ${seed}: ${classes}`);
    if (fitting[0] !== undefined) assert.deepEqual(sizes.smallest, [fitting[0]], `model ${seed}: ${classes}`);
    if (sizes.selective) selective++;
    if ((fitting[0] ?? 0) > 1) bounded++;
  }
  context.diagnostic(
    `${told} of ${models} told, ${selective} of them not for every size, ${bounded} with a smallest size above 1`,
  );
  assert.ok(told > 0.9 * models, `${told} told`);
  assert.ok(selective > 50 && bounded > 50, `${selective} selective, ${bounded} with a smallest size`);
});
