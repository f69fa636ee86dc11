/** Operations that Keras 3 writes as layers: every output shape equals what Keras made of them. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { inferLayer } from "../../../core/layers/inferLayer.ts";
import { shapeFromNumbers, shapeToNumbers } from "../../../core/shape/shape.ts";
import { readKerasLayer } from "../../../server/parse/keras-json/readKerasLayer.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";

interface OperationCase {
  readonly id: string;
  readonly class: string;
  readonly layer: unknown;
  readonly inputs: (number | null)[][];
  readonly outputs: (number | null)[][];
}

const cases: OperationCase[] = readFileSync(
  path.join(repositoryRoot, "test/data/keras-operations.jsonl"),
  "utf8",
)
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line));

test("there are a few hundred cases", () => assert.ok(cases.length >= 200));

for (const className of new Set(cases.map((entry) => entry.class))) {
  test(`operation ${className} equals Keras`, () => {
    for (const entry of cases.filter((other) => other.class === className)) {
      const node = readKerasLayer(JSON.stringify(entry.layer));
      const { value, problems } = inferLayer(
        node,
        entry.inputs.map((sizes) => shapeFromNumbers(sizes)),
        "keras",
      );
      const where = `${entry.id} ${JSON.stringify(entry.layer).slice(0, 300)}`;
      assert.deepEqual(problems, [], where);
      assert.deepEqual(value.outputs.map(shapeToNumbers), entry.outputs, where);
    }
  });
}
