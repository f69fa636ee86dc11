/** A trained model of the corpus, from its files to its output, against what TensorFlow.js computed from them. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { runModel } from "../../../engine/executor/runModel.ts";
import { tensorOf } from "../../../engine/tensor/tensor.ts";
import { loadWeights } from "../../../engine/weights/loadWeights.ts";
import { readTfjsManifest, readTfjsWeights } from "../../../engine/weights/tfjsWeights.ts";
import { readKerasJson } from "../../../server/parse/keras-json/readKerasJson.ts";
import { sharedFolder } from "../../support/repositoryRoot.ts";

const folder = path.join(sharedFolder, "corpus/weights/tfjs_cnn_explainer_tiny_vgg");

/**
 * Made with @tensorflow/tfjs 4.22.0, cpu backend: `loadLayersModel` of these files, then `predict` of the input below, and
 * the sum over the output of max_pool_1.
 */
const predicted = [
  0.0000026504437755647814, 0.0005360627546906471, 0.000004921423624182353, 0.00006736036448273808,
  0.0000014789862916586571, 0.978752851486206, 0.0000013250089523353381, 0.02062135562300682,
  0.000011186424671905115, 8.448535027127946e-7,
];
const pooledSum = 5362.189188361168;
const input = tensorOf(
  [1, 64, 64, 3],
  Float32Array.from({ length: 64 * 64 * 3 }, (_, at) => ((at * 37) % 101) / 101),
);

test("a trained model predicts what TensorFlow.js predicts", {
  skip: existsSync(folder) ? false : "1 skipped: the corpus is not there",
}, async () => {
  const text = readFileSync(path.join(folder, "model.json"), "utf8");
  const graph = readKerasJson(text)?.models[0];
  assert.ok(graph);
  const analysis = analyseModel(graph);
  const manifest = readTfjsManifest(JSON.parse(text));
  assert.ok(manifest.kind === "ok");
  const shards = new Map(manifest.paths.map((name) => [name, readFileSync(path.join(folder, name))]));
  const file = readTfjsWeights(manifest, shards);
  assert.ok(file.kind === "ok");
  const loaded = loadWeights("model.json", file, analysis);
  assert.ok(loaded.kind === "ok");
  const { missing, unused, byLayer, byOrder } = loaded.report;
  assert.deepEqual([missing, unused, byLayer, byOrder], [[], [], 0, 0]);

  const output = async (layer: string) => {
    const result = await runModel({
      analysis,
      layerPath: [layer],
      mode: "upTo",
      inputs: [input],
      weights: loaded.store,
      seed: 0,
      backend: "reference",
      memoryLimitBytes: 1e9,
      yieldNow: async () => {},
      now: () => 0,
    });
    assert.ok(result.kind === "ok", result.kind === "refused" ? result.reason : "");
    assert.equal(result.weightSource, "file");
    return result.outputs[0]?.data ?? new Float32Array();
  };
  const shares = await output("output");
  assert.equal(shares.length, predicted.length);
  for (const [at, share] of predicted.entries()) {
    assert.ok(
      Math.abs((shares[at] ?? Number.NaN) - share) <= 1e-5,
      `class ${at}: ${shares[at]}, wanted ${share}`,
    );
  }
  const sum = (await output("max_pool_1")).reduce((total, value) => total + value, 0);
  assert.ok(Math.abs(sum - pooledSum) <= 1e-5 * pooledSum, `${sum}, wanted ${pooledSum}`);
});
