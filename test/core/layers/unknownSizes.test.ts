/**
 * Every case that Keras computed, with one size of its input unknown: what is stated all the same equals Keras's answer, what
 * is not carries the reason of that size, and nothing is refused.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { findLayerSpec } from "../../../core/layers/index.ts";
import { inferLayer } from "../../../core/layers/inferLayer.ts";
import { type Dim, unknownDim } from "../../../core/shape/dim.ts";
import { rankedShape, type Shape, shapeFromNumbers } from "../../../core/shape/shape.ts";
import { readKerasLayer } from "../../../server/parse/keras-json/readKerasLayer.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";

interface KerasCase {
  readonly id: string;
  readonly class: string;
  readonly given: Record<string, unknown>;
  readonly layer?: unknown;
  readonly inputs: (number | null)[][];
  readonly output: (number | null)[];
  readonly params: number;
  readonly error?: string;
}

const cases: KerasCase[] = readFileSync(path.join(repositoryRoot, "test/data/keras-layers.jsonl"), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line))
  .filter((entry: KerasCase) => entry.error === undefined && entry.layer && findLayerSpec(entry.class));
const reason = "`size` (line 7) is not known";

for (const className of new Set(cases.map((entry) => entry.class))) {
  test(`${className} with an unknown size`, () => {
    let stated = 0;
    let unknown = 0;
    for (const entry of cases.filter((other) => other.class === className)) {
      for (const [input, sizes] of entry.inputs.entries()) {
        for (let axis = 1; axis < sizes.length; axis++) {
          const told = compare(entry, input, axis);
          stated += told.stated;
          unknown += told.unknown;
        }
      }
    }
    assert.ok(stated + unknown > 0);
  });
}

function compare(entry: KerasCase, input: number, axis: number): { stated: number; unknown: number } {
  const shapes = entry.inputs.map((sizes, index) => {
    const shape = shapeFromNumbers(sizes);
    return index === input ? rankedShape(shape.dims.with(axis, unknownDim(reason))) : shape;
  });
  const { value, problems } = inferLayer(readKerasLayer(JSON.stringify(entry.layer)), shapes, "keras");
  const where = `${entry.id} ${JSON.stringify(entry.given)} on ${JSON.stringify(entry.inputs)}, axis ${axis} of input ${input}`;
  const errors = problems.filter(({ severity }) => severity === "error").map(({ message }) => message);
  assert.deepEqual(errors, [], where);
  const reasons = [
    ...value.unknown.map((each) => each.reason),
    ...value.outputs.flatMap(reasonsOf),
    ...[...value.macs, ...value.elementary].flatMap(({ count }) =>
      count.kind === "unknown" && !count.expression ? [count.reason] : [],
    ),
  ];
  for (const each of reasons) assert.ok(each.includes(reason), `${where}: ${each}`);
  let stated = 0;
  const [output] = value.outputs;
  if (output?.kind === "ranked") {
    assert.equal(output.dims.length, entry.output.length, where);
    for (const [at, dim] of output.dims.entries()) {
      if (dim.kind !== "known") continue;
      stated++;
      if (entry.output[at] !== null)
        assert.equal(dim.value, entry.output[at], `${where}, axis ${at} of the output`);
    }
  }
  if (value.weights) {
    stated++;
    const count = value.weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    assert.equal(count, entry.params, where);
  }
  return { stated, unknown: reasons.length };
}

function reasonsOf(shape: Shape): string[] {
  if (shape.kind === "unranked") return [shape.reason];
  return shape.dims.flatMap((dim: Dim) => (dim.kind === "unknown" ? [dim.reason] : []));
}
