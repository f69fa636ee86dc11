/** Counting values in bins. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { binLimits, countValues } from "../../../../media/views/maps/histogram.ts";

test("every finite value that is not 0 is in one bin, both ends included", () => {
  const values = Float32Array.from([9, -1, 0, 0, Number.NaN, 0.5, 1, Infinity, 0.49]);
  const histogram = countValues({ values, start: 1, count: 8, low: -1, high: 1, bins: 4 });
  assert.deepEqual(histogram.counts, [1, 0, 1, 2]);
  assert.deepEqual(binLimits(histogram, 0), [-1, -0.5]);
  assert.deepEqual(binLimits(histogram, 3), [0.5, 1]);
});

test("values that are all the same fall into the first bin", () => {
  const values = Float32Array.from([3, 3]);
  assert.deepEqual(countValues({ values, start: 0, count: 2, low: 3, high: 3, bins: 3 }).counts, [2, 0, 0]);
});
