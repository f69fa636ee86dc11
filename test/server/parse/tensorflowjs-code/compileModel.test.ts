/** `model.compile({...})` is told to throw exactly where TensorFlow.js 4.22 throws. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { modelsOfPrograms } from "../../../support/tensorflowJs.ts";
import { read } from "./readCode.ts";

/** Words of TensorFlow.js, of Keras, and of neither. */
const words = [
  ...["sgd", "adam", "rmsprop", "adagrad", "adadelta", "adamax", "nadam", "momentum", "SGD", "Adam", "Sgd"],
  ...["RMSProp", "Adagrad", "Adadelta", "Adamax", "meanSquaredError", "meanAbsoluteError", "mse", "MSE"],
  ...["mae", "MAE", "mape", "MAPE", "meanAbsolutePercentageError", "meanSquaredLogarithmicError", "msle"],
  ...["squaredHinge", "hinge", "categoricalHinge", "logcosh", "poisson", "cosineProximity", "cosine"],
  ...["cosineSimilarity", "kullbackLeiblerDivergence", "binaryCrossentropy", "categoricalCrossentropy"],
  ...["sparseCategoricalCrossentropy", "mean_squared_error", "categorical_crossentropy", "accuracy", "acc"],
  ...["Accuracy", "crossentropy", "ce", "precision", "recall", "auc", "binaryAccuracy", ""],
  ...["categoricalAccuracy", "sparseCategoricalAccuracy"],
];

const configs = [
  ...words.flatMap((word) => [
    `{ optimizer: "${word}", loss: "hinge" }`,
    `{ optimizer: "sgd", loss: "${word}" }`,
    `{ optimizer: "sgd", loss: "hinge", metrics: "${word}" }`,
    `{ optimizer: "sgd", loss: { out: "${word}" }, metrics: ["acc", ["${word}"]] }`,
    `{ optimizer: "sgd", loss: ["${word}"] }`,
  ]),
  ...["", "{}", '{ loss: "hinge" }', '{ optimizer: "sgd" }', "{ optimizer: tf.train.sgd(0.1) }"],
  ...[0, 3, true, null, undefined].flatMap((value) => [
    `{ optimizer: ${value}, loss: "hinge" }`,
    `{ optimizer: "sgd", loss: ${value} }`,
  ]),
  '{ optimizer: tf.train.adam(0.1), loss: "hinge", metrics: ["acc"] }',
  ...['["hinge", "hinge"]', "[]", "{}", '{ other: "hinge" }', "() => tf.scalar(1)"].map(
    (loss) => `{ optimizer: "sgd", loss: ${loss} }`,
  ),
  '{ optimizer: "sgd", loss: tf.losses.meanSquaredError, metrics: [() => tf.scalar(1)] }',
];

function program(config: string): string {
  return `
const tf = require("@tensorflow/tfjs");
const net = tf.sequential();
net.add(tf.layers.dense({ units: 4, inputShape: [3], name: "out" }));
net.compile(${config});
`;
}

test("compile is told where TensorFlow.js throws, and nowhere else", async () => {
  const answers = await modelsOfPrograms(configs.map(program));
  const thrown = answers.filter((answer) => "throws" in answer).length;
  assert.ok(thrown > 100 && thrown < configs.length - 50, String(thrown));
  for (const [index, config] of configs.entries()) {
    const throws = "throws" in (answers[index] ?? {});
    const told = read(program(config), "model.js").problems.map(({ message }) => message);
    assert.equal(
      told.length,
      throws ? 1 : 0,
      `${config}: ${told.join(" ")} ${JSON.stringify(answers[index])}`,
    );
  }
});

test("a word of Keras is replaced by that of TensorFlow.js", async () => {
  const mended = [
    ['{ optimizer: "Nadam", loss: "hinge" }', undefined],
    ['{ optimizer: "ADAM", loss: "hinge" }', '{ optimizer: "adam", loss: "hinge" }'],
    ['{ optimizer: "sgd", loss: "mse" }', '{ optimizer: "sgd", loss: "meanSquaredError" }'],
    [
      "{ optimizer: 'sgd', loss: 'sparse_categorical_crossentropy' }",
      "{ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' }",
    ],
    [
      '{ optimizer: "sgd", loss: "hinge", metrics: ["meanSquaredError"] }',
      '{ optimizer: "sgd", loss: "hinge", metrics: ["mse"] }',
    ],
    ['{ optimizer: "sgd", loss: "m" + "se" }', undefined],
  ] as const;
  for (const [config, wanted] of mended) {
    const text = program(config);
    const [problem] = read(text, "model.js").problems;
    const [remedy] = problem?.remedies ?? [];
    assert.ok(problem, config);
    assert.equal(remedy === undefined, wanted === undefined, config);
    if (remedy?.kind !== "text" || wanted === undefined) continue;
    const { start, end } = remedy.range;
    assert.equal(text.slice(0, start) + remedy.text + text.slice(end), program(wanted));
  }
});

test("what compile is given of unknown value may be anything", () => {
  for (const config of [
    "options",
    "{ ...options }",
    "{ optimizer, loss, metrics: [metric] }",
    "{ loss: x, optimizer: y }",
  ])
    assert.deepEqual(read(program(config), "model.js").problems, [], config);
});

test("a compile that throws is caught", async () => {
  const text = `
const tf = require("@tensorflow/tfjs");
let units = 1;
try {
  const net = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3] })] });
  net.compile({ optimizer: "sgd", loss: "mse" });
  units = 2;
} catch {
  units = 3;
}
const after = tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [3] })] });
`;
  const [answer] = await modelsOfPrograms([text]);
  assert.ok(answer && "models" in answer);
  const { models, problems } = read(text, "model.js");
  assert.equal(problems.length, 1);
  const units = models.at(-1)?.layers.at(-1)?.config.units;
  assert.deepEqual(units?.kind === "constant" && units.value, 3);
  assert.equal(answer.models.at(-1)?.parameters, 3 * (3 + 1));
});

/** Trains a model, with what the program does with it before. */
function training(before: string, run = "await net.fit(tf.zeros([2, 3]), tf.zeros([2, 4]));"): string {
  return `
const tf = require("@tensorflow/tfjs");
const net = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3] })] });
${before}
${run}
`;
}

test("training and testing a model that nothing compiles is told", async () => {
  const data = "tf.zeros([2, 3]), tf.zeros([2, 4])";
  const runs = [
    ...[`await net.fit(${data});`, `await net.trainOnBatch(${data});`, `net.evaluate(${data});`],
    ...["net.predict(tf.zeros([2, 3]));", "net.summary();"],
  ];
  const compile = 'net.compile({ optimizer: "sgd", loss: "meanSquaredError" });';
  const texts = runs.flatMap((run) => [training("", run), training(compile, run)]);
  const answers = await modelsOfPrograms(texts);
  for (const [index, text] of texts.entries()) {
    const answer = answers[index];
    const throws = answer && "throws" in answer;
    if (throws) assert.match(answer.throws, /needs to be compiled|reading 'trainOnBatch'/);
    const told = read(text, "model.js").problems.map(({ code }) => code);
    assert.deepEqual(told, throws ? ["program-stops"] : [], text);
  }
  assert.equal(answers.filter((answer) => "throws" in answer).length, 3);
});

test("a Sequential without layers is told where it is compiled", async () => {
  const text = (before: string) => `
const tf = require("@tensorflow/tfjs");
const net = tf.sequential();
const layer = tf.layers.dense({ units: 4, inputShape: [3] });
${before}
net.compile({ optimizer: "sgd", loss: "hinge" });
const other = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3] })] });
`;
  const befores = ["", "net.add(layer);", "net.add(layer); net.pop();"];
  const answers = await modelsOfPrograms(befores.map(text));
  for (const [index, before] of befores.entries()) {
    const throws = "throws" in (answers[index] ?? {});
    assert.equal(throws, before !== "net.add(layer);");
    const told = read(text(before), "model.js").problems.map(({ code, severity }) => [code, severity]);
    assert.deepEqual(told, throws ? [["program-stops", "warning"]] : [], before);
  }
  for (const before of [
    "fill(net);",
    "if (unknown) net.add(layer);",
    "lists.forEach((each) => net.add(each));",
  ])
    assert.deepEqual(
      read(text(before), "model.js").problems.filter(({ code }) => code === "program-stops"),
      [],
      before,
    );
});

test("a function that nothing calls is told for the models that it makes itself", () => {
  const make = "tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3] })] })";
  const start = 'const tf = require("@tensorflow/tfjs");';
  const codes = (text: string) => read(text, "model.js").problems.map(({ code }) => code);
  const own = `${start} exports.run = async (xs, ys) => { const net = ${make}; await net.fit(xs, ys); };`;
  assert.deepEqual(codes(own), ["program-stops"]);
  const shared = `${start} const net = ${make}; exports.net = net; exports.run = async (xs, ys) => { await net.fit(xs, ys); };`;
  assert.deepEqual(codes(shared), []);
  const kept = `${start} exports.Agent = class { constructor() { this.net = ${make}; } async run(xs, ys) { await this.net.fit(xs, ys); } };`;
  assert.deepEqual(codes(kept), []);
});

test("a model that may have been compiled is not told", () => {
  for (const before of [
    "prepare(net);",
    "window.prepare(net, 3);",
    "function later() { net.compile(options); }",
    'net["compile"](options);',
  ])
    assert.deepEqual(read(training(before), "model.js").problems, [], before);
});
