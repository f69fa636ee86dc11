/** Runs that follow one another: only what is new runs, whatever happened to the run before, and nothing piles up. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { RunRequest, RunResult } from "../../../engine/executor/runModel.ts";
import { runModel } from "../../../engine/executor/runModel.ts";
import { createRunSession, type RunSession } from "../../../engine/executor/runSession.ts";
import { findBackend } from "../../../engine/kernels/backend.ts";
import { randomTensor } from "../../../engine/tensor/fill.ts";
import { seededRandom } from "../../../engine/tensor/random.ts";
import { Heap } from "../../../engine/wasm/heap.ts";
import { emptyWeightStore } from "../../../engine/weights/weightStore.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

const conv = (name: string, filters: number, from?: string) => ({
  className: "Conv2D",
  name,
  config: { filters, kernel_size: 3, padding: "same", activation: "relu" },
  ...(from ? { calls: [[from]] } : {}),
});

/** A branch that comes back, a pooling, an average and a dense layer. */
const graph = handMadeGraph([
  handMadeInput("image", 16, 16, 3),
  conv("first", 8),
  conv("second", 8),
  { className: "Add", name: "sum", calls: [["first", "second"]] },
  { className: "MaxPooling2D", name: "pool", config: { pool_size: 2 } },
  conv("third", 12),
  { className: "BatchNormalization", name: "norm" },
  { className: "GlobalAveragePooling2D", name: "mean" },
  { className: "Dense", name: "dense", config: { units: 5, activation: "softmax" } },
]);
const analysis = analyseModel(graph);
const picture = randomTensor([1, 16, 16, 3], 1);

function requestFor(layer: string, part: Partial<RunRequest> = {}): RunRequest {
  return {
    analysis,
    layerPath: [layer],
    mode: "upTo",
    inputs: [picture],
    weights: emptyWeightStore,
    seed: 0,
    backend: "reference",
    memoryLimitBytes: 1e9,
    yieldNow: async () => {},
    now: () => 0,
    ...part,
  };
}

/** What came out, and the layers that ran for it. */
async function ranIn(session: RunSession, layer: string, part: Partial<RunRequest> = {}) {
  const ran: string[] = [];
  const result = await session.run(requestFor(layer, { ...part, onProgress: (name) => ran.push(name) }));
  assert.ok(result.kind === "ok", result.kind === "refused" ? result.reason : result.kind);
  return { ran, result };
}

async function alone(layer: string, part: Partial<RunRequest> = {}): Promise<number[]> {
  return valuesOf(await runModel(requestFor(layer, part)));
}

function valuesOf(result: RunResult): number[] {
  assert.ok(result.kind === "ok", result.kind === "refused" ? result.reason : result.kind);
  return [...(result.outputs[0]?.data ?? [])];
}

for (const backend of ["reference", "simd"] as const) {
  test(`${backend}: going down a model runs only what is new, with the same results`, async () => {
    const session = createRunSession();
    const ran: string[][] = [];
    for (const layer of ["first", "sum", "pool", "dense", "third", "dense"]) {
      const run = await ranIn(session, layer, { backend });
      ran.push(run.ran);
      assert.deepEqual(valuesOf(run.result), await alone(layer, { backend }), layer);
      assert.equal(run.result.weightSource, "initialiser");
    }
    assert.deepEqual(ran, [
      ["first"],
      ["second", "sum"],
      ["pool"],
      ["third", "norm", "mean", "dense"],
      ["third"],
      ["dense"],
    ]);
  });

  test(`${backend}: another picture, seed, or analysis runs everything anew`, async () => {
    const session = createRunSession();
    await ranIn(session, "pool", { backend });
    const all = ["first", "second", "sum", "pool"];
    const other = randomTensor([1, 16, 16, 3], 2);
    assert.deepEqual((await ranIn(session, "pool", { backend, inputs: [other] })).ran, all);
    assert.deepEqual(
      (await ranIn(session, "pool", { backend, inputs: [{ ...other, data: other.data.slice() }] })).ran,
      ["pool"],
    );
    const seeded = await ranIn(session, "pool", { backend, inputs: [other], seed: 3 });
    assert.deepEqual(seeded.ran, all);
    assert.deepEqual(valuesOf(seeded.result), await alone("pool", { backend, inputs: [other], seed: 3 }));
    assert.deepEqual((await ranIn(session, "pool", { backend, analysis: analyseModel(graph) })).ran, all);
  });

  test(`${backend}: a hundred runs leave no growth`, async () => {
    const session = createRunSession(200_000);
    const bytes: number[] = [];
    const layers = ["first", "dense", "sum", "norm", "third"];
    for (let run = 0; run < 110; run++) {
      const inputs = [randomTensor([1, 16, 16, 3], run % 7)];
      await ranIn(session, layers[run % layers.length] ?? "first", { backend, inputs });
      assert.ok(session.keptBytes() <= 200_000);
      if (run % 50 === 9) bytes.push(await arrayBufferBytes());
    }
    const [early = 0, , late = 0] = bytes;
    assert.ok(late < early + 500_000, `${early} bytes after 10 runs, ${late} after 110`);
  });
}

test("no more than the limit is kept, the latest first", async () => {
  // One map of 16×16×8 has 8192 bytes, the pooled one 2048.
  const session = createRunSession(11_000);
  await ranIn(session, "pool");
  assert.ok(session.keptBytes() <= 11_000);
  assert.deepEqual((await ranIn(session, "third")).ran, ["third"], "the latest is there");
  const nothing = createRunSession(0);
  await ranIn(nothing, "pool");
  assert.equal(nothing.keptBytes(), 0);
  assert.equal((await ranIn(nothing, "third")).ran.length, 5);
});

test("a session that forgets gives the memory of its results back, after the runs before", async () => {
  const { memory } = findBackend("simd");
  assert.ok(memory instanceof Heap);
  const single = createRunSession(0);
  await ranIn(single, "pool", { backend: "simd" });
  const before = memory.usedBytes;
  const session = createRunSession(1e9, 0);
  const running = session.run(requestFor("pool", { backend: "simd" }));
  await session.forget();
  assert.equal((await running).kind, "ok");
  assert.equal(session.keptBytes(), 0);
  assert.equal(memory.usedBytes, before);
});

test("what is kept never makes a run fail that fits alone", async () => {
  const session = createRunSession(1e9);
  await ranIn(session, "dense");
  let least = 1000;
  while ((await runModel(requestFor("dense", { memoryLimitBytes: least }))).kind === "refused") least += 1000;
  assert.equal(
    (
      await session.run(
        requestFor("dense", { memoryLimitBytes: least, inputs: [randomTensor([1, 16, 16, 3], 5)] }),
      )
    ).kind,
    "ok",
  );
});

for (const backend of ["reference", "simd"] as const) {
  test(`${backend}: cancelled at 200 moments, the next run is right`, async () => {
    const random = seededRandom(8);
    const expected = await alone("dense", { backend });
    let cancelled = 0;
    for (let round = 0; round < 200; round++) {
      const session = createRunSession();
      const signal = { aborted: false };
      const moment = Math.floor(random.uniform() * 30);
      let pauses = 0;
      const result = await session.run(
        requestFor("dense", {
          backend,
          signal,
          now: seconds(),
          yieldNow: async () => {
            if (pauses++ === moment) signal.aborted = true;
          },
        }),
      );
      assert.equal(result.kind, pauses > moment ? "cancelled" : "ok", `moment ${moment}`);
      if (result.kind === "cancelled") cancelled++;
      assert.deepEqual(valuesOf(await session.run(requestFor("dense", { backend }))), expected);
    }
    assert.ok(cancelled > 100, `only ${cancelled} runs were cancelled half way`);
  });
}

test("a run that is refused half way leaves the session in order", async () => {
  const words = handMadeGraph([
    handMadeInput("words", 4),
    { className: "Rescaling", name: "scaled", config: { scale: 1, offset: 0 } },
    { className: "Embedding", name: "table", config: { input_dim: 3, output_dim: 2 } },
  ]);
  const session = createRunSession();
  const run = (values: number[]) =>
    session.run(
      requestFor("table", {
        analysis: wordAnalysis,
        inputs: [{ shape: [1, 4], data: Float32Array.from(values) }],
      }),
    );
  const wordAnalysis = analyseModel(words);
  const wrong = await run([0, 1, 7, 2]);
  assert.ok(wrong.kind === "refused");
  assert.match(wrong.reason, /"table" cannot run: .*7/);
  assert.equal((await run([0, 1, 2, 2])).kind, "ok");
});

test("runs that are asked for at once run one after another", async () => {
  const session = createRunSession();
  const order: string[] = [];
  const slow = async () => {
    for (let turn = 0; turn < 20; turn++) await undefined;
  };
  const layers = ["dense", "first", "third"];
  const results = await Promise.all(
    layers.map((layer) =>
      session.run(requestFor(layer, { yieldNow: slow, onProgress: () => order.push(layer) })),
    ),
  );
  assert.deepEqual(
    order,
    [...order].sort((a, b) => layers.indexOf(a) - layers.indexOf(b)),
  );
  assert.deepEqual(valuesOf(results[2] as RunResult), await alone("third"));
});

test("two sessions on one memory take turns, so that neither moves what the other works on", async () => {
  const layers = ["dense", "third", "pool", "dense"];
  const order: number[] = [];
  const yieldNow = () => new Promise<void>((resolve) => setImmediate(resolve));
  const results = await Promise.all(
    layers.map((layer, number) =>
      runModel(
        requestFor(layer, {
          backend: "simd",
          seed: number,
          yieldNow,
          now: seconds(),
          onProgress: () => order.push(number),
        }),
      ),
    ),
  );
  assert.deepEqual(
    order,
    [...order].sort((a, b) => a - b),
  );
  for (const [number, layer] of layers.entries()) {
    const result = results[number] as RunResult;
    assert.deepEqual(valuesOf(result), await alone(layer, { backend: "simd", seed: number }));
  }
});

/** A clock on which every stop of a kernel is a pause. */
function seconds(): () => number {
  let time = 0;
  return () => (time += 1000);
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Buffers are given back in turns of the event loop of their own, some of them late. */
async function arrayBufferBytes(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 8; turn++) {
    await new Promise(setImmediate);
    collect();
    least = Math.min(least, process.memoryUsage().arrayBuffers);
  }
  return least;
}
