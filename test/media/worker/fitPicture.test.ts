/** Pictures of other proportions: their centre, squeezed, or between bars; and the words for it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Picture } from "../../../media/panel/samples/picture.ts";
import { fitPicture } from "../../../media/worker/fitPicture.ts";

/** 8 columns and 4 rows; a pixel's red is its column, its green its row. */
const wide: Picture = {
  width: 8,
  height: 4,
  rgb: Float32Array.from({ length: 96 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    return [pixel % 8, Math.floor(pixel / 8), 0.5][at % 3] ?? 0;
  }),
};

/** One colour of a row. */
function row({ width, rgb }: Picture, at: number, part: number): number[] {
  return Array.from({ length: width }, (_, column) => rgb[3 * (at * width + column) + part] ?? Number.NaN);
}

test("the centre keeps the proportions and loses both sides", () => {
  const { picture, text } = fitPicture(wide, 2, 2, "crop");
  // Columns 2 to 5 are left, and two of them make one.
  assert.deepEqual(row(picture, 0, 0), [2.5, 4.5]);
  assert.deepEqual(row(picture, 1, 1), [2.5, 2.5]);
  assert.equal(text, "centre 4×4, averaged to 2×2");
});

test("squeezed, all of it is there, and the text says that proportions are not kept", () => {
  const { picture, text } = fitPicture(wide, 2, 2, "stretch");
  assert.deepEqual(row(picture, 0, 0), [1.5, 5.5]);
  assert.equal(text, "averaged to 2×2, proportions not kept");
});

test("between bars, all of it is there in its proportions, and the bars are black", () => {
  const { picture, text } = fitPicture(wide, 4, 4, "pad");
  assert.deepEqual(row(picture, 0, 2), [0, 0, 0, 0]);
  assert.deepEqual(row(picture, 1, 0), [0.5, 2.5, 4.5, 6.5]);
  assert.deepEqual(row(picture, 2, 1), [2.5, 2.5, 2.5, 2.5]);
  assert.deepEqual(row(picture, 3, 2), [0, 0, 0, 0]);
  assert.equal(text, "averaged to 4×2, black bars to 4×4");
});

test("a picture of the right size stays as it is", () => {
  for (const fit of ["crop", "stretch", "pad"] as const) {
    assert.deepEqual(fitPicture(wide, 8, 4, fit), { picture: wide, text: null });
  }
});
