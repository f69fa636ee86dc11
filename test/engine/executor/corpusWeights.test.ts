/** Every complete model of the corpus with its own weights, from its files to what each layer gives, against TensorFlow.js and Keras. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import { createRunSession } from "../../../engine/executor/runSession.ts";
import type { BackendName } from "../../../engine/kernels/backend.ts";
import { elementCount } from "../../../engine/tensor/tensor.ts";
import { loadWeights } from "../../../engine/weights/loadWeights.ts";
import { openWeights } from "../../../engine/weights/openWeights.ts";
import { readKerasJson } from "../../../server/parse/keras-json/readKerasJson.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { repositoryRoot, sharedFolder } from "../../support/repositoryRoot.ts";

interface LayerValues {
  readonly model: string;
  readonly input: readonly number[];
  readonly layer: string;
  readonly shape: readonly number[];
  /** Of the output, evenly spread. */
  readonly values: readonly number[];
}

const goldens = ["tfjs", "keras"].flatMap(
  (by) =>
    JSON.parse(
      readFileSync(path.join(repositoryRoot, `test/data/${by}-corpus-weights.json`), "utf8"),
    ) as LayerValues[],
);
const folder = path.join(sharedFolder, "corpus/weights");
const skip = existsSync(folder) ? false : "3 skipped: the corpus is not there";

for (const model of new Set(goldens.map((golden) => golden.model))) {
  const layers = goldens.filter((golden) => golden.model === model);
  test(`${model}: ${layers.length} layers with its own weights`, { skip }, async (context) => {
    const { graph, weightFile } = modelOf(model);
    const [first] = layers;
    assert.ok(first);
    const analysis = analyseModel(graph, { inputShape: first.input.slice(1) });
    const directory = path.dirname(weightFile);
    const file = await openWeights({
      fileName: path.basename(weightFile),
      folder: {
        sizeOf: async (name) => statSync(path.join(directory, name)).size,
        read: async (name) => readFileSync(path.join(directory, name)),
      },
      limitBytes: 1e9,
    });
    const loaded = loadWeights(path.basename(weightFile), file, analysis);
    assert.ok(loaded.kind === "ok", loaded.kind === "refused" ? loaded.reason : "");
    const { missing, unused, byOrder } = loaded.report;
    assert.deepEqual([missing, unused, byOrder], [[], [], 0]);
    const data = Float32Array.from({ length: elementCount(first.input) }, (_, at) => ((at * 37) % 101) / 101);
    for (const backend of ["reference", "simd"] as const) {
      const worst = await worstDifference(backend);
      context.diagnostic(`${backend}: at most ${worst.toExponential(1)} of a layer's largest value`);
    }

    async function worstDifference(backend: BackendName): Promise<number> {
      const session = createRunSession();
      let worst = 0;
      for (const { layer, shape, values } of layers) {
        const result = await session.run({
          analysis,
          layerPath: [layer],
          mode: "upTo",
          inputs: [{ shape: first?.input ?? [], data }],
          weights: loaded.kind === "ok" ? loaded.store : { layers: new Map() },
          seed: 0,
          backend,
          memoryLimitBytes: 1e9,
          yieldNow: async () => {},
          now: () => 0,
        });
        assert.ok(result.kind === "ok", result.kind === "refused" ? result.reason : "");
        assert.equal(result.weightSource, "file");
        assert.deepEqual(result.outputs[0]?.shape, shape);
        const difference = differenceOf(result.outputs[0]?.data ?? new Float32Array(0), values);
        assert.ok(difference <= 1e-4, `${backend}, ${layer}: ${difference}`);
        worst = Math.max(worst, difference);
      }
      return worst;
    }
  });
}

function modelOf(name: string): { readonly graph: ModelGraph; readonly weightFile: string } {
  if (name.endsWith(".h5")) return { graph: keras1, weightFile: path.join(folder, name) };
  const weightFile = path.join(folder, name, "model.json");
  const golden = goldens.find(({ model }) => model === name);
  const sizes = JSON.stringify([null, ...(golden?.input.slice(1) ?? [])]);
  const text = readFileSync(weightFile, "utf8");
  // The brain is cut to a size that the plain kernels manage.
  const graph = readKerasJson(
    text.replaceAll(/"batch_input_shape": ?\[[^\]]*\]/g, `"batch_input_shape":${sizes}`),
  )?.models[0];
  assert.ok(graph);
  return { graph, weightFile };
}

/** The model that stands in the HDF5 file, in today's words. */
const keras1 = handMadeGraph([
  handMadeInput("input", 8, 8, 3),
  {
    className: "Conv2D",
    name: "convolution2d_1",
    config: { filters: 2, kernel_size: [3, 2], activation: "sigmoid" },
  },
  { className: "Conv2D", name: "convolution2d_2", config: { filters: 1, kernel_size: [2, 3] } },
  { className: "Activation", name: "activation_1", config: { activation: "relu" } },
  { className: "MaxPooling2D", name: "maxpooling2d_1", config: { pool_size: 5, strides: 5 } },
  { className: "Dropout", name: "dropout_1", config: { rate: 0.25 } },
  { className: "Flatten", name: "flatten_1" },
  { className: "Dense", name: "dense_1", config: { units: 2 } },
  { className: "Activation", name: "activation_2", config: { activation: "relu" } },
  { className: "Dropout", name: "dropout_2", config: { rate: 0.5 } },
  { className: "Dense", name: "dense_2", config: { units: 3, activation: "softmax" } },
]);

/** Relative to the largest value. */
function differenceOf(data: Float32Array, values: readonly number[]): number {
  const step = Math.max(1, Math.ceil(data.length / values.length));
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30);
  return values.reduce((worst, value, at) => {
    const off = Math.abs((data[at * step] ?? Number.NaN) - value) / largest;
    return Math.max(worst, off);
  }, 0);
}
