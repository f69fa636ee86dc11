/** Statistics of a map: over its finite values, with the others counted. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { rangeStatistics } from "../../../media/worker/mapStatistics.ts";

test("values that are not finite are counted and have no part in the rest", () => {
  const values = Float32Array.from([
    9,
    1,
    Number.NaN,
    3,
    Number.POSITIVE_INFINITY,
    0,
    Number.NEGATIVE_INFINITY,
  ]);
  assert.deepEqual(rangeStatistics(values, { start: 1, count: 6 }, { low: 0, high: 3 }), {
    min: 0,
    max: 3,
    mean: 4 / 3,
    deviation: Math.sqrt(14 / 9),
    energy: 16 / 9 + 14 / 9,
    zeros: 1,
    saturated: 2,
    nonFinite: 3,
    count: 6,
  });
  const none = rangeStatistics(
    Float32Array.from([Number.NaN, Number.POSITIVE_INFINITY]),
    { start: 0, count: 2 },
    null,
  );
  assert.equal(none.nonFinite, 2);
  assert.ok(Number.isNaN(none.min) && Number.isNaN(none.mean));
});
