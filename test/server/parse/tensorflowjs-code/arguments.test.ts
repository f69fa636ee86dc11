/** Arguments and places of layers in code, in Keras's names and values. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ParamValue } from "../../../../core/graph/paramValue.ts";
import { constant, plain, read } from "./readCode.ts";

test("arguments have the place they are written at, elements too", () => {
  const text = `const tf = require("@tensorflow/tfjs"); const filters = 4;
const m = tf.sequential({ layers: [tf.layers.conv2d({ inputShape: [8, 9, 3], filters, kernelSize: [3, 5] })] });`;
  const config = read(text, "a.js").models[0]?.layers[0]?.config ?? {};
  const at = (param: ParamValue | undefined) => param && text.slice(param.range.start, param.range.end);
  assert.equal(at(config.kernel_size), "[3, 5]");
  assert.equal(at(config.filters), "filters");
  const kernel = config.kernel_size;
  assert.ok(kernel?.kind === "constant");
  assert.deepEqual(
    kernel.elements?.map(({ start, end }) => text.slice(start, end)),
    ["3", "5"],
  );
  assert.deepEqual(constant(config.batch_shape), [null, 8, 9, 3]);
  assert.ok(config.batch_shape?.kind === "constant");
  assert.deepEqual(
    config.batch_shape.elements?.map(({ start, end }) => text.slice(start, end)),
    ["[8, 9, 3]", "8", "9", "3"],
  );
});

test("the range of a layer is its factory call, and of its class the factory's name", () => {
  const text = `import * as tf from "@tensorflow/tfjs";
/* 😀 */ const c = tf.layers.conv2d({ filters: 2, kernelSize: 1 }); const i = tf.input({ shape: [4, 4, 3] });
const only = tf.model({ inputs: i, outputs: c.apply(i) });`;
  const [only] = read(text).models;
  assert.deepEqual(
    only?.layers.map((layer) => [
      text.slice(layer.range.start, layer.range.end),
      text.slice(layer.classRange.start, layer.classRange.end),
    ]),
    [
      ["tf.input({ shape: [4, 4, 3] })", "input"],
      ["tf.layers.conv2d({ filters: 2, kernelSize: 1 })", "conv2d"],
    ],
  );
  assert.equal(only.anchor, text.length);
  assert.equal(text.slice(only.range.start, only.range.end), "tf.model({ inputs: i, outputs: c.apply(i) })");
  const call = only.layers[1]?.calls[0];
  assert.equal(call?.range && text.slice(call.range.start, call.range.end), "c.apply(i)");
});

test("a factory that TensorFlow.js does not have says so", () => {
  const document = read(`import * as tf from "@tensorflow/tfjs";
const net = tf.sequential({ layers: [tf.layers.relu({ inputShape: [3] })] });`);
  assert.match(
    document.models[0]?.layers[0]?.unreadable ?? "",
    /no tf\.layers\.relu; did you mean tf\.layers\.reLU/,
  );
});

test("a key in snake case is ignored by TensorFlow.js, which is said", () => {
  const document = read(`import * as tf from "@tensorflow/tfjs";
const net = tf.sequential({ layers: [tf.layers.conv2d({ filters: 2, kernel_size: 3, inputShape: [4, 4, 1] })] });`);
  assert.match(document.problems[0]?.message ?? "", /"kernel_size" and ignores it; write kernelSize/);
  assert.equal(document.models[0]?.layers[0]?.config.kernel_size, undefined);
});

test("TensorFlow.js's own spellings and defaults become Keras's", () => {
  const document = read(`import * as tf from "@tensorflow/tfjs";
const net = tf.sequential({ layers: [
  tf.layers.conv2d({ filters: 2, kernelSize: 3, dataFormat: "channelsFirst", activation: "hardSigmoid", biasInitializer: "leCunNormal", kernelRegularizer: tf.regularizers.l2({ l2: 0.5 }), batchInputShape: [2, 3, 8, 8] }),
  tf.layers.leakyReLU({ alpha: 0.1 }), tf.layers.softmax(),
] });`);
  const [conv, leaky, softmax] = document.models[0]?.layers ?? [];
  assert.deepEqual(
    Object.fromEntries(
      Object.entries(conv?.config ?? {}).map(([key, value]) => [key, plain(constant(value))]),
    ),
    {
      filters: 2,
      kernel_size: 3,
      data_format: "channels_first",
      activation: "hard_sigmoid",
      bias_initializer: "lecun_normal",
      kernel_initializer: "glorot_normal",
      kernel_regularizer: { class_name: "L2", config: { l2: 0.5 } },
      batch_shape: [2, 3, 8, 8],
    },
  );
  assert.equal(constant(leaky?.config.negative_slope), 0.1);
  assert.equal(constant(softmax?.config.axis), 1);
});

test("tensors given by name are connected", () => {
  const document = read(`import * as tf from "@tensorflow/tfjs";
const words = tf.input({ shape: [5, 3] });
const state = tf.input({ shape: [4] });
const start = tf.layers.dense({ units: 4 }).apply(state);
const read = tf.layers.lstm({ units: 4 }).apply(words, { initialState: [start, start] });
const model = tf.model({ inputs: [words, state], outputs: read });`);
  const layers = document.models[0]?.layers ?? [];
  assert.deepEqual(
    layers.map((layer) => layer.className),
    ["InputLayer", "InputLayer", "Dense", "LSTM"],
  );
  assert.deepEqual(
    layers[3]?.calls[0]?.inputs.map(({ layer }) => layer),
    [0, 2, 2],
  );
  assert.deepEqual(layers[3]?.calls[0]?.keywordInputs, {
    initial_state: [
      { layer: 2, call: 0, tensor: 0 },
      { layer: 2, call: 0, tensor: 0 },
    ],
  });
});
