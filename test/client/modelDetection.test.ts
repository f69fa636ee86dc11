// Which documents start the language server.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isServed, mayHoldModel } from "../../client/modelDetection.ts";

test("model files and TensorFlow.js code may hold a model", () => {
  assert.ok(mayHoldModel("json", '{"class_name": "Sequential", "config": []}'));
  assert.ok(mayHoldModel("json", '"{\\"class_name\\": \\"Model\\"}"'));
  assert.ok(mayHoldModel("json", '{"modelTopology": {}}'));
  assert.ok(mayHoldModel("typescript", 'import * as tf from "@tensorflow/tfjs";'));
  const page = `<script src="https://unpkg.com/@tensorflow/tfjs"></script>`;
  assert.ok(mayHoldModel("html", page));
  assert.ok(mayHoldModel("html", `<img src="data:${"A".repeat(500_000)}">${page}`));
});

test("other files do not", () => {
  assert.equal(mayHoldModel("json", '{"name": "convlens", "version": "0.1.0"}'), false);
  assert.equal(mayHoldModel("typescript", "export const one = 1;"), false);
  assert.equal(mayHoldModel("html", "<p>plain</p>"), false);
  assert.equal(mayHoldModel("markdown", "class_name"), false);
});

test("old versions of a file are left out", () => {
  assert.ok(isServed("json", "file"));
  assert.ok(isServed("typescript", "untitled"));
  assert.equal(isServed("json", "git"), false);
  assert.equal(isServed("python", "file"), false);
});
