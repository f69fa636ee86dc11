/** The memory of whole networks as it is measured while they run, against their weights and the plan: ResNet50 at 224, a U-Net at 4096. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { createRunSession, type RunSession } from "../../engine/executor/runSession.ts";
import { findBackend } from "../../engine/kernels/backend.ts";
import { randomTensor } from "../../engine/tensor/fill.ts";
import { zeros } from "../../engine/tensor/tensor.ts";
import type { Heap } from "../../engine/wasm/heap.ts";
import { loadWeights } from "../../engine/weights/loadWeights.ts";
import { readWeightFile } from "../../engine/weights/readWeightFile.ts";
import { emptyWeightStore, type WeightStore } from "../../engine/weights/weightStore.ts";
import { safetensorsBytes } from "../cli/arrayFiles.ts";
import { hashedWeights } from "../support/hashedNumbers.ts";
import { analysisOfModel, networks } from "./networkModels.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function analysisOf(what: string, from: number, to: number): ModelAnalysis {
  const { model } = networks.find((network) => network.what === what) ?? {};
  const text = JSON.stringify(model).replaceAll(`[null,${from},${from},3]`, `[null,${to},${to},3]`);
  return analysisOfModel(JSON.parse(text) as object);
}

const backend = findBackend("simd");
const heap = backend.memory as Heap;

interface Measured {
  readonly size: number;
  readonly weights?: WeightStore;
  readonly memoryLimitBytes?: number;
  /** So many bytes may be there without a look at what of them nobody needs any more. */
  readonly unquestioned?: number;
  /** Seed of the picture. */
  readonly picture?: number;
}

/**
 * Bytes of arrays and of the memory of generated code at the fullest pause of a run; `before` stood there before. What nobody needs any
 * more stands there until it is collected, and does not count.
 */
async function peakOf(
  session: RunSession,
  analysis: ModelAnalysis,
  { size, weights = emptyWeightStore, memoryLimitBytes = 2e9, picture = 0, unquestioned = 0 }: Measured,
  before = bytesInUse(),
) {
  const shape = [1, size, size, 3];
  const inputs = [size > 1000 ? zeros(shape) : randomTensor(shape, picture)];
  const last = analysis.graph.layers.at(-1)?.name ?? "";
  let peak = 0;
  let pauses = 0;
  let looks = 0;
  const result = await session.run({
    analysis,
    layerPath: [last],
    mode: "upTo",
    inputs,
    weights,
    seed: 0,
    backend: "simd",
    memoryLimitBytes,
    // Each look at the clock is late, so that every stop is a pause, in which the memory is looked at.
    now: () => looks++ * 1000,
    yieldNow: async () => {
      pauses++;
      const bytes = bytesInUse();
      if (bytes <= peak) return;
      peak = Math.max(peak, bytes < before + unquestioned ? bytes : (await arrayBytes()) + heap.usedBytes);
    },
  });
  return { result, peak: peak - before, pauses };
}

function bytesInUse(): number {
  return process.memoryUsage().arrayBuffers + heap.usedBytes;
}

async function arrayBytes(): Promise<number> {
  for (let turn = 0; turn < 2; turn++) {
    collect();
    await new Promise(setImmediate);
  }
  return process.memoryUsage().arrayBuffers;
}

async function collected(): Promise<number> {
  // Of runs before.
  backend.shrinkPacked(0);
  for (let turn = 0; turn < 5; turn++) await arrayBytes();
  return bytesInUse();
}

/** A network's weights as a file brings them. */
function fileOf(what: string, analysis: ModelAnalysis, type: "F32" | "F16"): WeightStore {
  const arrays = [...hashedWeights(analysis).store.layers.values()].flatMap((layer) =>
    [...layer.values()].map(({ name, shape, read }) => ({ name, shape, values: read().data })),
  );
  const bytes = safetensorsBytes(arrays, type);
  const loaded = loadWeights(what, readWeightFile(bytes, 1e9), analysis);
  assert.ok(loaded.kind === "ok");
  assert.deepEqual(loaded.report.missing, []);
  return loaded.store;
}

const sources = {
  "weights of initialisers": () => emptyWeightStore,
  "weights of a file": (analysis: ModelAnalysis) => fileOf("resnet.safetensors", analysis, "F32"),
  "weights of a file of halves": (analysis: ModelAnalysis) => fileOf("half.safetensors", analysis, "F16"),
};

const singleAndSession = [
  ["a single run", 0],
  ["runs of a session", undefined],
] as const;

for (const [source, storeFor] of Object.entries(sources)) {
  for (const [what, keepBytes] of singleAndSession) {
    test(`ResNet50 at 224 takes at most 1.3 times its weights and feature maps: ${source}, ${what}`, async (context) => {
      const analysis = analysisOf("ResNet50", 64, 224);
      const { weightBytes, peakActivationBytes } = analysis.totals;
      assert.ok(weightBytes.kind === "exact" && peakActivationBytes.kind === "exact");
      const needed = weightBytes.value + peakActivationBytes.value;
      const before = await collected();
      const weights = storeFor(analysis);
      await collected();
      const session = createRunSession(keepBytes);
      // The second run finds what the first one left, and has another picture.
      for (let run = 1; run <= (keepBytes === 0 ? 1 : 2); run++) {
        const { result, peak, pauses } = await peakOf(
          session,
          analysis,
          { size: 224, weights, picture: run, unquestioned: 1.15 * needed },
          before,
        );
        assert.ok(result.kind === "ok", result.kind === "refused" ? result.reason : "");
        const ratio = peak / needed;
        context.diagnostic(
          `run ${run}: peak ${megabytes(peak)}; weights ${megabytes(weightBytes.value)}, feature maps ${megabytes(peakActivationBytes.value)}: ${ratio.toFixed(2)}; ${megabytes(session.keptBytes())} of results are kept; ${pauses} pauses`,
        );
        assert.ok(ratio <= 1.3, `run ${run}: ${ratio}`);
      }
      await session.forget();
      assert.equal(session.keptBytes(), 0);
    });
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

test("a U-Net at 4096 is refused with the numbers, and what follows runs", async (context) => {
  const large = analysisOf("U-Net", 64, 4096);
  const { result } = await peakOf(createRunSession(), large, { size: 4096, memoryLimitBytes: 1024e6 });
  assert.ok(result.kind === "refused");
  assert.match(result.reason, /^At "[^"]+" the run needs [\d.]+ GB \(.*\), and the limit is 1.02 GB\./);
  context.diagnostic(result.reason);
  const small = await peakOf(createRunSession(), analysisOf("U-Net", 64, 64), { size: 64 });
  assert.equal(small.result.kind, "ok");
});
