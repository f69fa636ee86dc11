/** Weight files beside a model are told by their names alone, and only where the names are clear. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isWeightFileName, weightFilesBeside } from "../../protocol/weightFiles.ts";

const folder = [
  "unet.json",
  "unet.weights.h5",
  "unet_weights.safetensors",
  "UNet.keras",
  "resnet.h5",
  "model.h5",
  "weights.h5",
  "model.weights.h5",
  "notes.txt",
];

const cases: readonly (readonly [model: string, found: readonly string[]])[] = [
  ["unet.json", ["UNet.keras", "unet.weights.h5", "unet_weights.safetensors"]],
  ["unet.keras.json", ["UNet.keras", "unet.weights.h5", "unet_weights.safetensors"]],
  ["unet_architecture.json", ["UNet.keras", "unet.weights.h5", "unet_weights.safetensors"]],
  ["resnet.ts", ["resnet.h5"]],
  ["model.json", ["model.h5", "model.weights.h5", "weights.h5"]],
  ["config.json", ["model.h5", "model.weights.h5", "weights.h5"]],
  ["other.json", []],
];

for (const [model, found] of cases) {
  test(`beside ${model}: ${found.join(", ") || "nothing"}`, () => {
    assert.deepEqual(weightFilesBeside(model, folder), found);
  });
}

test("endings of weight files", () => {
  assert.deepEqual(folder.filter(isWeightFileName).length, 7);
  assert.ok(isWeightFileName("A.HDF5"));
});
