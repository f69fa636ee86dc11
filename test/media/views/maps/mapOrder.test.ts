/** The order of maps in the grid, and stepping through it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { tensorOf } from "../../../../engine/tensor/tensor.ts";
import { mapOrder, neighbourInOrder } from "../../../../media/views/maps/mapOrder.ts";
import { toFeatureMaps } from "../../../../media/worker/featureMaps.ts";

// Four channels of two values: means 1, 3, none, 1; deviations 0, 1, none, 3.
const maps = toFeatureMaps(
  tensorOf([1, 1, 2, 4], [1, 2, Number.NaN, 4, 1, 4, Number.NaN, -2]),
  "channels_last",
);

test("the largest stand first, equal ones by index, and what is no number last", () => {
  assert.deepEqual(mapOrder(maps, "index"), [0, 1, 2, 3]);
  assert.deepEqual(mapOrder(maps, "mean"), [1, 0, 3, 2]);
  assert.deepEqual(mapOrder(maps, "deviation"), [3, 1, 0, 2]);
  // Mean squares 1, 10, none, 10.
  assert.deepEqual(mapOrder(maps, "energy"), [1, 3, 0, 2]);
});

test("sparsity puts the maps with most zeros first", () => {
  const sparse = toFeatureMaps(tensorOf([1, 1, 2, 3], [0, 0, 5, 1, 0, 5]), "channels_last");
  assert.deepEqual(mapOrder(sparse, "sparsity"), [1, 0, 2]);
});

test("stepping goes along the order and stays at its ends", () => {
  const order = mapOrder(maps, "mean");
  assert.equal(neighbourInOrder(order, 1, 1), 0);
  assert.equal(neighbourInOrder(order, 0, -5), 1);
  assert.equal(neighbourInOrder(order, 3, 9), 2);
});
