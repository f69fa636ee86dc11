/** Seeded numbers: the same each time, different by seed and label, and distributed as they say. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { randomTensor } from "../../../engine/tensor/fill.ts";
import { seededRandom } from "../../../engine/tensor/random.ts";
import { channelStatistics, tensorStatistics } from "../../../engine/tensor/statistics.ts";
import { tensorOf } from "../../../engine/tensor/tensor.ts";

const count = 40000;

test("seed and label decide the numbers", () => {
  const first = randomTensor([50], 1);
  assert.deepEqual(randomTensor([50], 1), first);
  assert.notDeepEqual(randomTensor([50], 2), first);
  assert.notDeepEqual(randomTensor([50], 1, undefined, "other"), first);
});

test("numbers filled in at once are those that are drawn one by one, over several parts and after them", () => {
  const [at, one] = [seededRandom(7, "kernel"), seededRandom(7, "kernel")];
  const bounds = { low: -0.25, high: 1.5 };
  const filled = new Float32Array(50);
  at.fillUniform(filled, bounds, { from: 0, end: 20 });
  at.fillUniform(filled, bounds, { from: 20, end: 50 });
  const drawn = Float32Array.from(filled, () => bounds.low + (bounds.high - bounds.low) * one.uniform());
  assert.deepEqual(filled, drawn);
  assert.equal(at.uniform(), one.uniform());
});

test("uniform, normal and truncated normal have their range, mean and deviation", () => {
  const uniform = tensorStatistics(randomTensor([count], 5, { kind: "uniform", low: -1, high: 3 }));
  assert.ok(uniform.min >= -1 && uniform.min < -0.99 && uniform.max <= 3 && uniform.max > 2.99);
  near(uniform.mean, 1, 0.03);
  near(uniform.deviation, 4 / Math.sqrt(12), 0.02);
  const normal = tensorStatistics(randomTensor([count], 5, { kind: "normal", mean: 2, deviation: 3 }));
  near(normal.mean, 2, 0.08);
  near(normal.deviation, 3, 0.06);
  assert.ok(normal.max > 2 + 3 * 3);
  const cut = tensorStatistics(randomTensor([count], 5, { kind: "truncatedNormal", mean: 0, deviation: 1 }));
  assert.ok(cut.min >= -2 && cut.max <= 2);
  near(cut.deviation, 0.8796, 0.02);
});

test("statistics leave numbers out that are not finite, and count them", () => {
  const tensor = tensorOf([1, 2, 2, 2], [1, 10, 3, Number.NaN, 5, 30, 7, Number.POSITIVE_INFINITY]);
  const all = tensorStatistics(tensor);
  assert.deepEqual([all.min, all.max, all.nonFinite, all.count], [1, 30, 2, 8]);
  const [even, odd] = channelStatistics(tensor, 3);
  assert.deepEqual(even, { min: 1, max: 7, mean: 4, deviation: Math.sqrt(5), nonFinite: 0, count: 4 });
  assert.deepEqual(odd, { min: 10, max: 30, mean: 20, deviation: 10, nonFinite: 2, count: 4 });
  const first = channelStatistics(tensor, 1);
  assert.deepEqual([first.length, first[0]?.max, first[1]?.max], [2, 10, 30]);
  assert.ok(Number.isNaN(tensorStatistics(tensorOf([1], [Number.NaN])).mean));
});

function near(actual: number, wanted: number, tolerance: number): void {
  assert.ok(Math.abs(actual - wanted) <= tolerance, `${actual} is not within ${tolerance} of ${wanted}`);
}
