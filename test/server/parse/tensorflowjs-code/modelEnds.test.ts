/** Models without outputs, and inputs that lead to none: as TensorFlow.js 4.22 makes them, with a message. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { modelsOfPrograms, type ProgramAnswer } from "../../../support/tensorflowJs.ts";
import { read } from "./readCode.ts";
import { assertSameModels } from "./sameModels.ts";

const start = `
const tf = require("@tensorflow/tfjs");
const age = tf.input({ shape: [1], name: "age" });
const city = tf.input({ shape: [4], name: "city" });
const hidden = tf.layers.dense({ units: 3, name: "hidden" }).apply(age);
`;

function modelsOf(answer: ProgramAnswer | undefined) {
  assert.ok(answer && "models" in answer);
  return answer.models;
}

test("an input that leads to no output is no layer of the model", async () => {
  const text = `${start}const net = tf.model({ inputs: [age, city], outputs: hidden });`;
  const [answer] = await modelsOfPrograms([text]);
  const document = read(text, "model.js");
  assertSameModels(document, modelsOf(answer));
  assert.deepEqual(
    document.problems.map(({ severity, range }) => [severity, text.slice(range.start, range.end)]),
    [["warning", "city"]],
  );
  assert.match(document.problems[0]?.message ?? "", /"city" leads to no output/);
});

test("an input stays where something unknown may lead to it", () => {
  const text = `${start}const net = tf.model({ inputs: [age, city], outputs: helper(hidden) });`;
  const { models, problems } = read(text, "model.js");
  assert.ok(models[0]?.layers.some(({ name }) => name === "city"));
  assert.ok(problems.every(({ message }) => !message.includes("leads to no output")));
});

test("a function that is not known takes all the tensors that it is given", () => {
  const text = `${start}const net = tf.model({ inputs: [age, city], outputs: helper(city, 3, hidden) });`;
  const { models } = read(text, "model.js");
  assert.deepEqual(
    models.map(({ layers }) => layers.map(({ name }) => name)),
    [["age", "city", "hidden", "helper_helper1"]],
  );
});

test("a model without outputs has no layers", async () => {
  const text = `${start}const ends = [];\nconst net = tf.model({ inputs: age, outputs: ends });`;
  const [answer] = await modelsOfPrograms([text]);
  assert.deepEqual(
    modelsOf(answer).map(({ layers }) => layers),
    [[]],
  );
  const { models, problems } = read(text, "model.js");
  assert.deepEqual(
    models.map(({ name, layers }) => [name, layers.length]),
    [["unfinished model", 2]],
  );
  assert.deepEqual(
    problems.map(({ message }) => message.slice(0, 29)),
    ["The list of outputs is empty:"],
  );
});

test("an empty list that unknown code may fill is not told", () => {
  const text = `${start}
const ends = [];
if (unknown) ends.push(hidden);
const net = tf.model({ inputs: age, outputs: ends });`;
  assert.ok(read(text, "model.js").problems.every(({ message }) => !message.includes("is empty")));
});
