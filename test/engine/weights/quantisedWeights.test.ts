/** Quantised TensorFlow.js weights come out as TensorFlow.js itself decodes them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { io } from "@tensorflow/tfjs";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { LazyTensor } from "../../../engine/tensor/lazyTensor.ts";
import { seededRandom } from "../../../engine/tensor/random.ts";
import { loadWeights } from "../../../engine/weights/loadWeights.ts";
import { readTfjsManifest, readTfjsWeights } from "../../../engine/weights/tfjsWeights.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

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

test("weights of another form than float32 stay in it until a layer reads them", () => {
  const graph = handMadeGraph([
    handMadeInput("x", 3),
    { className: "Dense", name: "a", config: { units: 5, use_bias: false } },
    { className: "Dense", name: "b", config: { units: 2, use_bias: false } },
  ]);
  const list = [
    { name: "a/kernel", shape: [3, 5], dtype: "float32", quantization: { dtype: "float16" } },
    { name: "b/kernel", shape: [5, 2], dtype: "float32" },
  ];
  const manifest = readTfjsManifest({ weightsManifest: [{ paths: ["1.bin"], weights: list }] });
  assert.ok(manifest.kind === "ok");
  // The first half is 1; the float32 numbers behind 30 bytes do not lie at a multiple of 4.
  const bytes = new Uint8Array(30 + 40);
  bytes.set([0, 0x3c]);
  const loaded = loadWeights(
    "model.json",
    readTfjsWeights(manifest, new Map([["1.bin", bytes]])),
    analyseModel(graph),
  );
  assert.ok(loaded.kind === "ok");
  const entries = ["a", "b"].map((layer) => loaded.store.layers.get(layer)?.get("kernel"));
  assert.deepEqual(
    entries.map((entry) => entry?.codedBytes),
    [30, 40],
  );
  const tensor = entries[0]?.read();
  assert.ok(tensor instanceof LazyTensor);
  assert.equal(tensor.bytesHeld, 0);
  assert.deepEqual([...tensor.data], [1, ...new Array(14).fill(0)]);
  assert.equal(tensor.bytesHeld, 60);
  tensor.forget();
  assert.equal(entries[0]?.read(), tensor, "the same tensor, so that what was packed of it serves again");
  assert.equal(tensor.data[0], 1);
});
