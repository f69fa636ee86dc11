/** Which documents are read, which are left alone, and what is said of a file without a model. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { describeNonModel, readDocument } from "../../../server/parse/readDocument.ts";

const model = '{"class_name": "Sequential", "config": {"name": "net", "layers": []}}';

const read: readonly [languageId: string, fileName: string, text: string][] = [
  ["json", "model.json", model],
  ["jsonc", "anything", `// a note\n${model}`],
  ["", "config.JSON", model],
  ["plaintext", "architecture.txt", model],
  ["", "", `\ufeff\n  ${model}`],
  ["plaintext", "dump", JSON.stringify(model)],
];

for (const [languageId, fileName, text] of read) {
  test(`a model in ${languageId || "no language"}, file "${fileName}"`, () => {
    assert.equal(readDocument({ text, languageId, fileName })?.models[0]?.name, "net");
  });
}

const leftAlone: readonly [fileName: string, text: string][] = [
  ["package.json", '{"name": "x", "version": "1.0.0", "layers": [1]}'],
  ["empty.json", ""],
  ["broken.json", '{"name": '],
  ["optimizer.json", '{"class_name": "Adam", "config": {"learning_rate": 0.1}}'],
  ["notes.txt", "class_name and config stand here, and no JSON"],
  ["layer.json", '{"class_name": "Conv2D", "config": {"filters": 3}}'],
];

for (const [fileName, text] of leftAlone) {
  test(`nothing is said of ${fileName} in an editor`, () => {
    const languageId = fileName.endsWith(".json") ? "json" : "plaintext";
    assert.equal(readDocument({ text, languageId, fileName }), null);
  });
}

const described: readonly [what: string, text: string, code: string, message: RegExp][] = [
  ["an empty file", " \n", "not-a-model", /empty/],
  [
    "a git-LFS pointer",
    "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 442372\n",
    "syntax-error",
    /git-LFS pointer.*442372 bytes.*git lfs pull/,
  ],
  ["a package.json", '{"name": "x", "version": "1.0.0"}', "not-a-model", /"name", "version"/],
  ["a list", "[1, 2, 3]", "not-a-model", /list of 3/],
  [
    "a single layer",
    '{"class_name": "Conv2D", "config": {}}',
    "not-a-model",
    /class "Conv2D" without layers/,
  ],
  [
    "a graph model",
    '{"format": "graph-model", "modelTopology": {"node": [{"name": "x", "op": "Const"}], "versions": {}}}',
    "graph-model",
    /without layers/,
  ],
  [
    "a topology that is null",
    '{"format": "layers-model", "modelTopology": null, "weightsManifest": []}',
    "topology-missing",
    /modelTopology is null/,
  ],
  [
    "a subclassed model",
    '{"module": "app", "class_name": "Net", "config": {}, "registered_name": "Net", "build_config": {}}',
    "topology-missing",
    /class "Net"/,
  ],
  ["broken JSON", '{"a": 1,, "b": 2}', "syntax-error", /value is missing/],
  ["a binary file", "\u0089HDF\r\n\u001a\n\u0000\u0000", "not-a-model", /HDF5/],
  ["a .keras archive", "PK\u0003\u0004\u0014\u0000", "not-a-model", /config\.json/],
];

for (const [what, text, code, message] of described) {
  test(`on the command line: ${what}`, () => {
    const input = { text, languageId: "", fileName: "file" };
    const problem = describeNonModel(input);
    assert.equal(problem.code, code);
    assert.match(problem.message, message);
    assert.deepEqual(describeNonModel(input, readDocument(input)), problem);
    assert.ok(problem.range.end <= text.length);
  });
}

test("code is read by its language, whatever it starts with", () => {
  const text =
    'import * as tf from "@tensorflow/tfjs";\nconst net = tf.sequential({layers: [tf.layers.flatten({inputShape: [2, 2]})]});';
  const input = { text, languageId: "javascript", fileName: "net.js" };
  assert.equal(readDocument(input)?.format, "tfjs-code");
  assert.equal(readDocument({ ...input, languageId: "plaintext" }), null);
});

test("code without a model", () => {
  const input = { text: "const a = 1;", languageId: "typescript", fileName: "a.ts" };
  assert.equal(describeNonModel(input).code, "not-a-model");
});
