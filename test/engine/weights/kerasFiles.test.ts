/** Weight files as Keras writes them: every layer kind finds its arrays, and the model computes what Keras computes. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { unzipSync } from "fflate";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { runModel } from "../../../engine/executor/runModel.ts";
import { tensorOf } from "../../../engine/tensor/tensor.ts";
import { describeReport, type LoadedWeights, loadWeights } from "../../../engine/weights/loadWeights.ts";
import { readWeightFile } from "../../../engine/weights/readWeightFile.ts";
import { readKerasJson } from "../../../server/parse/keras-json/readKerasJson.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";

const folder = path.join(repositoryRoot, "test/data/weights");
const bytesOf = (name: string) => new Uint8Array(readFileSync(path.join(folder, name)));
const golden = JSON.parse(readFileSync(path.join(folder, "layers.json"), "utf8")) as {
  readonly model: unknown;
  readonly input: { readonly shape: number[]; readonly data: number[] };
  readonly output: { readonly shape: number[]; readonly data: number[] };
};
const limit = 1e8;

function analysisOf(model: unknown = golden.model) {
  const graph = readKerasJson(JSON.stringify(model))?.models[0];
  assert.ok(graph);
  return analyseModel(graph);
}

function load(name: string, bytes: Uint8Array, model?: unknown): LoadedWeights {
  return loadWeights(name, readWeightFile(bytes, limit), analysisOf(model));
}

const archive = bytesOf("layers.keras");
const inside = unzipSync(archive)["model.weights.h5"] ?? new Uint8Array();
const files: readonly (readonly [string, Uint8Array])[] = [
  ["layers.keras", archive],
  ["layers.weights.h5", inside],
  ["layers.h5", bytesOf("layers.h5")],
  ["layers.safetensors", bytesOf("layers.safetensors")],
];

for (const [name, bytes] of files) {
  test(`${name} gives every layer its weights`, async () => {
    const loaded = load(name, bytes);
    assert.ok(loaded.kind === "ok", loaded.kind === "refused" ? loaded.reason : "");
    const { report } = loaded;
    assert.deepEqual([report.missing, report.byOrder], [[], 0]);
    const unused = name.endsWith(".keras") || name.endsWith(".weights.h5") ? 1 : 0;
    assert.equal(report.unused.length, unused, report.unused.join(", "));
    const analysis = analysisOf();
    const result = await runModel({
      analysis,
      layerPath: ["last"],
      mode: "upTo",
      inputs: [tensorOf(golden.input.shape, golden.input.data)],
      weights: loaded.store,
      seed: 0,
      backend: "reference",
      memoryLimitBytes: limit,
      yieldNow: async () => {},
      now: () => 0,
    });
    assert.ok(result.kind === "ok", result.kind === "refused" ? result.reason : "");
    assert.equal(result.weightSource, "file");
    for (const [at, value] of golden.output.data.entries()) {
      const difference = Math.abs((result.outputs[0]?.data[at] ?? Number.NaN) - value);
      assert.ok(
        difference < 1e-5,
        `${name}: output ${at} is ${result.outputs[0]?.data[at]}, Keras says ${value}`,
      );
    }
  });
}

test("the report tells of names that were no help, of what is missing and of what is left over", () => {
  const older = load("layers.h5", bytesOf("layers.h5"));
  assert.ok(older.kind === "ok");
  assert.match(
    describeReport(older.report).join("\n"),
    /^\d+ of \d+ weights come from layers\.h5\.\n\d+ of them were matched by their layer/,
  );
  const model = structuredClone(golden.model) as {
    config: { layers: { config: { name: string; units?: number; filters?: number } }[] };
  };
  for (const { config } of model.config.layers) if (config.name === "stem") config.filters = 5;
  const other = load("layers.h5", bytesOf("layers.h5"), model);
  assert.ok(other.kind === "refused");
  assert.match(other.reason, /^layers\.h5: "stem\/kernel" is 3×3×3×4, and stem\/kernel needs 3×3×3×5\./);
});
