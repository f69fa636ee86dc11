/** What Keras computed for the layers beyond the common set: every output, the parameters and the refusals are equal. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { inferLayer } from "../../../core/layers/inferLayer.ts";
import { shapeFromNumbers, shapeToNumbers } from "../../../core/shape/shape.ts";
import { readKerasLayer } from "../../../server/parse/keras-json/readKerasLayer.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";

interface KerasCase {
  readonly id: string;
  readonly class: string;
  readonly given: Record<string, unknown>;
  readonly layer?: unknown;
  readonly inputs: (number | null)[][];
  readonly outputs?: (number | null)[][];
  readonly params?: number;
  readonly trainable?: number;
  readonly error?: string;
}

const cases: KerasCase[] = readFileSync(
  path.join(repositoryRoot, "test/data/keras-more-layers.jsonl"),
  "utf8",
)
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line));

test("there are a few hundred cases", () => {
  assert.equal(cases.length, 293);
});

for (const className of new Set(cases.map((entry) => entry.class))) {
  test(`${className} equals Keras, every output`, () => {
    for (const entry of cases.filter((other) => other.class === className)) compare(entry);
  });
}

function compare(entry: KerasCase): void {
  const written = entry.layer ?? { class_name: entry.class, config: { name: "layer", ...entry.given } };
  const { value, problems } = inferLayer(
    readKerasLayer(JSON.stringify(written)),
    entry.inputs.map((sizes) => shapeFromNumbers(sizes)),
    "keras",
  );
  const where = `${entry.id} ${JSON.stringify(entry.given)} on ${JSON.stringify(entry.inputs)}`;
  const errors = problems.filter((problem) => problem.severity === "error").map(({ message }) => message);
  if (entry.error !== undefined) {
    assert.ok(errors.length > 0, `${where}: Keras refuses this: ${entry.error}`);
    return;
  }
  assert.deepEqual(errors, [], where);
  assert.deepEqual(value.outputs.map(shapeToNumbers), entry.outputs, where);
  const weights = value.weights ?? [];
  const count = (list: typeof weights) =>
    list.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  assert.equal(count(weights), entry.params, where);
  assert.equal(count(weights.filter(({ trainable }) => trainable)), entry.trainable, where);
}
