// Tensors of data that go into models and operations: what is reported as not fitting is what TensorFlow.js 4.22 throws at.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readTensorflowJsCode } from "../../../../server/parse/tensorflowjs-code/readTensorflowJsCode.ts";
import { modelsOfPrograms } from "../../../support/tensorflowJs.ts";
import { runnable } from "./runnable.ts";

const head = `// run: run()
import * as tf from "@tensorflow/tfjs";
const m = tf.sequential();
m.add(tf.layers.conv2d({ inputShape: [6, 6, 1], filters: 2, kernelSize: 3, activation: "relu" }));
m.add(tf.layers.flatten());
m.add(tf.layers.dense({ units: 10, activation: "softmax" }));
m.compile({ optimizer: "sgd", loss: "categoricalCrossentropy" });
const pixels = tf.sequential();
pixels.add(tf.layers.conv2d({ inputShape: [6, 6, 1], filters: 2, kernelSize: 3 }));
pixels.compile({ optimizer: "sgd", loss: "meanSquaredError" });
const labels = tf.sequential();
labels.add(tf.layers.dense({ inputShape: [4], units: 3 }));
labels.compile({ optimizer: "sgd", loss: "sparseCategoricalCrossentropy" });
const a = tf.input({ shape: [4] });
const b = tf.input({ shape: [5] });
const two = tf.model({ inputs: [a, b], outputs: tf.layers.concatenate().apply([a, b]) as tf.SymbolicTensor });
`;

/** A statement, and what is reported of it; null where it runs. */
const statements: readonly (readonly [string, RegExp | null])[] = [
  ["m.predict(tf.zeros([6, 6, 1]))", /\[6, 6, 1\].*\[batch, 6, 6, 1\].*expandDims\(0\)/],
  ["m.predict(tf.zeros([6, 6, 1]).expandDims(0))", null],
  ["m.predict(tf.zeros([6, 6, 1]).expandDims())", null],
  ["m.predict(tf.zeros([6, 6]).expandDims(-1).expandDims(0))", null],
  ["m.predict(tf.zeros([1, 6, 6, 3]))", /\[1, 6, 6, 3\].*Resize or crop/],
  ["m.predict(tf.randomNormal([3, 6, 6, 1]))", null],
  [
    "m.predict(tf.tensor1d([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]).reshape([-1, 6, 2, 1]))",
    /\[1, 6, 2, 1\]/,
  ],
  ["m.predict(tf.ones([2, 36]).reshape([2, 6, 6, -1]).div(255))", null],
  ["m.predict(tf.tensor2d([[1, 2], [3, 4]]))", /has 2 axes, and 4 are needed/],
  ["await m.trainOnBatch(tf.ones([4, 6, 6, 1]), tf.ones([4, 10]))", null],
  ["await m.trainOnBatch(tf.ones([6, 6, 1]), tf.ones([1, 10]))", /expandDims/],
  ["await pixels.trainOnBatch(tf.ones([4, 6, 6, 1]), tf.ones([4, 2]))", /Error when checking target/],
  ["await pixels.trainOnBatch(tf.ones([4, 6, 6, 1]), tf.ones([4, 4, 4, 2]))", null],
  ["await labels.trainOnBatch(tf.ones([4, 4]), tf.tensor1d([0, 1, 2, 0]))", null],
  ["m.evaluate(tf.ones([4, 6, 6, 1]), tf.ones([4, 5, 10]))", /3|axes/],
  ["await m.trainOnBatch(tf.ones([4, 6, 6, 1]), tf.ones([4, 10]))", null],
  ["two.predict([tf.ones([1, 4]), tf.ones([1, 5])])", null],
  ["two.predict([tf.ones([1, 4]), tf.ones([5])])", /\[5\].*\[batch, 5\]/],
  ["tf.conv2d(tf.zeros([1, 6, 6, 4]), tf.zeros([3, 3, 3, 1]), 1, 'same')", /4 channels.*expects 3/],
  ["tf.conv2d(tf.zeros([1, 6, 6, 4]), tf.zeros([3, 3, 4, 1]), 1, 'same')", null],
  ["tf.conv2d(tf.zeros([6, 6, 4]), tf.zeros([3, 3, 4, 1]), 1, 'valid')", null],
  ["tf.conv2d(tf.zeros([1, 6, 6, 4]), tf.zeros([3, 3, 4, 1]), 1, 'SAME' as 'same')", /lower case/],
  ["tf.depthwiseConv2d(tf.zeros([1, 6, 6, 4]), tf.zeros([3, 3, 3, 2]), 1, 'same')", /4 channels.*expects 3/],
  ["tf.depthwiseConv2d(tf.zeros([1, 6, 6, 4]), tf.zeros([3, 3, 4, 2]), 1, 'same')", null],
  ["tf.conv1d(tf.zeros([1, 6, 4]), tf.zeros([3, 3, 2]), 1, 'same')", /4 channels.*expects 3/],
  ["tf.conv3d(tf.zeros([1, 6, 6, 6, 4]), tf.zeros([3, 3, 3, 4, 2]), 1, 'same')", null],
];

test("each statement is reported where TensorFlow.js throws, and only there", async () => {
  const programs = statements.map(
    ([statement]) => `${head}export async function run() {\n  ${statement};\n}\n`,
  );
  const answers = await modelsOfPrograms(programs.map((text) => runnable(text, "data.ts")));
  for (const [index, [statement, message]] of statements.entries()) {
    const text = programs[index] ?? "";
    const problems = readTensorflowJsCode(text, "data.ts")?.problems ?? [];
    const told = problems.filter(({ code }) => /^(?:tensor-does-not-fit|invalid-argument)$/.test(code));
    const answer = answers[index];
    const throws = answer && "throws" in answer ? answer.throws : null;
    assert.equal(throws !== null, message !== null, `${statement}: ${throws}`);
    assert.equal(told.length, message === null ? 0 : 1, `${statement}: ${told[0]?.message}`);
    if (message) assert.match(told[0]?.message ?? "", message, statement);
    if (told[0]) {
      const start = text.indexOf(statement);
      assert.ok(told[0].range.start >= start && told[0].range.end <= start + statement.length, statement);
    }
  }
});

test("sizes of data go on into the program", () => {
  const text = `import * as tf from "@tensorflow/tfjs";
const data = tf.tensor4d([0, 0, 0, 0], [1, 2, 2, 1]);
const m = tf.sequential();
m.add(tf.layers.conv2d({ inputShape: data.shape.slice(1) as [number, number, number], filters: data.rank, kernelSize: 1 }));
`;
  const [graph] = readTensorflowJsCode(text, "data.ts")?.models ?? [];
  const config = graph?.layers[0]?.config;
  assert.deepEqual(config?.batch_shape?.kind === "constant" && config.batch_shape.value, [null, 2, 2, 1]);
  assert.deepEqual(config?.filters?.kind === "constant" && config.filters.value, 4);
});
