/** Samples are drawn once a size, and no more of them are kept than there is room for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawnSample } from "../../../media/panel/samples/drawnSample.ts";
import { sampleById } from "../../../media/panel/samples/index.ts";

test("a sample of one size is one picture, as the sample draws it", () => {
  const picture = drawnSample("scene", 24, 16);
  assert.equal(drawnSample("scene", 24, 16), picture);
  assert.deepEqual(picture, sampleById("scene").draw(24, 16));
  assert.notEqual(drawnSample("scene", 16, 24), picture);
  assert.notEqual(drawnSample("shapes", 24, 16), picture);
});

test("the oldest pictures make room", () => {
  const first = drawnSample("impulse", 32, 32);
  const second = drawnSample("step-edge", 1024, 1024);
  assert.equal(drawnSample("impulse", 32, 32), first);
  drawnSample("impulse", 1024, 1024);
  assert.equal(drawnSample("impulse", 32, 32), first, "it was used after the large one");
  assert.notEqual(drawnSample("step-edge", 1024, 1024), second);
});
