/** Fields of layers and what `getConfig()` gives are those of TensorFlow.js 4.22, or unknown; and a layer made of it is the same one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { allLayerFactories } from "../../../../server/parse/tensorflowjs-code/tensorflow/layerFactories.ts";
import { modelsOfPrograms } from "../../../support/tensorflowJs.ts";
import { read } from "./readCode.ts";
import { assertSameModels } from "./sameModels.ts";

const keys = [
  ...[
    "units",
    "filters",
    "kernelSize",
    "strides",
    "padding",
    "dataFormat",
    "dilationRate",
    "useBias",
    "rate",
  ],
  ...[
    "depthMultiplier",
    "poolSize",
    "size",
    "interpolation",
    "axis",
    "epsilon",
    "center",
    "scale",
    "momentum",
  ],
  ...[
    "alpha",
    "theta",
    "n",
    "targetShape",
    "dims",
    "inputDim",
    "outputDim",
    "returnSequences",
    "returnState",
  ],
  ...["goBackwards", "activation", "name", "trainable", "batchInputShape", "recurrentActivation", "rank"],
];

const needed =
  "units: 3, filters: 4, kernelSize: 2, n: 2, rate: 0.25, stddev: 1, targetShape: [3, -1], dims: [2, 1], inputDim: 5, outputDim: 6";
const configs = [
  `${needed}, cell: tf.layers.lstmCell({ units: 2 }), cells: [], layer: tf.layers.lstm({ units: 2 })`,
  `${needed}, inputShape: [6, 6, 4], name: "own", trainable: false, useBias: false, activation: "hardSigmoid"`,
  `${needed}, strides: 2, poolSize: 3, padding: "same", dataFormat: "channelsFirst", dilationRate: 1, rate: 4`,
  `${needed}, strides: null, poolSize: null, padding: null, useBias: null, axis: null, alpha: null, scale: null`,
  `${needed}, axis: 2, epsilon: 0.1, center: false, scale: false, momentum: 0.5, alpha: 0.5, theta: 2, depthMultiplier: 3`,
  `${needed}, returnSequences: true, returnState: true, goBackwards: true, size: [3, 2], interpolation: "bilinear"`,
  "units: 3, filters: 4, kernelSize: [3, 2], strides: [2, 1], poolSize: [3, 2], n: 4, rate: 0, targetShape: [4], dims: [1, 2], inputDim: 2, outputDim: 2",
  "units: 3, filters: 4, kernelSize: [3, 2, 2], strides: [2, 1, 1], poolSize: [3, 2, 4], rate: -1, targetShape: [4], dims: [1], inputDim: 2, outputDim: 2",
];

function program(factory: string, config: string): string {
  return `
const tf = require("@tensorflow/tfjs");
const layer = tf.layers.${factory}({ ${config} });
const config = layer.getConfig();
for (const key of ${JSON.stringify(keys)}) {
  tf.sequential({ name: "field " + key + " " + JSON.stringify(layer[key]), layers: [tf.layers.reLU({ inputShape: [1] })] });
  tf.sequential({ name: "config " + key + " " + JSON.stringify(config[key]), layers: [tf.layers.reLU({ inputShape: [1] })] });
}
`;
}

test("fields and configs are those of TensorFlow.js, or unknown", async () => {
  const cases = allLayerFactories().flatMap(({ name }) => configs.map((config) => ({ name, config })));
  const answers = await modelsOfPrograms(cases.map(({ name, config }) => program(name, config)));
  let known = 0;
  for (const [index, { name, config }] of cases.entries()) {
    const answer = answers[index];
    if (!answer || "throws" in answer) continue;
    const theirs = new Set(answer.models.map((model) => model.name));
    // A name that is not known leaves the model its automatic one.
    const ours = read(program(name, config), "model.js").models.filter((model) =>
      /^(?:field|config) /.test(model.name),
    );
    for (const said of ours) assert.ok(theirs.has(said.name), `${name}({ ${config} }): ${said.name}`);
    known += ours.length;
  }
  assert.ok(known > 4000, String(known));
});

test("a layer made of the config of another one has its numbers", async () => {
  const text = `
const tf = require("@tensorflow/tfjs");
const layers = [
  tf.layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, activation: "relu", inputShape: [16, 16, 3] }),
  tf.layers.maxPooling2d({ poolSize: 2 }),
  tf.layers.batchNormalization(),
  tf.layers.flatten(),
  tf.layers.dropout({ rate: 0.5 }),
  tf.layers.dense({ units: 5, useBias: false }),
];
const first = tf.sequential({ layers });
const copy = tf.sequential();
copy.add(tf.layers.conv2d({ ...layers[0].getConfig(), filters: 2 * layers[0].filters, name: "wider" }));
copy.add(tf.layers.maxPooling2d(layers[1].getConfig()));
copy.add(tf.layers.batchNormalization(layers[2].getConfig()));
copy.add(tf.layers.flatten());
copy.add(tf.layers.dense({ ...layers[5].getConfig(), name: "last" }));
copy.add(tf.layers.dense({ units: layers[5].units + layers[0].kernelSize[0], name: "end" }));
`;
  const [answer] = await modelsOfPrograms([text]);
  assert.ok(answer && "models" in answer, JSON.stringify(answer));
  const document = read(text, "model.js");
  assertSameModels(document, answer.models);
  assert.deepEqual(document.problems, []);
});
