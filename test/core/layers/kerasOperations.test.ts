/** Operations that Keras 3 writes as layers: every output shape equals what Keras made of them. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { addCounts, countToNumber } from "../../../core/cost/count.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { findLayerSpec } from "../../../core/layers/index.ts";
import { inferLayer } from "../../../core/layers/inferLayer.ts";
import { shapeFromNumbers, shapeToNumbers } from "../../../core/shape/shape.ts";
import { readKerasLayer } from "../../../server/parse/keras-json/readKerasLayer.ts";
import { readDocument } from "../../../server/parse/readDocument.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";

/** One operation on inputs, or a model of several. */
interface OperationCase {
  readonly id: string;
  readonly class: string;
  readonly layer?: unknown;
  readonly inputs?: (number | null)[][];
  readonly model?: unknown;
  readonly outputs: (number | null)[][];
}

function dataFile(name: string): string {
  return readFileSync(path.join(repositoryRoot, "test/data", name), "utf8");
}

const cases: OperationCase[] = dataFile("keras-operations.jsonl")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line));
const listed: { readonly operations: readonly string[] } = JSON.parse(dataFile("keras-classes.json"));

test("there are a few hundred cases", () => assert.ok(cases.length >= 450));

test("every operation of Keras is known", () => {
  assert.deepEqual(
    listed.operations.filter((name) => !findLayerSpec(`ops.${name}`)),
    [],
  );
  assert.ok(listed.operations.length > 300);
});

/** Operations without a case, and why. */
const withoutCase: Readonly<Record<string, string>> = {
  "Abs Conj": "ops.abs and ops.conj write the names Absolute and Conjugate",
  "Arange Full Geomspace Linspace Logspace Ndim Size": "made of numbers alone, so no layer takes a tensor",
  "AssociativeScan Cond ForiLoop Function JVP Map Scan Switch WhileLoop": "holds a Python function",
  "CDist CTCDecode CTCLoss Corrcoef Correlate Diagflat Nonzero Rearrange Scatter Unique View":
    "no rules: its output is what the file states",
  "ScaleAndTranslate SegmentMax SegmentMin SegmentProd SegmentReduction":
    "by the rule of a sister that has a case",
  "Vander Vsplit": "Keras refuses it where the first axis is a free batch",
};

test("every operation of Keras has a case, or a reason for none", () => {
  const shown = new Set(cases.flatMap(classesOf));
  const without = Object.keys(withoutCase).flatMap((text) => text.split(" "));
  assert.deepEqual(
    listed.operations.filter((name) => !shown.has(name)),
    without.toSorted(),
  );
});

function classesOf({ class: own, model }: OperationCase): string[] {
  const text = JSON.stringify(model ?? {});
  return [own, ...[...text.matchAll(/"class_name":"(\w+)"/g)].map(([, name]) => name ?? "")];
}

/** Multiply-accumulates of one example, by hand: output positions times what each sums over. */
const macsByHand: Readonly<Record<string, readonly number[]>> = {
  // 12×10×3, kernel 3×3 to 5 channels, stride 2, valid, is 5×4×5; kernel 3×2 with dilation 2×1, valid, 8×9×5.
  Conv: [5 * 4 * 27 * 5, 8 * 9 * 18 * 5],
  DepthwiseConv: [10 * 8 * 9 * 3 * 2],
  ConvTranspose: [12 * 10 * 9 * 3 * 5],
  Einsum: [5 * 4 * 3, 5 * 4 * 7, 3 * 5 * 4 * 2],
  Dot: [5 * 4 * 7, 9],
  Inner: [9 * 3],
  DotProductAttention: [2 * (2 * 2 * 6 * 4)],
};

test("products and convolutions have the multiply-accumulates that a count by hand gives", () => {
  for (const [className, expected] of Object.entries(macsByHand)) {
    const first = cases.filter((entry) => entry.class === className).slice(0, expected.length);
    const counted = first.map(({ layer, inputs = [] }) => {
      const { value } = inferLayer(
        readKerasLayer(JSON.stringify(layer)),
        inputs.map((sizes) => shapeFromNumbers(sizes)),
        "keras",
      );
      return countToNumber(addCounts(value.macs.map(({ count }) => count)));
    });
    assert.deepEqual(counted, expected, className);
  }
});

for (const className of new Set(cases.map((entry) => entry.class))) {
  test(`operation ${className} equals Keras`, () => {
    for (const entry of cases.filter((other) => other.class === className)) {
      const where = `${entry.id} ${JSON.stringify(entry.layer ?? entry.model).slice(0, 400)}`;
      const { outputs, problems } = entry.model ? ofModel(entry.model) : ofLayer(entry);
      const errors = problems.filter(({ severity }) => severity !== "information");
      assert.deepEqual(errors, [], where);
      assert.deepEqual(outputs, entry.outputs, where);
    }
  });
}

function ofLayer({ layer, inputs = [] }: OperationCase) {
  const node = readKerasLayer(JSON.stringify(layer));
  const shapes = inputs.map((sizes) => shapeFromNumbers(sizes));
  const { value, problems } = inferLayer(node, shapes, "keras");
  return { outputs: value.outputs.map(shapeToNumbers), problems };
}

function ofModel(model: unknown) {
  const document = readDocument({ text: JSON.stringify(model), languageId: "json", fileName: "m.json" });
  const [graph] = document?.models ?? [];
  assert.ok(graph && document);
  const analysis = analyseModel(graph);
  return {
    outputs: analysis.outputs.map(({ shape }) => shapeToNumbers(shape)),
    problems: [...document.problems, ...analysis.problems],
  };
}
