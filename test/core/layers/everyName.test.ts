/** Every layer class of TensorFlow.js 4.22, and the names that Keras 1 and 2 had: each is analysed, or stands here with a reason. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { findLayerSpec } from "../../../core/layers/index.ts";
import { currentClassName, isModelClassName } from "../../../server/parse/keras-json/legacyClasses.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";
import { askTensorflowJs, tensorflowJsClasses } from "../../support/tensorflowJs.ts";
import { layerClasses } from "../dialect/randomLayers.ts";
import { analyse, caseOf } from "../dialect/singleLayers.ts";

const listed: { readonly tfjs: string; readonly classes: readonly string[] } = JSON.parse(
  readFileSync(path.join(repositoryRoot, "test/data/tfjs-classes.json"), "utf8"),
);

/** Classes of TensorFlow.js that the random layers do not make, and what tests them instead. */
const testedElsewhere: Readonly<Record<string, string>> = {
  InputLayer: "the random models start with it",
  RNN: "below",
  CategoryEncoding: "below",
  RandomWidth: "its row, random-width-in-a-model",
  GRUCell: "inside RNN, below",
  LSTMCell: "inside RNN, below",
  SimpleRNNCell: "inside RNN, below",
  StackedRNNCells: "inside RNN, below",
  ConvLSTM2DCell: "no part of a model by itself: TensorFlow.js makes ConvLSTM2D of it",
};

/** Layer classes of Keras 1.2 by their documentation. */
const keras1 =
  "Dense Activation Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D Flatten Reshape Permute RepeatVector Merge " +
  "Lambda ActivityRegularization Masking Highway MaxoutDense TimeDistributedDense Convolution1D AtrousConvolution1D " +
  "Convolution2D AtrousConvolution2D SeparableConvolution2D Deconvolution2D Convolution3D Cropping1D Cropping2D Cropping3D " +
  "UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D MaxPooling1D MaxPooling2D MaxPooling3D " +
  "AveragePooling1D AveragePooling2D AveragePooling3D GlobalMaxPooling1D GlobalAveragePooling1D GlobalMaxPooling2D " +
  "GlobalAveragePooling2D GlobalMaxPooling3D GlobalAveragePooling3D LocallyConnected1D LocallyConnected2D SimpleRNN GRU LSTM " +
  "ConvLSTM2D Embedding LeakyReLU PReLU ELU ParametricSoftplus ThresholdedReLU SReLU BatchNormalization GaussianNoise " +
  "GaussianDropout TimeDistributed Bidirectional InputLayer";
/** Names of Keras 2 and tf.keras 2 that Keras 3 has no more. */
const keras2 =
  "CuDNNGRU CuDNNLSTM ConvLSTM2DCell LocallyConnected1D LocallyConnected2D ThresholdedReLU RandomHeight RandomWidth " +
  "SyncBatchNormalization BatchNormalizationV1 BatchNormalizationV2 Deconvolution3D Conv2DTranspose UnifiedLSTM UnifiedGRU " +
  "RandomFourierFeatures DenseFeatures StackedRNNCells RNN";
const mergeModes = ["sum", "mul", "concat", "ave", "max", "min", "dot", "cos", "a function of its own"];

test("every layer class of TensorFlow.js is analysed", async () => {
  assert.ok(listed.tfjs.startsWith("4.22"));
  const registered = await tensorflowJsClasses();
  assert.deepEqual(
    listed.classes.filter((name) => !registered.has(name)),
    [],
    "the list is that of TensorFlow.js",
  );
  const layers = listed.classes.filter((name) => !isModelClassName(name));
  assert.deepEqual(
    layers.filter((name) => !findLayerSpec(name)),
    [],
  );
});

test("every layer class of TensorFlow.js is compared with TensorFlow.js", () => {
  const compared = new Set(layerClasses);
  const layers = listed.classes.filter((name) => !isModelClassName(name));
  assert.deepEqual(
    layers.filter((name) => !compared.has(name)).toSorted(),
    Object.keys(testedElsewhere).toSorted(),
  );
});

test("every old name of Keras 1 and 2 is analysed", () => {
  const names = `${keras1} ${keras2}`.split(" ");
  const unknown = names.filter((name) => !findLayerSpec(currentClassName(name, undefined)));
  assert.deepEqual(unknown, []);
});

test("every mode of Merge is analysed", () => {
  const classes = mergeModes.map((mode) => currentClassName("Merge", mode));
  assert.deepEqual(
    classes.filter((name) => !findLayerSpec(name)),
    [],
  );
  assert.equal(classes.at(-1), "Merge");
});

test("RNN with each kind of cell, and CategoryEncoding, are as TensorFlow.js makes them", async () => {
  const cell = (className: string, units: number) => ({
    class_name: className,
    config: { units, name: className.toLowerCase() },
  });
  const rnn = (inner: object, more: object = {}) => ({
    className: "RNN",
    config: { cell: inner, ...more },
    inputs: [[null, 5, 4]],
  });
  const stack = {
    class_name: "StackedRNNCells",
    config: { name: "stack", cells: [cell("LSTMCell", 3), cell("GRUCell", 2)] },
  };
  const encoding = (outputMode: string, size: number) => ({
    className: "CategoryEncoding",
    config: { num_tokens: 7, output_mode: outputMode },
    inputs: [[null, size]],
  });
  const layers = [
    rnn(cell("SimpleRNNCell", 3)),
    rnn(cell("GRUCell", 3), { return_sequences: true }),
    rnn(cell("LSTMCell", 3), { return_state: true }),
    rnn(stack),
    rnn(stack, { return_sequences: true }),
    encoding("multi_hot", 3),
    encoding("count", 3),
    encoding("one_hot", 1),
  ];
  const answers = await askTensorflowJs(layers.map(caseOf));
  for (const [index, layer] of layers.entries()) {
    const theirs = answers[index];
    const ours = analyse(layer);
    const where = JSON.stringify(layer);
    assert.equal(theirs?.refuses, undefined, where);
    assert.deepEqual(ours.outputs, theirs?.outputs, where);
    const total = (weights: readonly (readonly number[])[] | null | undefined) =>
      weights?.reduce((sum, shape) => sum + shape.reduce((product, size) => product * size, 1), 0);
    assert.equal(total(ours.weights), total(theirs?.weights), where);
  }
});
