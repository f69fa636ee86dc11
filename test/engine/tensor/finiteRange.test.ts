/** The range is that of the finite values. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { finiteRange } from "../../../engine/tensor/finiteRange.ts";

const { NaN: none, POSITIVE_INFINITY: high, NEGATIVE_INFINITY: low } = Number;

test("NaN and infinite values have no part in the range", () => {
  for (const values of [
    [none, 2, -3, 1],
    [low, high, 2, -3, none],
    [2, high, -3, low],
  ]) {
    assert.deepEqual(finiteRange(values), { min: -3, max: 2 });
    assert.deepEqual(finiteRange(Float32Array.from(values)), { min: -3, max: 2 });
  }
  assert.deepEqual(finiteRange([low, -5, none]), { min: -5, max: -5 });
});

test("both ends are 0 where nothing is finite", () => {
  for (const values of [[], [none], [low, high, none]]) {
    assert.deepEqual(finiteRange(values), { min: 0, max: 0 });
  }
});
