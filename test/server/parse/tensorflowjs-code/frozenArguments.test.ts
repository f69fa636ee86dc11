/** A frozen object is told where the constructor of a layer writes into it, for every layer of TensorFlow.js 4.22. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { allLayerFactories } from "../../../../server/parse/tensorflowjs-code/tensorflow/layerFactories.ts";
import { modelsOfPrograms } from "../../../support/tensorflowJs.ts";
import { read } from "./readCode.ts";

const common =
  "units: 3, filters: 2, kernelSize: 2, n: 2, size: 2, rate: 0.5, stddev: 1, axis: -1, targetShape: [4], dims: [1, 2]";
const arguments_ = [
  `${common}, inputDim: 5, outputDim: 3`,
  `${common}, inputShape: [6, 6], poolSize: 2`,
  `${common}, batchInputShape: [1, 4], batchSize: 2, sparse: false`,
  `${common}, inputShape: [4], batchSize: 2, sparse: false, poolSize: null`,
  "inputShape: [4], padding: [[1, 1], [2, 2]]",
  "inputShape: [4], padding: 2, sparse: true, layer: tf.layers.lstm({ units: 2 }), cell: tf.layers.lstmCell({ units: 2 })",
];

function program(factory: string, written: string): string {
  return `
const tf = require("@tensorflow/tfjs");
const options = ${written};
const made = tf.layers.${factory}(options);
const end = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
`;
}

const cases = allLayerFactories().flatMap(({ name }) => arguments_.map((given) => ({ name, given })));

test("a frozen object is told where TensorFlow.js throws because of it", async () => {
  const ask = (wrap: (given: string) => string) =>
    modelsOfPrograms(cases.map(({ name, given }) => program(name, wrap(given))));
  const [plain, frozen] = await Promise.all([
    ask((given) => `{ ${given} }`),
    ask((given) => `Object.freeze({ ${given} })`),
  ]);
  let told = 0;
  for (const [index, { name, given }] of cases.entries()) {
    const answer = frozen[index];
    // What is refused anyhow has no say.
    if (plain[index] && "throws" in plain[index]) continue;
    const throws = answer !== undefined && "throws" in answer;
    const { problems } = read(program(name, `Object.freeze({ ${given} })`), "model.js");
    const found = problems.filter(({ message }) => message.includes("frozen"));
    assert.equal(found.length, throws ? 1 : 0, `${name} ${given}: ${JSON.stringify(answer)}`);
    told += found.length;
  }
  assert.ok(told >= 20, String(told));
});

test("an object that is frozen by a condition that is not known, a copy and a part are not told", () => {
  const text = (written: string) => `
const tf = require("@tensorflow/tfjs");
const options = { units: 3, inputShape: [4, 2] };
${written}
const net = tf.sequential({ layers: [tf.layers.lstm(options)] });
`;
  const frozen = (written: string) =>
    read(text(written), "model.js").problems.filter(({ message }) => message.includes("frozen")).length;
  assert.equal(frozen("Object.freeze(options);"), 1);
  assert.equal(frozen("if (unknown) Object.freeze(options);"), 0);
  assert.equal(frozen("const other = Object.freeze({ ...options });"), 0);
  assert.equal(frozen("Object.freeze(options.inputShape);"), 0);
});

test("the remedy gives a copy, which TensorFlow.js takes", async () => {
  const text = program("lstm", "Object.freeze({ units: 3 })");
  const remedy = read(text, "model.js").problems[0]?.remedies?.[0];
  assert.ok(remedy?.kind === "text" && remedy.behind);
  const { range, behind } = remedy;
  const mended =
    text.slice(0, range.start) +
    remedy.text +
    text.slice(range.end, behind.start) +
    behind.text +
    text.slice(behind.start);
  assert.match(mended, /lstm\(\{ \.\.\.options \}\)/);
  assert.deepEqual(read(mended, "model.js").problems, []);
  const [answer] = await modelsOfPrograms([mended]);
  assert.ok(answer && "models" in answer);
});
