// Stored weights against the layers that are to take them, in whole model.json files.
import assert from "node:assert/strict";
import { test } from "node:test";
import { adviseWeights } from "../../../core/advice/index.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { readDocument } from "../../../server/parse/readDocument.ts";

const input = { class_name: "InputLayer", config: { name: "in", batch_input_shape: [null, 8, 8, 3] } };
const conv = { class_name: "Conv2D", config: { name: "c", filters: 4, kernel_size: [3, 3] } };

type Weights = readonly (readonly [string, readonly unknown[]])[];

function modelText(layers: readonly unknown[], weights: Weights): string {
  return JSON.stringify({
    format: "layers-model",
    modelTopology: { class_name: "Sequential", config: { name: "m", layers } },
    weightsManifest: [
      { paths: ["w.bin"], weights: weights.map(([name, shape]) => ({ name, shape, dtype: "float32" })) },
    ],
  });
}

function check(layers: readonly unknown[], weights: Weights) {
  const text = modelText(layers, weights);
  const read = readDocument({ text, languageId: "json", fileName: "model.json" });
  const [graph] = read?.models ?? [];
  assert.ok(graph && read?.manifest);
  return adviseWeights(analyseModel(graph), read.manifest).map((problem) => ({
    ...problem,
    marked: text.slice(problem.range.start, problem.range.end),
  }));
}

test("weights that fit say nothing, with or without a prefix and a suffix", () => {
  for (const prefix of ["", "m/", "model/m/"]) {
    const weights: Weights = [
      [`${prefix}c/kernel`, [3, 3, 3, 4]],
      [`${prefix}c/bias`, [4]],
    ];
    assert.deepEqual(check([input, conv], weights), [], prefix);
  }
  assert.deepEqual(
    check(
      [input, conv],
      [
        ["c/kernel:0", [3, 3, 3, 4]],
        ["c/bias:0", [4]],
      ],
    ),
    [],
  );
  assert.deepEqual(check([input, conv], []), []);
});

test("a shape that differs is an error at the shape, with both", () => {
  const [problem, ...more] = check(
    [input, conv],
    [
      ["c/kernel", [3, 3, 1, 4]],
      ["c/bias", [4]],
    ],
  );
  assert.deepEqual(more, []);
  assert.equal(problem?.code, "weight-shape-mismatch");
  assert.equal(problem?.severity, "error");
  assert.equal(problem?.marked, "[3,3,1,4]");
  assert.match(problem?.message ?? "", /"c\/kernel" has shape \[3, 3, 1, 4\].* needs \[3, 3, 3, 4\]/);
  assert.equal(problem?.related?.length, 1);
});

test("a layer without weights and weights without a layer are warnings at their places", () => {
  const found = check(
    [input, conv],
    [
      ["d/kernel", [3, 3, 3, 4]],
      ["d/bias", [4]],
    ],
  );
  assert.deepEqual(
    found.map(({ code, severity, marked }) => [code, severity, marked]),
    [
      ["weight-missing", "warning", "Conv2D"],
      ["weight-without-layer", "warning", '"d/kernel"'],
      ["weight-without-layer", "warning", '"d/bias"'],
    ],
  );
});

test("silent about layers and sizes that are not known, and about entries that are not well formed", () => {
  const own = { class_name: "SomebodysOwn", config: { name: "own" } };
  assert.deepEqual(
    check(
      [input, own, conv],
      [
        ["own/inner/kernel", [7]],
        ["x/kernel", [7]],
        ["c/kernel", [9]],
      ],
    ),
    [],
  );
  const free = { class_name: "InputLayer", config: { name: "in", batch_input_shape: [null, 8, 8, null] } };
  assert.deepEqual(check([free, conv], [["c/kernel", [3, 3, 9, 4]]]), []);
  const odd = check(
    [input, conv],
    [
      ["c/kernel", [3, 3, "3", 4]],
      ["c/bias", [4]],
    ],
  );
  assert.deepEqual(odd, []);
});

test("a manifest of another model gives no more than 20 messages of a kind", () => {
  const weights: Weights = Array.from({ length: 100 }, (_, index) => [`other${index}/kernel`, [1]] as const);
  const found = check([input, conv], weights);
  assert.equal(found.filter(({ code }) => code === "weight-without-layer").length, 20);
});
