/** The built-in pictures: the same every time, in range, and what their names say. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleById, samplePictures } from "../../../media/panel/samples/index.ts";

test("every sample is the same each time, has values between 0 and 1, and is not flat", () => {
  for (const sample of samplePictures) {
    const [once, again] = [sample.draw(48, 32), sample.draw(48, 32)];
    assert.deepEqual(once.rgb, again.rgb, sample.id);
    assert.equal(once.rgb.length, 3 * 48 * 32, sample.id);
    assert.ok(
      once.rgb.every((value) => value >= 0 && value <= 1),
      sample.id,
    );
    assert.ok(new Set(once.rgb).size > 1, `${sample.id} is flat`);
  }
});

test("ids are unique, and an id that is gone gives the first sample", () => {
  assert.equal(new Set(samplePictures.map((sample) => sample.id)).size, samplePictures.length);
  assert.equal(sampleById("no such sample"), samplePictures[0]);
});

test("the impulse is one pixel at the middle, the step edge two halves", () => {
  const impulse = sampleById("impulse").draw(9, 7);
  const lit = [...impulse.rgb.keys()].filter((at) => impulse.rgb[at] === 1);
  const middle = 3 * (3 * 9 + 4);
  assert.deepEqual(lit, [middle, middle + 1, middle + 2]);
  const edge = sampleById("step-edge").draw(8, 1);
  assert.deepEqual(
    [...edge.rgb].filter((_, at) => at % 3 === 0),
    [0, 0, 0, 0, 1, 1, 1, 1],
  );
});

test("the checkerboard has eight fields a side", () => {
  const board = sampleById("checkerboard").draw(64, 64);
  const row = Array.from({ length: 64 }, (_, x) => board.rgb[3 * x]);
  const changes = row.filter((value, x) => x > 0 && value !== row[x - 1]).length;
  assert.equal(changes, 7);
});
