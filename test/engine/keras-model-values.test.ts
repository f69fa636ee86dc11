/** Small models of Keras's, run as a whole: recurrent layers, attention, masks, wrappers, normalisations and look-ups. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { analyseModel } from "../../core/graph/analyseModel.ts";
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { runModel } from "../../engine/executor/runModel.ts";
import type { BackendName } from "../../engine/kernels/backend.ts";
import { type Tensor, tensorOf } from "../../engine/tensor/tensor.ts";
import { wantedWeights } from "../../engine/weights/wantedWeights.ts";
import type { WeightEntry } from "../../engine/weights/weightEntry.ts";
import type { WeightStore } from "../../engine/weights/weightStore.ts";
import { readKerasJson } from "../../server/parse/keras-json/readKerasJson.ts";
import { repositoryRoot } from "../support/repositoryRoot.ts";

interface WrittenTensor {
  readonly shape: number[];
  readonly data: number[];
}

interface ModelCase {
  readonly id: string;
  readonly what: string;
  readonly model: unknown;
  readonly inputs: readonly WrittenTensor[];
  /** By layer path, in Keras's order. */
  readonly weights: Readonly<Record<string, readonly WrittenTensor[]>>;
  readonly outputs: readonly WrittenTensor[];
}

const text = readFileSync(path.join(repositoryRoot, "test/data/keras-model-values.jsonl"), "utf8");
const cases = text
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as ModelCase);

test(`there are ${cases.length} models with numbers`, () => {
  assert.ok(cases.length >= 280);
});

for (const what of new Set(cases.map((entry) => entry.what))) {
  const ofKind = cases.filter((entry) => entry.what === what);
  for (const backend of ["reference", "simd"] as const) {
    test(`${what} computes what Keras computes (${ofKind.length} models, ${backend})`, async () => {
      for (const entry of ofKind) await compare(entry, backend);
    });
  }
}

async function compare(entry: ModelCase, backend: BackendName): Promise<void> {
  const graph = readKerasJson(JSON.stringify(entry.model))?.models[0];
  assert.ok(graph, entry.id);
  const analysis = analyseModel(graph);
  const weights = storeOf(analysis, entry);
  for (const [output, ref] of graph.outputs.entries()) {
    const node = graph.layers[ref.layer];
    const result = await runModel({
      analysis,
      layerPath: [node?.name ?? ""],
      call: ref.call,
      mode: "upTo",
      inputs: entry.inputs.map(({ shape, data }) => tensorOf(shape, data)),
      weights,
      seed: 0,
      backend,
      memoryLimitBytes: 1e9,
      yieldNow: async () => {},
      now: () => 0,
    });
    assert.ok(
      result.kind === "ok",
      `${entry.id} ${entry.what}: ${result.kind === "refused" ? result.reason : ""}`,
    );
    const expected = entry.outputs[output];
    assert.ok(expected);
    assertClose(result.outputs[ref.tensor], expected, `${backend} ${entry.id} ${entry.what}`);
  }
}

/** The case's arrays as the layers' weights, in order; each has the shape that the analysis says. */
function storeOf(analysis: ModelAnalysis, { id, weights }: ModelCase): WeightStore {
  const layers = new Map<string, Map<string, WeightEntry>>();
  const taken = new Map<string, number>();
  for (const { layerPath, key, weight } of wantedWeights(analysis)) {
    const owner = layerPath.join("/");
    const number = taken.get(owner) ?? 0;
    taken.set(owner, number + 1);
    const array = weights[owner]?.[number];
    assert.deepEqual(array?.shape, weight.shape, `${id}: ${owner}/${weight.name}`);
    const tensor = tensorOf(array?.shape ?? [], array?.data ?? []);
    const layer = layers.get(key) ?? new Map<string, WeightEntry>();
    layers.set(key, layer.set(weight.name, { name: weight.name, shape: weight.shape, read: () => tensor }));
  }
  for (const [owner, arrays] of Object.entries(weights))
    assert.equal(taken.get(owner), arrays.length, `${id}: ${owner}`);
  return { layers };
}

/** 1e-5 relative to the largest output. */
function assertClose(actual: Tensor | undefined, expected: WrittenTensor, where: string): void {
  assert.deepEqual(actual?.shape, expected.shape, where);
  const largest = expected.data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  for (const [at, value] of expected.data.entries()) {
    const difference = Math.abs((actual?.data[at] ?? Number.NaN) - value);
    assert.ok(
      difference <= 1e-5 * largest,
      `${where}: element ${at} is ${actual?.data[at]}, Keras says ${value}`,
    );
  }
}
