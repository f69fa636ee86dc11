/** TensorFlow.js weight files: shards joined and cut, and manifests that lie. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { readTfjsManifest, readTfjsWeights } from "../../../engine/weights/tfjsWeights.ts";
import { sharedFolder } from "../../support/repositoryRoot.ts";

const weight = (name: string, shape: unknown, dtype = "float32") => ({ name, shape, dtype });
const model = (paths: unknown[], weights: unknown[]) => ({ weightsManifest: [{ paths, weights }] });

function refusal(data: unknown): string {
  const result = readTfjsManifest(data);
  assert.ok(result.kind === "refused", "it was read");
  return result.reason;
}

test("shards are joined in order and cut by the manifest, across their borders", () => {
  const manifest = readTfjsManifest(
    model(
      ["a.bin", "sub/b.bin"],
      [weight("c/kernel", [3]), weight("c/flag", [1], "bool"), weight("c/bias", [1], "int32")],
    ),
  );
  assert.ok(manifest.kind === "ok");
  assert.deepEqual(manifest.paths, ["a.bin", "sub/b.bin"]);
  const bytes = new Uint8Array(17);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of [1.5, 2.5, 3.5].entries()) view.setFloat32(at * 4, value, true);
  bytes[12] = 1;
  view.setInt32(13, -7, true);
  const file = readTfjsWeights(
    manifest,
    new Map([
      ["a.bin", bytes.slice(0, 6)],
      ["sub/b.bin", bytes.slice(6)],
    ]),
  );
  assert.ok(file.kind === "ok");
  assert.deepEqual(
    file.entries.map((entry) => [entry.name, [...entry.read().data]]),
    [
      ["c/kernel", [1.5, 2.5, 3.5]],
      ["c/flag", [1]],
      ["c/bias", [-7]],
    ],
  );
});

test("a shard that is cut off or missing is refused with the numbers", () => {
  const manifest = readTfjsManifest(
    model(["a.bin"], [weight("c/kernel", [3, 3, 3, 4]), weight("c/bias", [4])]),
  );
  assert.ok(manifest.kind === "ok");
  const cut = readTfjsWeights(manifest, new Map([["a.bin", new Uint8Array(445)]]));
  assert.ok(cut.kind === "refused");
  assert.match(cut.reason, /need 448 bytes, and the files have 445 \("c\/bias" would end at byte 448\)/);
  const missing = readTfjsWeights(manifest, new Map());
  assert.ok(missing.kind === "refused");
  assert.match(missing.reason, /"a.bin" is missing/);
});

test("hostile manifests", () => {
  assert.match(refusal({}), /no weightsManifest/);
  assert.match(refusal({ weightsManifest: [3] }), /no lists/);
  assert.match(refusal(model(["../../secret"], [])), /only files beside the model/);
  assert.match(refusal(model(["/etc/passwd"], [])), /only files beside the model/);
  assert.match(refusal(model(["https://example.com/a.bin"], [])), /only files beside the model/);
  assert.match(refusal(model(["C:\\a.bin"], [])), /only files beside the model/);
  assert.match(refusal(model(["a.bin"], [weight("k", [-1])])), /not a list of sizes/);
  assert.match(refusal(model(["a.bin"], [weight("k", [1], "string")])), /number type "string"/);
  const quantised = (quantization: unknown, dtype = "float32") =>
    refusal(model(["a.bin"], [{ ...weight("k", [1], dtype), quantization }]));
  assert.match(quantised({ dtype: "uint4", scale: 1, min: 0 }), /"k" is float32 quantised to "uint4"/);
  assert.match(quantised({ dtype: "uint8", scale: 1 }), /"k" is quantised to uint8 without the numbers/);
  assert.match(quantised({ dtype: "float16" }, "int32"), /"k" is int32 quantised to "float16"/);
  assert.match(quantised(null), /"k" is float32 quantised/);
});

const folder = path.join(sharedFolder, "corpus/weights/tfjs_cnn_explainer_tiny_vgg");
test("a real model's weights", {
  skip: existsSync(folder) ? false : "1 skipped: the corpus is not there",
}, () => {
  const manifest = readTfjsManifest(JSON.parse(readFileSync(path.join(folder, "model.json"), "utf8")));
  assert.ok(manifest.kind === "ok");
  const shards = new Map(manifest.paths.map((name) => [name, readFileSync(path.join(folder, name))]));
  const file = readTfjsWeights(manifest, shards);
  assert.ok(file.kind === "ok");
  assert.deepEqual([file.entries[0]?.name, file.entries[0]?.shape], ["conv_1_1/kernel", [3, 3, 3, 10]]);
  assert.ok(file.entries.every((entry) => entry.read().data.every(Number.isFinite)));
});
