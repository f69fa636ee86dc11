/** Weights of layers and models, as a program reads them: names, shapes and order are those of TensorFlow.js 4.22, or unknown. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { allLayerFactories } from "../../../../server/parse/tensorflowjs-code/tensorflow/layerFactories.ts";
import { modelsOfPrograms, type ProgramAnswer } from "../../../support/tensorflowJs.ts";
import { read } from "./readCode.ts";

const say = `
let count = 0;
function say(value) {
  tf.sequential({ name: ++count + " said " + JSON.stringify(value), layers: [tf.layers.reLU({ inputShape: [1] })] });
}
const parts = (weights) => weights.map(({ name, shape, trainable }) => [name.replace(/_\\d+$/, ""), shape, trainable]);
`;

function saidBy(answer: ProgramAnswer | undefined): ReadonlySet<string> {
  return new Set(answer && "models" in answer ? answer.models.map(({ name }) => name) : []);
}

function saidHere(text: string): readonly string[] {
  return read(text, "model.js").models.flatMap(({ name }) => (/^\d+ said /.test(name) ? [name] : []));
}

const needed =
  "units: 3, filters: 4, kernelSize: 2, n: 2, rate: 0.25, stddev: 1, targetShape: [4], dims: [1], inputDim: 5, outputDim: 6, size: [2, 2], height: 2, width: 2, scale: 2, cropping: [[1, 1], [1, 1]]";
const shapes = ["[4]", "[6, 4]", "[6, 6, 4]", "[6, 6, 6, 4]", "[3, 6, 6, 6, 4]"];

function ofLayer(factory: string, shape: string, more: string): string {
  return `
const tf = require("@tensorflow/tfjs");
${say}
const layer = tf.layers.${factory}({ ${needed}, inputShape: ${shape}, name: "own"${more} });
say(layer.weights.length);
const net = tf.sequential();
net.add(layer);
net.add(tf.layers.activation({ activation: "relu", name: "end" }));
say(parts(layer.weights));
say(layer.getWeights().map((weight) => [weight.shape, weight.rank, weight.size]));
say([parts(layer.trainableWeights), parts(layer.nonTrainableWeights)]);
layer.trainable = false;
say([layer.weights.length, layer.trainableWeights.length, net.getWeights().length]);
`;
}

test("the weights of every layer are those of TensorFlow.js", async () => {
  const cases = allLayerFactories().flatMap(({ name }) =>
    shapes.flatMap((shape) =>
      ["", ", useBias: false, trainable: false", ", depthMultiplier: 2, scale: false"].map((more) => ({
        name,
        text: ofLayer(name, shape, more),
      })),
    ),
  );
  const answers = await modelsOfPrograms(cases.map(({ text }) => text));
  const known = new Map<string, number>();
  for (const [index, { name, text }] of cases.entries()) {
    const theirs = saidBy(answers[index]);
    if (theirs.size === 0) continue;
    const ours = saidHere(text);
    for (const said of ours) assert.ok(theirs.has(said), `${text}\n${said}\n${[...theirs].join("\n")}`);
    known.set(name, Math.max(known.get(name) ?? 0, ours.length));
  }
  for (const name of [
    "dense",
    "conv2d",
    "batchNormalization",
    "lstm",
    "depthwiseConv2d",
    "embedding",
    "prelu",
  ])
    assert.equal(known.get(name), 5, name);
});

test("weights of models, and the names of what goes in and out", async () => {
  const text = `
const tf = require("@tensorflow/tfjs");
${say}
const image = tf.input({ shape: [8, 8, 3], name: "image" });
const conv = tf.layers.conv2d({ filters: 4, kernelSize: 3, name: "conv" });
const norm = tf.layers.batchNormalization({ name: "norm" });
const hidden = tf.layers.flatten().apply(norm.apply(conv.apply(image)));
const head = tf.layers.dense({ units: 2, name: "head" });
const net = tf.model({ inputs: image, outputs: [head.apply(hidden), hidden] });
say([net.inputNames, net.outputNames.length, net.outputNames[0]]);
say(net.weights.map(({ shape }) => shape));
conv.trainable = false;
say([net.weights.map(({ shape }) => shape), net.trainableWeights.length, net.getWeights().length]);
say([conv.getWeights()[0].shape[3] * 2, head.weights[0].shape[0]]);
`;
  const [answer] = await modelsOfPrograms([text]);
  const theirs = saidBy(answer);
  assert.equal(theirs.size, 5, JSON.stringify(answer));
  const ours = saidHere(text);
  assert.equal(ours.length, 4);
  for (const said of ours) assert.ok(theirs.has(said), `${said}\n${[...theirs].join("\n")}`);
});
