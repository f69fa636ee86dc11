/** What is sent of maps after an edit, put over the maps of before, is what the whole output gives. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { changedMaps, withChanges } from "../../../media/worker/changedMaps.ts";
import { toFeatureMaps } from "../../../media/worker/featureMaps.ts";
import { rangeStatistics } from "../../../media/worker/mapStatistics.ts";

const layouts = [
  { shape: [1, 2, 3, 4, 5], format: "channels_last" },
  { shape: [1, 5, 2, 3, 4], format: "channels_first" },
  { shape: [1, 8, 5], format: "channels_last" },
  { shape: [1, 6], format: "channels_last" },
] as const;

for (const { shape, format } of layouts) {
  test(`${shape.join("×")} ${format}`, () => {
    const count = shape.reduce((a: number, b) => a * b, 1);
    const old = { shape, data: Float32Array.from({ length: count }, (_, at) => ((at * 7) % 11) - 4) };
    const before = toFeatureMaps(old, format);
    const channel = before.channels - 1;
    const output = { shape, data: old.data.slice() };
    const places = count / before.channels;
    const at = format === "channels_last" ? (places - 1) * before.channels + channel : count - 1;
    output.data[at] = 31;
    const changes = changedMaps(before, old, output, null);
    assert.deepEqual(changes.channels, [channel]);
    assert.equal(changes.maps.values.length, places);
    const after = withChanges(before, changes);
    assert.deepEqual(after, toFeatureMaps(output, format));
    if (channel > 0) assert.equal(after.statistics[0], before.statistics[0]);
  });
}

test("an output like the one before changes nothing", () => {
  const old = { shape: [1, 2, 2, 3], data: Float32Array.from({ length: 12 }, (_, at) => at) };
  const before = toFeatureMaps(old, "channels_last");
  const changes = changedMaps(before, old, { shape: old.shape, data: old.data.slice() }, null);
  assert.deepEqual([changes.channels, changes.maps.values.length], [[], 0]);
  assert.deepEqual(withChanges(before, changes), before);
});

test("statistics of a layer are those of all its values", () => {
  const data = Float32Array.from({ length: 60 }, (_, at) => Math.sin(at * 3.7) * (1 + (at % 3) * 100));
  data[4] = Number.NaN;
  data[7] = Number.POSITIVE_INFINITY;
  data[9] = 0;
  const limits = { low: 0, high: 50 };
  const { overall, values } = toFeatureMaps({ shape: [1, 4, 5, 3], data }, "channels_last", limits);
  const direct = rangeStatistics(values, { start: 0, count: 60 }, limits);
  for (const name of ["min", "max", "zeros", "saturated", "nonFinite", "count"] as const)
    assert.equal(overall[name], direct[name], name);
  for (const name of ["mean", "deviation", "energy"] as const)
    assert.ok(Math.abs(overall[name] - direct[name]) < 1e-12 * Math.abs(direct.energy), name);
});
