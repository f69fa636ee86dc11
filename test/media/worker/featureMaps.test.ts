/** Outputs as maps: every value lands at the place that its coordinates say. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { flatIndex, tensorOf } from "../../../engine/tensor/tensor.ts";
import { outputCoordinates, toFeatureMaps, valueIndex } from "../../../media/worker/featureMaps.ts";
import { markOf } from "../../../media/worker/mapStatistics.ts";
import { outputLimits } from "../../../media/worker/outputLimits.ts";

const shapes = [
  { shape: [1, 2, 3, 4, 5], format: "channels_last", form: "volumes", sizes: [5, 2, 3, 4] },
  { shape: [1, 5, 2, 3, 4], format: "channels_first", form: "volumes", sizes: [5, 2, 3, 4] },
  { shape: [1, 3, 4, 5], format: "channels_last", form: "maps", sizes: [5, 1, 3, 4] },
  { shape: [1, 5, 3, 4], format: "channels_first", form: "maps", sizes: [5, 1, 3, 4] },
  { shape: [1, 7, 2], format: "channels_last", form: "strips", sizes: [2, 1, 1, 7] },
  { shape: [1, 6], format: "channels_last", form: "vector", sizes: [1, 1, 1, 6] },
] as const;

for (const { shape, format, form, sizes } of shapes) {
  test(`${shape.join("×")} ${format} becomes ${form}`, () => {
    const count = shape.reduce((a: number, b) => a * b, 1);
    const tensor = tensorOf(
      shape,
      Array.from({ length: count }, (_, at) => at),
    );
    const maps = toFeatureMaps(tensor, format);
    assert.equal(maps.form, form);
    assert.deepEqual([maps.channels, maps.slices, maps.rows, maps.columns], sizes);
    for (let channel = 0; channel < maps.channels; channel++) {
      for (let slice = 0; slice < maps.slices; slice++) {
        for (let row = 0; row < maps.rows; row++) {
          for (let column = 0; column < maps.columns; column++) {
            const position = { channel, slice, row, column };
            const value = maps.values[valueIndex(maps, position)];
            assert.equal(value, flatIndex(outputCoordinates(maps, shape, position), shape));
          }
        }
      }
    }
  });
}

test("statistics are over the finite values of a map, and count the others", () => {
  const tensor = tensorOf([1, 2, 2, 2], [1, 0, 2, 0, 3, 0, Number.NaN, 0]);
  const { statistics, overall } = toFeatureMaps(tensor, "channels_last");
  const [first, second] = statistics;
  assert.deepEqual([first?.min, first?.max, first?.mean, first?.nonFinite], [1, 3, 2, 1]);
  assert.equal(first?.deviation, Math.sqrt(2 / 3));
  assert.deepEqual([second?.min, second?.max, second?.zeros, second?.count], [0, 0, 4, 4]);
  assert.deepEqual([overall.max, overall.zeros, overall.nonFinite], [3, 4, 1]);
});

test("energy is the mean of the squares, and marks tell dead, saturated and constant maps", () => {
  const columns = [
    [1, -3, 1, -3],
    [0, 0, 0, 0],
    [6, 6, 6, 6],
    [2, 2, 2, 2],
  ];
  const data = Float32Array.from({ length: 16 }, (_, at) => columns[at % 4]?.[Math.floor(at / 4)] ?? 0);
  const operation = { op: "activation", activation: { name: "relu6", settings: {} } } as const;
  const { statistics } = toFeatureMaps(
    { shape: [1, 2, 2, 4], data },
    "channels_last",
    outputLimits(operation),
  );
  assert.deepEqual(
    statistics.map((map) => map.energy),
    [5, 0, 36, 4],
  );
  assert.deepEqual(statistics.map(markOf), [null, "dead", "saturated", "constant"]);
});

test("a sigmoid is at its end within half a percent, on both sides", () => {
  const operation = { op: "activation", activation: { name: "sigmoid", settings: {} } } as const;
  const tensor = tensorOf([1, 1, 4, 1], [0.001, 0.5, 0.996, 0.99]);
  const { overall } = toFeatureMaps(tensor, "channels_last", outputLimits(operation));
  assert.equal(overall.saturated, 2);
});
