/** From picture to tensor: layout, channels, and the words that say what was done. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleById } from "../../../media/panel/samples/index.ts";
import { channelMixture, prepareInput } from "../../../media/worker/prepareInput.ts";

const scene = { kind: "sample", id: "scene" } as const;

test("channels last and channels first hold the same picture", () => {
  const last = prepareInput([1, 6, 5, 3], "channels_last", scene, 0);
  const first = prepareInput([1, 3, 6, 5], "channels_first", scene, 0);
  const { rgb } = sampleById("scene").draw(5, 6);
  for (let y = 0; y < 6; y++) {
    for (let x = 0; x < 5; x++) {
      for (let part = 0; part < 3; part++) {
        const expected = rgb[3 * (y * 5 + x) + part];
        assert.equal(last.tensor.data[(y * 5 + x) * 3 + part], expected);
        assert.equal(first.tensor.data[(part * 6 + y) * 5 + x], expected);
      }
    }
  }
  assert.match(last.text, /Scene, drawn at 5×6, values 0 to 1, RGB/);
});

test("one channel is the luminance, more are mixtures that stay within 0 and 1", () => {
  const grey = prepareInput([1, 4, 4, 1], "channels_last", scene, 0);
  const { rgb } = sampleById("scene").draw(4, 4);
  const luma = 0.299 * (rgb[0] ?? 0) + 0.587 * (rgb[1] ?? 0) + 0.114 * (rgb[2] ?? 0);
  assert.ok(Math.abs((grey.tensor.data[0] ?? 0) - luma) < 1e-6);
  const { weights, text } = channelMixture(64, 0);
  assert.equal(weights.length, 64);
  for (const parts of weights) assert.ok(Math.abs(parts[0] + parts[1] + parts[2] - 1) < 1e-9);
  assert.match(text, /64 channels: R, G, B, then mixtures/);
  assert.deepEqual(channelMixture(64, 0), channelMixture(64, 0));
});

test("vectors and sequences get seeded noise, and say so", () => {
  const noise = prepareInput([1, 20, 2], "channels_last", scene, 7);
  assert.equal(noise.picture, null);
  assert.match(noise.text, /uniform noise 20×2, values 0 to 1, seed 7/);
  assert.deepEqual(noise.tensor.data, prepareInput([1, 20, 2], "channels_last", scene, 7).tensor.data);
});

test("a picture of other proportions is cut to its centre and averaged, and the text says so", () => {
  const rgba = new Uint8Array(4 * 8 * 4).fill(255);
  const own = { kind: "own", name: "a.png", width: 8, height: 4, rgba: rgba.buffer } as const;
  const prepared = prepareInput([1, 2, 2, 3], "channels_last", own, 0);
  assert.ok(prepared.tensor.data.every((value) => Math.abs(value - 1) < 1e-6));
  assert.match(prepared.text, /a\.png 8×4, centre 4×4, averaged to 2×2/);
});

test("a volume gets the picture in every slice", () => {
  const { tensor, text } = prepareInput([1, 3, 2, 2, 1], "channels_last", scene, 0);
  assert.deepEqual(tensor.data.slice(0, 4), tensor.data.slice(8, 12));
  assert.match(text, /the same in all 3 slices/);
});
