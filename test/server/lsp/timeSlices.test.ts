/** Long work in slices of time, by a clock of the test's own: a newer text overtakes an older one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Analysis, analyseDocument } from "../../../server/analysis/analysis.ts";
import { AnalysisStopped, createAnalysisCache } from "../../../server/analysis/analysisCache.ts";
import { inSlices } from "../../../server/lsp/timeSlices.ts";
import { limits, type Watch } from "../../../server/parse/tensorflowjs-code/language/budget.ts";

/** Each look at it takes a number of milliseconds. */
function clock(milliseconds: number): () => number {
  let now = 0;
  return () => {
    now += milliseconds;
    return now;
  };
}

const text = `import * as tf from "@tensorflow/tfjs";
let sum = 0;
for (let i = 0; i < 4000; i++) sum += i;
const net = tf.sequential({ layers: [tf.layers.dense({ units: sum, inputShape: [2] })] });`;

function analysing(watch: Watch, version = 1): Analysis {
  return analyseDocument({ uri: "file:///net.ts", version, languageId: "typescript", text, watch });
}

test("short work is done at once", async () => {
  let starts = 0;
  const result = await inSlices(
    (watch) => {
      starts++;
      return analysing(watch).models.length;
    },
    () => assert.fail("asked although nothing was interrupted"),
    clock(0.001),
  );
  assert.deepEqual([result, starts], [1, 1]);
});

test("long work is taken up again in longer slices until it is done", async () => {
  let starts = 0;
  const analysis = await inSlices(
    (watch) => {
      starts++;
      return analysing(watch);
    },
    () => true,
    clock(3),
  );
  assert.ok(starts > 1, `${starts} starts`);
  assert.deepEqual(analysis?.problems, []);
  const units = analysis?.models[0]?.graph.layers[0]?.config.units;
  assert.equal(units?.kind === "constant" && units.value, (3999 * 4000) / 2);
});

test("a newer text ends the work on the older one between two of its steps", async () => {
  let version = 1;
  let starts = 0;
  const cache = createAnalysisCache({ onFailure: (_, error) => assert.fail(String(error)) });
  const answer = inSlices(
    (watch) => {
      starts++;
      return cache.get({ uri: "file:///net.ts", version: 1, languageId: "typescript", text, watch });
    },
    () => version === 1,
    clock(20),
  );
  // Comes in while the first slice is over and the next has not begun, as an edit does.
  version = 2;
  assert.equal(await answer, undefined);
  assert.equal(starts, 1);
});

test("the last slice ends the work with a message", async () => {
  const analysis = await inSlices(
    (watch) => analysing(watch),
    () => true,
    clock(limits.milliseconds),
  );
  assert.deepEqual(
    analysis?.problems.map(({ code, message }) => [code, /for 4 seconds/.test(message)]),
    [["too-large", true]],
  );
});

test("what the work itself throws comes out, and a stopped analysis is not kept", async () => {
  const fault = new Error("a fault");
  await assert.rejects(
    inSlices(
      () => {
        throw fault;
      },
      () => true,
    ),
    fault,
  );
  const cache = createAnalysisCache({ onFailure: (_, error) => assert.fail(String(error)) });
  const input = { uri: "file:///net.ts", version: 1, languageId: "typescript", text };
  const watch = (): boolean => {
    throw new AnalysisStopped();
  };
  assert.throws(() => cache.get({ ...input, watch }), AnalysisStopped);
  assert.equal(cache.get(input).models.length, 1);
});
