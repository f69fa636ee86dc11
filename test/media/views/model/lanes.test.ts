/** Lanes beside the list of layers: every connection can be followed, and none runs through another's. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Lanes, layOutLanes, mostLanes } from "../../../../media/views/model/lanes.ts";

test("a chain stays in one lane", () => {
  const { rows, width } = layOutLanes([[], [0], [1], [2]]);
  assert.equal(width, 1);
  assert.deepEqual(rows[1], { lane: 0, passing: [], joining: [0], goesOn: true });
  assert.equal(rows[3]?.goesOn, false);
});

test("a skip connection passes beside the layers it skips and ends in the merge", () => {
  // input, conv, conv, add(conv2, input)
  const { rows, width } = layOutLanes([[], [0], [1], [2, 0]]);
  assert.equal(width, 2);
  assert.deepEqual(rows[1], { lane: 1, passing: [0], joining: [0], goesOn: true });
  assert.deepEqual(rows[2], { lane: 1, passing: [0], joining: [1], goesOn: true });
  assert.deepEqual(rows[3], { lane: 0, passing: [], joining: [1, 0], goesOn: false });
});

test("connections upwards and to themselves are left out", () => {
  assert.deepEqual(layOutLanes([[1, 0], [0]]).rows[0]?.joining, []);
});

test("every connection of a random model leads from its row to its layer without meeting another in its lane", () => {
  const model = fc
    .integer({ min: 1, max: 24 })
    .chain((size) => fc.tuple(...Array.from({ length: size }, (_, row) => inputsBefore(row))));
  fc.assert(
    fc.property(model, (inputs) => {
      const lanes = layOutLanes(inputs);
      // With as many lanes as drawn side by side some share the last one.
      if (lanes.width >= mostLanes) return;
      for (const [row, sources] of inputs.entries()) {
        for (const source of sources) followed(lanes, source, row);
      }
      for (const { passing, lane } of lanes.rows) assert.ok(!passing.includes(lane));
    }),
    { seed: 7 },
  );
});

function inputsBefore(row: number): fc.Arbitrary<number[]> {
  if (row === 0) return fc.constant([]);
  return fc.uniqueArray(fc.integer({ min: Math.max(0, row - 5), max: row - 1 }), { maxLength: 3 });
}

function followed(lanes: Lanes, source: number, row: number): void {
  const lane = lanes.rows[source]?.lane ?? -1;
  assert.ok(lanes.rows[source]?.goesOn);
  for (let between = source + 1; between < row; between++) {
    assert.ok(lanes.rows[between]?.passing.includes(lane), `row ${between} of ${source}→${row}`);
  }
  assert.ok(lanes.rows[row]?.joining.includes(lane));
}
