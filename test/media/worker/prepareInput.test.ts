/** From picture to tensor: layout, channels, normalisation, and the words that say what was done. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleById } from "../../../media/panel/samples/index.ts";
import type { PictureSource } from "../../../media/worker/messages.ts";
import { channelMixture, prepareInput, stepsText } from "../../../media/worker/prepareInput.ts";
import type { Normalisation } from "../../../protocol/panelChoices.ts";
import { inputOrder } from "../../support/inputOrder.ts";

const scene = { kind: "sample", id: "scene" } as const;
const order = inputOrder(scene);

test("channels last and channels first hold the same picture", () => {
  const last = prepareInput([1, 6, 5, 3], "channels_last", order);
  const first = prepareInput([1, 3, 6, 5], "channels_first", order);
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
  assert.equal(stepsText(last.steps), "Scene, drawn at 5×6, values 0 to 1, RGB");
});

test("one channel is the luminance, more are mixtures that stay within 0 and 1", () => {
  const grey = prepareInput([1, 4, 4, 1], "channels_last", order);
  const { rgb } = sampleById("scene").draw(4, 4);
  const luma = 0.299 * (rgb[0] ?? 0) + 0.587 * (rgb[1] ?? 0) + 0.114 * (rgb[2] ?? 0);
  assert.ok(Math.abs((grey.tensor.data[0] ?? 0) - luma) < 1e-6);
  const { weights, text } = channelMixture(64);
  assert.equal(weights.length, 64);
  for (const parts of weights) assert.ok(Math.abs(parts[0] + parts[1] + parts[2] - 1) < 1e-9);
  assert.match(text, /64 channels: R, G, B, then mixtures/);
  assert.deepEqual(channelMixture(64), channelMixture(64));
});

/** One pixel of 0.2, 0.5, 0.9 as Keras 3.15's `preprocess_input` makes it: modes none, tf, torch, caffe. */
const normalised: readonly (readonly [Normalisation, readonly number[]])[] = [
  ["unit", [0.2, 0.5, 0.9]],
  ["none", [51, 127.5, 229.5]],
  ["signed", [-0.6, 0, 0.8]],
  ["imagenet", [-1.2445414847161571, 0.19642857142857134, 2.1955555555555555]],
  ["caffe", [125.561, 10.721, -72.68]],
];

for (const [normalisation, expected] of normalised) {
  test(`values of the normalisation "${normalisation}" are those of Keras`, () => {
    const rgba = Uint8Array.from([51, 127.5, 229.5, 255]).buffer;
    const own: PictureSource = { kind: "own", name: "a.png", width: 1, height: 1, rgba };
    const { tensor } = prepareInput([1, 1, 1, 3], "channels_last", inputOrder(own, { normalisation }));
    // Bytes are whole numbers: half a step of each colour, stretched as the colour is.
    const slack = normalisation === "none" || normalisation === "caffe" ? 0.51 : 0.01;
    for (const [at, value] of expected.entries()) {
      const got = tensor.data[at] ?? Number.NaN;
      assert.ok(Math.abs(got - value) < slack, `channel ${at}: ${got} is not ${value}`);
    }
  });
}

test("vectors and sequences get seeded noise, and say so", () => {
  const noisy = inputOrder(scene, { noiseSeed: 7 });
  const noise = prepareInput([1, 20, 2], "channels_last", noisy);
  assert.equal(noise.picture, null);
  assert.equal(stepsText(noise.steps), "uniform noise 20×2, seed 7, values 0 to 1");
  assert.deepEqual(noise.tensor.data, prepareInput([1, 20, 2], "channels_last", noisy).tensor.data);
  assert.notDeepEqual(noise.tensor.data, prepareInput([1, 20, 2], "channels_last", noisy, 1).tensor.data);
});

test("noise is a picture where a picture is wanted, another one for another seed", () => {
  const noise = (noiseSeed: number) =>
    prepareInput([1, 8, 8, 3], "channels_last", inputOrder({ kind: "noise" }, { noiseSeed }));
  assert.match(stepsText(noise(3).steps), /^Noise, drawn at 8×8, seed 3, values 0 to 1, RGB$/);
  assert.deepEqual(noise(3).tensor.data, noise(3).tensor.data);
  assert.notDeepEqual(noise(3).tensor.data, noise(4).tensor.data);
  const mean = noise(3).tensor.data.reduce((sum, value) => sum + value, 0) / 192;
  assert.ok(mean > 0.4 && mean < 0.6);
});

test("inputs after the first get the pictures of their own number, and the last for those beyond", () => {
  const two = { ...order, pictures: [scene, { kind: "sample", id: "impulse" } as const] };
  const impulse = prepareInput([1, 5, 5, 3], "channels_last", inputOrder({ kind: "sample", id: "impulse" }));
  assert.deepEqual(prepareInput([1, 5, 5, 3], "channels_last", two, 1).tensor.data, impulse.tensor.data);
  assert.deepEqual(prepareInput([1, 5, 5, 3], "channels_last", two, 2).tensor.data, impulse.tensor.data);
});

test("a volume gets the picture in every slice", () => {
  const { tensor, steps } = prepareInput([1, 3, 2, 2, 1], "channels_last", order);
  assert.deepEqual(tensor.data.slice(0, 4), tensor.data.slice(8, 12));
  assert.match(steps.channels ?? "", /the same in all 3 slices/);
});
