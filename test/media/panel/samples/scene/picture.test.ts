/** The scene stays the picture it is: results on it are compared from version to version. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { scene } from "../../../../../media/panel/samples/scene.ts";
import { repositoryRoot } from "../../../../support/repositoryRoot.ts";

interface KeptPicture {
  readonly width: number;
  readonly height: number;
  /** Every `step`th pixel of every `step`th row is kept. */
  readonly step: number;
  /** Their colours, float32, little-endian, in base64. */
  readonly rgb: string;
}

/** As the scene was drawn when each pixel was worked out for itself. */
const pictures: readonly KeptPicture[] = JSON.parse(
  readFileSync(path.join(repositoryRoot, "test/data/scene-pictures.json"), "utf8"),
);

for (const { width, height, step, rgb } of pictures) {
  test(`the scene at ${width}×${height} is the one that is kept`, () => {
    const bytes = Buffer.from(rgb, "base64");
    const drawn = scene.draw(width, height);
    let at = 0;
    for (let y = 0; y < height; y += step) {
      for (let x = 0; x < width; x += step) {
        for (let part = 0; part < 3; part++, at += 4) {
          const [value, kept] = [drawn.rgb[3 * (y * width + x) + part] ?? 0, bytes.readFloatLE(at)];
          assert.ok(Math.abs(value - kept) < 1e-6, `pixel ${x}, ${y}: ${value} is not ${kept}`);
        }
      }
    }
    assert.equal(at, bytes.length);
  });
}

test("the scene has a picture at every size, however small or flat", () => {
  for (const [width, height] of [
    [1, 1],
    [1, 40],
    [40, 1],
    [2, 3],
    [1100, 2],
  ] as const) {
    const { rgb } = scene.draw(width, height);
    assert.equal(rgb.length, 3 * width * height);
    assert.ok(
      rgb.every((value) => value >= 0 && value <= 1),
      `${width}×${height}`,
    );
  }
});
