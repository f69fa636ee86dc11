/** Resizing by what must hold whatever the method: averages, flat colours, straight ramps. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawPixels } from "../../../media/panel/samples/picture.ts";
import { cropToProportions, resizePicture } from "../../../media/worker/resizePicture.ts";

const ramp = drawPixels(12, 6, (x, y) => [x / 12, y / 6, 0.25]);

function mean(rgb: Float32Array, part: number): number {
  let sum = 0;
  for (let at = part; at < rgb.length; at += 3) sum += rgb[at] ?? 0;
  return sum / (rgb.length / 3);
}

test("shrinking by whole numbers is the mean of each block", () => {
  const small = resizePicture(ramp, 4, 2);
  assert.equal(small.rgb.length, 3 * 8);
  // Block of columns 0, 1, 2 and rows 0, 1, 2.
  assert.ok(Math.abs((small.rgb[0] ?? 0) - 1 / 12) < 1e-6);
  assert.ok(Math.abs((small.rgb[1] ?? 0) - 1 / 6) < 1e-6);
});

test("shrinking by any ratio keeps the mean", () => {
  const small = resizePicture(ramp, 5, 4);
  for (const part of [0, 1, 2]) assert.ok(Math.abs(mean(small.rgb, part) - mean(ramp.rgb, part)) < 1e-6);
});

test("growing interpolates between pixel centres and repeats the edges", () => {
  const pair = drawPixels(2, 1, (x) => [x, x, x]);
  const wide = resizePicture(pair, 4, 1);
  assert.deepEqual(
    [0, 1, 2, 3].map((x) => wide.rgb[3 * x]),
    [0, 0.25, 0.75, 1],
  );
});

test("the same size is the same picture, and the crop is the centre of the wanted proportions", () => {
  assert.equal(resizePicture(ramp, 12, 6), ramp);
  const square = cropToProportions(ramp, 10, 10);
  assert.deepEqual([square.width, square.height], [6, 6]);
  assert.equal(square.rgb[0], Math.fround(3 / 12), "three columns are cut off on the left");
});
