/** Places of maps as people type them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readGoTo } from "../../../media/panel/goTo.ts";
import { toFeatureMaps } from "../../../media/worker/featureMaps.ts";

const maps = toFeatureMaps({ shape: [1, 20, 40, 9], data: new Float32Array(7200) }, "channels_last");
const from = { channel: 2, slice: 0, row: 5, column: 6 };

function placeOf(text: string, of = maps): unknown {
  const read = readGoTo(text, of, of.form === "vector" ? { ...from, channel: 0, row: 0 } : from);
  return read.kind === "place" ? read.place : read.message;
}

test("row and column, a channel, or both", () => {
  assert.deepEqual(placeOf("12, 31"), { ...from, row: 12, column: 31 });
  assert.deepEqual(placeOf("#7"), { ...from, channel: 7 });
  assert.deepEqual(placeOf("  3 4 # 8"), { channel: 8, slice: 0, row: 3, column: 4 });
});

test("a vector takes an index", () => {
  const vector = toFeatureMaps({ shape: [1, 50], data: new Float32Array(50) }, "channels_last");
  assert.deepEqual(placeOf("31", vector), { channel: 0, slice: 0, row: 0, column: 31 });
});

test("what is no place says what would be one", () => {
  assert.match(String(placeOf("")), /Type row, column \(12, 31\)/);
  assert.match(String(placeOf("12")), /One number is no place here/);
  assert.equal(
    placeOf("12, 40 #9"),
    "There is no row 12, column 40, channel 9: rows go from 0 to 19, columns go from 0 to 39, channels from 0 to 8.",
  );
});
