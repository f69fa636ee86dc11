/** A range of layers as one: what it holds, takes in and costs, by hand-counted models. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { createRunSession } from "../../../engine/executor/runSession.ts";
import { findLayer } from "../../../media/worker/findLayer.ts";
import { findRange } from "../../../media/worker/layerRange.ts";
import { runOrder } from "../../../media/worker/runOrder.ts";
import { noWeights } from "../../../media/worker/weightSession.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { inputOrder } from "../../support/inputOrder.ts";

const convolution = (name: string, calls?: HandMadeLayer["calls"]): HandMadeLayer => ({
  className: "Conv2D",
  name,
  config: { filters: 4, kernel_size: [3, 3], padding: "same" },
  ...(calls ? { calls } : {}),
});

const chain = handMadeGraph([
  handMadeInput("image", 8, 6, 3),
  convolution("a"),
  convolution("b"),
  convolution("c"),
]);

/** image → a; a → b; a → other; b + a → sum. `other` stands between them and is not needed. */
const branched = handMadeGraph([
  handMadeInput("image", 8, 6, 3),
  convolution("a"),
  convolution("b", [["a"]]),
  convolution("other", [["a"]]),
  { className: "Add", name: "sum", calls: [["b", "a"]] },
]);

function rangeOf(graph: typeof chain, from: readonly string[] | undefined, last: readonly string[]) {
  const found = findLayer(analyseModel(graph), last);
  assert.ok(found);
  return findRange(found, from);
}

test("a range adds up the parameters and MACs of its layers, and takes what comes before them", () => {
  const range = rangeOf(chain, ["b"], ["c"]);
  const [parameters, macs] = [2 * (9 * 4 * 4 + 4), 2 * 8 * 6 * 9 * 4 * 4];
  assert.deepEqual(range?.description, {
    from: "b",
    layers: 2,
    inputs: ["8×6×4"],
    parameters: { kind: "exact", value: parameters },
    macs: { kind: "exact", value: macs },
  });
});

test("layers that the last one does not need are no part of it, and an input counts once", () => {
  const range = rangeOf(branched, ["b"], ["sum"]);
  assert.equal(range?.description.layers, 2);
  assert.deepEqual(range?.description.inputs, ["8×6×4"]);
  assert.equal(range?.holds("other"), false);
  const whole = rangeOf(branched, ["image"], ["sum"]);
  assert.equal(whole?.description.layers, 4);
  assert.deepEqual(whole?.description.inputs, []);
});

test("a range inside a model knows its layers by their full names, and what stands inside them", () => {
  const inner = { ...chain, name: "block" };
  const outer = handMadeGraph([
    handMadeInput("picture", 8, 6, 3),
    { className: "Functional", name: "block", model: inner },
  ]);
  const range = rangeOf(outer, ["block", "b"], ["block", "c"]);
  assert.equal(range?.holds("block/b"), true);
  assert.equal(range?.holds("block/c/inside"), true);
  assert.equal(range?.holds("block/a"), false);
  assert.equal(range?.holds("b"), false);
});

test("there is no range without a first layer, or with one that is gone or stands behind the last", () => {
  assert.equal(rangeOf(chain, undefined, ["c"]), null);
  assert.equal(rangeOf(chain, ["gone"], ["c"]), null);
  assert.equal(rangeOf(chain, ["c"], ["b"]), null);
  assert.equal(rangeOf(chain, ["block", "a"], ["c"]), null);
});

test("a run of a range tells the time of its layers, and shows what its last layer makes of the model's input", async () => {
  let clock = 0;
  const report = {
    onProgress: () => {},
    signal: { aborted: false },
    yieldNow: async () => {},
    now: () => ++clock,
  };
  const order = {
    layerPath: ["c"],
    inputShape: null,
    mode: "upTo",
    input: inputOrder({ kind: "sample", id: "scene" }),
    seed: 0,
    memoryLimitBytes: 1e9,
  } as const;
  const session = createRunSession(0);
  const times: number[] = [];
  for (const from of ["a", "b"]) {
    const ran = await runOrder(analyseModel(chain), { ...order, from: [from] }, report, noWeights, session);
    assert.equal(ran.kind, "done");
    if (ran.kind === "done") times.push(ran.outcome.rangeMilliseconds ?? 0);
  }
  const [fromA = 0, fromB = 0] = times;
  assert.ok(fromB > 0 && fromA > fromB, `${fromA} is more than ${fromB}`);
  const plain = await runOrder(analyseModel(chain), order, report, noWeights, session);
  const range = await runOrder(analyseModel(chain), { ...order, from: ["b"] }, report, noWeights, session);
  assert.ok(plain.kind === "done" && range.kind === "done");
  assert.equal(plain.outcome.rangeMilliseconds, null);
  assert.deepEqual(range.outcome.maps.values, plain.outcome.maps.values);
});
