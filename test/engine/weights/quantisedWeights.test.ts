/** Quantised TensorFlow.js weights come out as TensorFlow.js itself decodes them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { io } from "@tensorflow/tfjs";
import { seededRandom } from "../../../engine/tensor/random.ts";
import { readTfjsManifest, readTfjsWeights } from "../../../engine/weights/tfjsWeights.ts";

const weights = [
  {
    name: "a/kernel",
    shape: [3, 5],
    dtype: "float32",
    quantization: { dtype: "uint8", scale: 0.0137, min: -1.25 },
  },
  {
    name: "b/kernel",
    shape: [2, 2, 3],
    dtype: "float32",
    quantization: { dtype: "uint16", scale: 0.00031, min: -9.5 },
  },
  { name: "c/kernel", shape: [7], dtype: "float32", quantization: { dtype: "float16" } },
  { name: "c/steps", shape: [4], dtype: "int32", quantization: { dtype: "uint8", scale: 1.5, min: -100 } },
  { name: "d/bias", shape: [], dtype: "float32" },
  { name: "d/mask", shape: [3], dtype: "bool" },
] as const;

test("uint8, uint16 and float16 as TensorFlow.js decodes them, across shards", () => {
  const random = seededRandom(3);
  const bytes = Uint8Array.from({ length: 15 + 24 + 14 + 4 + 4 + 3 }, () =>
    Math.floor(random.uniform() * 256),
  );
  // Halves that are numbers: no exponent of all ones.
  for (let at = 40; at < 53; at += 2) bytes[at] = (bytes[at] ?? 0) & 0xbb;
  bytes.set([1, 0, 1], bytes.length - 3);
  const manifest = readTfjsManifest({ weightsManifest: [{ paths: ["1.bin", "2.bin"], weights }] });
  assert.ok(manifest.kind === "ok", manifest.kind === "refused" ? manifest.reason : "");
  const file = readTfjsWeights(
    manifest,
    new Map([
      ["1.bin", bytes.slice(0, 29)],
      ["2.bin", bytes.slice(29)],
    ]),
  );
  assert.ok(file.kind === "ok", file.kind === "refused" ? file.reason : "");
  const expected = io.decodeWeights(
    bytes.buffer,
    structuredClone(weights) as unknown as io.WeightsManifestEntry[],
  );
  assert.equal(file.entries.length, weights.length);
  for (const { name, read } of file.entries) {
    assert.deepEqual([...read().data], [...(expected[name]?.dataSync() ?? [])], name);
  }
});
