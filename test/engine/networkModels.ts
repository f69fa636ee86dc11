/** The whole networks of test/data/keras-networks.jsonl.gz, with weights and a picture that any program can make. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { analyseModel } from "../../core/graph/analyseModel.ts";
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { shapeToNumbers } from "../../core/shape/shape.ts";
import { runModel } from "../../engine/executor/runModel.ts";
import type { BackendName } from "../../engine/kernels/backend.ts";
import type { GeneratedOptions } from "../../engine/kernels/generatedKernels.ts";
import { elementCount, type Tensor } from "../../engine/tensor/tensor.ts";
import type { WeightStore } from "../../engine/weights/weightStore.ts";
import { readKerasJson } from "../../server/parse/keras-json/readKerasJson.ts";
import { hashedNumbers } from "../support/hashedNumbers.ts";
import "../support/kernelBackends.ts";
import { repositoryRoot } from "../support/repositoryRoot.ts";

export interface Network {
  readonly what: string;
  /** Numbers in all weights. */
  readonly weights: number;
  readonly model: { readonly config: { readonly layers: readonly { readonly config: object }[] } };
  /** The last is the network's output; values are some of the output, evenly spread. */
  readonly checks: readonly {
    readonly layer: string;
    readonly shape: readonly number[];
    readonly values: string;
  }[];
}

const file = path.join(repositoryRoot, "test/data/keras-networks.jsonl.gz");

export const networks = gunzipSync(readFileSync(file))
  .toString("utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Network);

/** Largest difference from the truth that is allowed, as a share of the largest value. */
export const networkTolerance = 1e-4;

export const waysToRun: readonly (readonly [string, BackendName, GeneratedOptions?])[] = [
  ["plain kernels", "reference"],
  ["generated kernels", "simd"],
  ["Winograd F(4x4)", "simd", { winograd: 4 }],
];

/** Of a model as Keras writes it. */
export function analysisOfModel(model: object): ModelAnalysis {
  const graph = readKerasJson(JSON.stringify(model))?.models[0];
  assert.ok(graph);
  return analyseModel(graph);
}

/** One picture of the size that the model takes, values from 0 to 1. */
export function pictureFor(analysis: ModelAnalysis): Tensor {
  const sizes = shapeToNumbers(analysis.inputs[0]?.shape ?? { kind: "unranked", reason: "" })?.slice(1);
  const shape = [1, ...(sizes ?? []).map((size) => size ?? 0)];
  return { shape, data: hashedNumbers("picture", elementCount(shape), 0, 1) };
}

export interface NetworkRun {
  readonly analysis: ModelAnalysis;
  readonly layer: string;
  readonly weights: WeightStore;
  readonly backend: BackendName;
  readonly options?: GeneratedOptions | undefined;
}

/** What a layer gives for the picture, all layers before it included. */
export async function runNetwork({
  analysis,
  layer,
  weights,
  backend,
  options,
}: NetworkRun): Promise<Tensor> {
  const result = await runModel({
    analysis,
    layerPath: [layer],
    mode: "upTo",
    inputs: [pictureFor(analysis)],
    weights,
    seed: 0,
    backend,
    ...(options ? { options } : {}),
    memoryLimitBytes: 2e9,
    yieldNow: async () => {},
    now: () => 0,
  });
  assert.ok(result.kind === "ok", result.kind === "refused" ? result.reason : result.kind);
  const [output] = result.outputs;
  assert.ok(output);
  return output;
}

/** As a share of the largest value of the truth. */
export function largestDifference(values: ArrayLike<number>, truth: Float32Array): number {
  let [largest, difference] = [0, 0];
  for (const [at, value] of truth.entries()) {
    largest = Math.max(largest, Math.abs(value));
    const off = Math.abs((values[at] ?? Number.NaN) - value);
    if (!(off <= difference)) difference = off;
  }
  return difference / largest;
}
