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
import { emptyWeightStore } from "../../engine/weights/weightStore.ts";
import { analysisOfModel, networks } from "./networkModels.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function analysisOf(what: string, from: number, to: number): ModelAnalysis {
  const { model } = networks.find((network) => network.what === what) ?? {};
  const text = JSON.stringify(model).replaceAll(`[null,${from},${from},3]`, `[null,${to},${to},3]`);
  return analysisOfModel(JSON.parse(text) as object);
}

const heap = findBackend("simd").memory as Heap;

/** Bytes of arrays and of the memory of generated code at the fullest pause of a run, beyond what there was before. */
async function peakOf(session: RunSession, analysis: ModelAnalysis, size: number, memoryLimitBytes = 2e9) {
  const shape = [1, size, size, 3];
  const inputs = [size > 1000 ? zeros(shape) : randomTensor(shape, 0)];
  const last = analysis.graph.layers.at(-1)?.name ?? "";
  const used = () => process.memoryUsage().arrayBuffers + heap.usedBytes;
  collect();
  await new Promise(setImmediate);
  const before = used();
  let peak = before;
  let pauses = 0;
  const result = await session.run({
    analysis,
    layerPath: [last],
    mode: "upTo",
    inputs,
    weights: emptyWeightStore,
    seed: 0,
    backend: "simd",
    memoryLimitBytes,
    // Each look at the clock is late, so that every stop is a pause, in which the memory is looked at.
    now: () => pauses * 1000,
    yieldNow: async () => {
      if (++pauses % 40 === 0) {
        collect();
        await new Promise(setImmediate);
      }
      peak = Math.max(peak, used());
    },
  });
  return { result, peak: peak - before };
}

test("ResNet50 at 224 stays within 1.3 times its weights and feature maps, those kept for later runs included", async (context) => {
  const analysis = analysisOf("ResNet50", 64, 224);
  const { weightBytes, peakActivationBytes } = analysis.totals;
  assert.ok(weightBytes.kind === "exact" && peakActivationBytes.kind === "exact");
  const needed = weightBytes.value + peakActivationBytes.value;
  for (const [what, session] of [
    ["a single run", createRunSession(0)],
    ["a run of a session", createRunSession()],
  ] as const) {
    const run = await peakOf(session, analysis, 224);
    assert.ok(run.result.kind === "ok", run.result.kind === "refused" ? run.result.reason : "");
    const kept = session.keptBytes();
    const ratio = run.peak / (needed + kept);
    context.diagnostic(
      `${what}: peak ${megabytes(run.peak)}; weights ${megabytes(weightBytes.value)}, feature maps ${megabytes(peakActivationBytes.value)}, kept ${megabytes(kept)}: ${ratio.toFixed(2)}`,
    );
    assert.ok(ratio <= 1.3, `${what}: ${ratio}`);
  }
});

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

test("a U-Net at 4096 is refused with the numbers, and what follows runs", async (context) => {
  const large = analysisOf("U-Net", 64, 4096);
  const { result } = await peakOf(createRunSession(), large, 4096, 1024e6);
  assert.ok(result.kind === "refused");
  assert.match(result.reason, /^At "[^"]+" the run needs [\d.]+ GB \(.*\), and the limit is 1.02 GB\./);
  context.diagnostic(result.reason);
  const small = await peakOf(createRunSession(), analysisOf("U-Net", 64, 64), 64);
  assert.equal(small.result.kind, "ok");
});
