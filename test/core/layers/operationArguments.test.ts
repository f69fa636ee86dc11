/** Operations with arguments that make no sense: an answer for each, no exception, and no size that is none. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { inferLayer } from "../../../core/layers/inferLayer.ts";
import { shapeFromNumbers } from "../../../core/shape/shape.ts";
import { readKerasLayer } from "../../../server/parse/keras-json/readKerasLayer.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";

interface OperationCase {
  readonly class: string;
  readonly layer: { config: Record<string, unknown>; inbound_nodes: { args: unknown[] }[] };
  readonly inputs: (number | null)[][];
}

const cases: OperationCase[] = readFileSync(
  path.join(repositoryRoot, "test/data/keras-operations.jsonl"),
  "utf8",
)
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line))
  .filter((entry) => entry.layer);

const nonsense: readonly unknown[] = [
  null,
  -1,
  0,
  2.5,
  1e300,
  -7,
  "x",
  true,
  [],
  [1, 2, 3, 4, 5, 6, 7],
  [[1, 2], [3]],
  [-1, -1],
  [1e300, 2.5],
  { a: 1 },
  Number.MAX_SAFE_INTEGER,
];
const shapes: readonly (number | null)[][] = [
  [],
  [null],
  [0],
  [null, 0, 3],
  [null, null, null, null, null, null],
];

test("nonsense in place of each argument, operand and input", () => {
  let tried = 0;
  const check = (entry: OperationCase, layer: unknown, inputs: (number | null)[][]) => {
    tried += 1;
    const { value } = inferLayer(
      readKerasLayer(JSON.stringify(layer)),
      inputs.map((sizes) => shapeFromNumbers(sizes)),
      "keras",
    );
    for (const shape of value.outputs) {
      for (const dim of shape.kind === "ranked" ? shape.dims : []) {
        const fine = dim.kind !== "known" || (Number.isSafeInteger(dim.value) && dim.value >= 0);
        assert.ok(
          fine,
          `${entry.class} gives ${JSON.stringify(dim)}: ${JSON.stringify(layer).slice(0, 300)}`,
        );
      }
    }
  };
  for (const entry of cases) {
    for (const value of nonsense) {
      for (const name of Object.keys(entry.layer.config)) {
        check(entry, { ...entry.layer, config: { ...entry.layer.config, [name]: value } }, entry.inputs);
      }
      const [call] = entry.layer.inbound_nodes;
      const args = [call?.args[0], value];
      check(entry, { ...entry.layer, inbound_nodes: [{ ...call, args }] }, entry.inputs);
    }
    for (const sizes of shapes)
      check(
        entry,
        entry.layer,
        entry.inputs.map(() => sizes),
      );
  }
  assert.ok(tried > 20_000, `${tried} tried`);
});
