/** Whole networks, from the file to the output, against Keras 3.15 with the same weights: by plain kernels and by generated code. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { analyseModel } from "../../core/graph/analyseModel.ts";
import { shapeToNumbers } from "../../core/shape/shape.ts";
import { runModel } from "../../engine/executor/runModel.ts";
import type { BackendName } from "../../engine/kernels/backend.ts";
import type { GeneratedOptions } from "../../engine/kernels/generatedKernels.ts";
import { elementCount, type Tensor } from "../../engine/tensor/tensor.ts";
import type { WeightStore } from "../../engine/weights/weightStore.ts";
import { readKerasJson } from "../../server/parse/keras-json/readKerasJson.ts";
import { hashedNumbers, hashedWeights } from "../support/hashedNumbers.ts";
import "../support/kernelBackends.ts";
import { repositoryRoot } from "../support/repositoryRoot.ts";

interface Network {
  readonly what: string;
  readonly weights: number;
  readonly model: object;
  /** The last is the network's output; values are some of the output, evenly spread. */
  readonly checks: readonly {
    readonly layer: string;
    readonly shape: readonly number[];
    readonly values: string;
  }[];
}

const file = path.join(repositoryRoot, "test/data/keras-networks.jsonl.gz");
const networks = gunzipSync(readFileSync(file))
  .toString("utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Network);

const tolerance = 1e-4;
const ways: readonly (readonly [string, BackendName, GeneratedOptions?])[] = [
  ["plain kernels", "reference"],
  ["generated kernels", "simd"],
  ["Winograd F(4x4)", "simd", { winograd: 4 }],
];

test("the networks are the eight that are promised", () => {
  assert.deepEqual(
    networks.map(({ what }) => what),
    [
      "MobileNet V1",
      "MobileNet V2",
      "ResNet50",
      "Xception",
      "DenseNet121",
      "EfficientNetB0",
      "U-Net",
      "tiny YOLO",
    ],
  );
});

for (const network of networks) {
  test(`${network.what} computes what Keras computes`, async (context) => {
    const graph = readKerasJson(JSON.stringify(network.model))?.models[0];
    assert.ok(graph);
    const analysis = analyseModel(graph);
    const sizes = shapeToNumbers(analysis.inputs[0]?.shape ?? { kind: "unranked", reason: "" })?.slice(1);
    const shape = [1, ...(sizes ?? []).map((size) => size ?? 0)];
    const picture = { shape, data: hashedNumbers("picture", elementCount(shape), 0, 1) };
    const { store, count } = hashedWeights(analysis);
    assert.equal(count, network.weights);
    for (const [name, backend, options] of ways) {
      const differences: string[] = [];
      for (const check of network.checks) {
        const result = await runModel({
          analysis,
          layerPath: [check.layer],
          mode: "upTo",
          inputs: [picture],
          weights: store as WeightStore,
          seed: 0,
          backend,
          ...(options ? { options } : {}),
          memoryLimitBytes: 2e9,
          yieldNow: async () => {},
          now: () => 0,
        });
        assert.ok(result.kind === "ok", result.kind === "refused" ? result.reason : result.kind);
        const [output] = result.outputs;
        assert.deepEqual(output?.shape, check.shape);
        const difference = largestDifference(output as Tensor, check.values);
        differences.push(`${check.layer} ${difference.toExponential(1)}`);
        assert.ok(difference <= tolerance, `${name}, ${check.layer}: ${difference}`);
      }
      context.diagnostic(`${name}: ${differences.join(", ")}`);
    }
  });
}

/** Relative to the largest value. */
function largestDifference({ data }: Tensor, values: string): number {
  const bytes = Buffer.from(values, "base64");
  const expected = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const step = Math.max(1, Math.ceil(data.length / 400));
  assert.equal(expected.length, Math.ceil(data.length / step));
  let largest = 0;
  let difference = 0;
  for (const [number, value] of expected.entries()) {
    largest = Math.max(largest, Math.abs(value));
    const off = Math.abs((data[number * step] ?? Number.NaN) - value);
    if (!(off <= difference)) difference = off;
  }
  return difference / largest;
}
