/** Every case that Keras computed for the layer classes that are known: shapes, parameters and refusals equal. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { LayerNode } from "../../../core/graph/modelGraph.ts";
import { findLayerSpec } from "../../../core/layers/index.ts";
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
  readonly output?: (number | null)[];
  readonly params?: number;
  readonly trainable?: number;
  readonly error?: string;
}

const cases: KerasCase[] = readFileSync(path.join(repositoryRoot, "test/data/keras-layers.jsonl"), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line));
const known = cases.filter((entry) => findLayerSpec(entry.class));

test(`${known.length} of ${cases.length} Keras cases are of known classes`, (context) => {
  const perClass = new Map<string, number>();
  for (const entry of known) perClass.set(entry.class, (perClass.get(entry.class) ?? 0) + 1);
  context.diagnostic([...perClass].map(([name, count]) => `${name} ${count}`).join(", "));
  assert.ok(known.length >= 2161);
});

for (const className of new Set(known.map((entry) => entry.class))) {
  test(`${className} equals Keras`, () => {
    for (const entry of known.filter((other) => other.class === className)) compare(entry);
  });
}

function compare(entry: KerasCase): void {
  const node = layerOf(entry);
  const { value, problems } = inferLayer(
    node,
    entry.inputs.map((sizes) => shapeFromNumbers(sizes)),
    "keras",
  );
  const where = `${entry.id} ${JSON.stringify(entry.given)} on ${JSON.stringify(entry.inputs)}`;
  const errors = problems.filter((problem) => problem.severity === "error").map((problem) => problem.message);
  if (entry.error !== undefined) {
    assert.ok(errors.length > 0, `${where}: Keras refuses this: ${entry.error}`);
    return;
  }
  assert.deepEqual(errors, [], where);
  const [output] = value.outputs;
  assert.deepEqual(output && shapeToNumbers(output), declaredOutput(entry), where);
  const weights = value.weights ?? [];
  const count = (list: typeof weights) =>
    list.reduce((sum, weight) => sum + weight.shape.reduce((product, size) => product * size, 1), 0);
  assert.equal(count(weights), entry.params, where);
  assert.equal(count(weights.filter((weight) => weight.trainable)), entry.trainable, where);
}

/** An EinsumDense tells None of each axis that it copies from its input, and computes it at the input's size. */
function declaredOutput({ class: className, given, inputs, output }: KerasCase): KerasCase["output"] {
  if (className !== "EinsumDense") return output;
  const [from = "", , to = ""] = String(given.equation).split(/,|->/);
  return output?.map((size, axis) => size ?? inputs[0]?.[from.indexOf(to[axis] ?? "")] ?? null);
}

/** Where Keras refused the arguments there is no serialised layer, and the arguments stand for it. */
function layerOf(entry: KerasCase): LayerNode {
  const written = entry.layer ?? { class_name: entry.class, config: { name: "layer", ...entry.given } };
  return readKerasLayer(JSON.stringify(written));
}
