/** What is taken for a minified bundle: those of TensorFlow.js itself, and nothing that a person wrote, whatever data stands in it. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import { isMinified } from "../../../../server/parse/tensorflowjs-code/minified.ts";
import { readTensorflowJsCode } from "../../../../server/parse/tensorflowjs-code/readTensorflowJsCode.ts";
import { hashedNumbers } from "../../../support/hashedNumbers.ts";
import { repositoryRoot } from "../../../support/repositoryRoot.ts";

const folder = path.join(repositoryRoot, "test/server/parse/tensorflowjs-code/programs");
const programs = readdirSync(folder)
  .filter((file) => file.endsWith(".txt"))
  .map((file) => readFileSync(path.join(folder, file), "utf8"));
const tensorflow = path.dirname(
  createRequire(path.join(repositoryRoot, "package.json")).resolve("@tensorflow/tfjs/package.json"),
);
const bundle = readFileSync(path.join(tensorflow, "dist/tf.min.js"), "utf8");
const model = `
const tf = require("@tensorflow/tfjs");
const net = tf.sequential();
net.add(tf.layers.dense({ units: 3, inputShape: [4] }));
`;

test("bundles of TensorFlow.js are minified, its readable files are not", () => {
  for (const file of ["tf.min.js", "tf.es2017.min.js", "tf.fesm.min.js"])
    assert.ok(isMinified(readFileSync(path.join(tensorflow, "dist", file), "utf8")), file);
  for (const file of ["tf.es2017.js", "tf.fesm.js", "tf.js"])
    assert.ok(!isMinified(readFileSync(path.join(tensorflow, "dist", file), "utf8")), file);
});

test("no program of the tests is minified, nor is any so often repeated that it is as long", () => {
  assert.ok(programs.length >= 60);
  for (const text of programs) assert.ok(!isMinified(text.repeat(Math.ceil(500_000 / text.length))));
});

test("a program with long lines of data is followed", () => {
  const numbers = Array.from(hashedNumbers("data", 60_000, 0, 1), (value) => value.toFixed(6));
  const data = {
    "a list of numbers": `[${numbers.join(",")}]`,
    "a text in base64": `"${Buffer.from(numbers.join()).toString("base64")}"`,
    "objects in JSON": JSON.stringify(numbers.map((value) => ({ value, label: "function" }))),
  };
  for (const [what, literal] of Object.entries(data)) {
    const text = `const data = ${literal};${model}`;
    assert.ok(text.length > 400_000, what);
    assert.ok(!isMinified(text), what);
  }
});

test("a minified bundle costs one message, which says what to open", () => {
  const document = readTensorflowJsCode(bundle, "bundle.js");
  assert.deepEqual(document?.models, []);
  assert.deepEqual(
    document?.problems.map(({ code }) => code),
    ["too-large"],
  );
  assert.match(
    document?.problems[0]?.message ?? "",
    /is minified.*Open the source that it was built from\.$/,
  );
});

test("a page with a bundle in it shows the models of its other scripts", () => {
  const own = model.replace(/const tf.*\n/, "");
  const document = readTensorflowJsCode(`<script>${bundle}</script>\n<script>${own}</script>`, "page.html");
  assert.deepEqual(
    document?.models.map(({ layers }) => layers.map(({ className }) => className)),
    [["Dense"]],
  );
  assert.deepEqual(document?.problems, []);
});
