/** What the inputs of a run are given: pictures of their own, or what the layers before make of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { findLayer } from "../../../media/worker/findLayer.ts";
import type { RunOrder } from "../../../media/worker/messages.ts";
import { effectiveMode, prepareInputs } from "../../../media/worker/runInputs.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { inputOrder } from "../../support/inputOrder.ts";

const analysis = analyseModel(
  handMadeGraph([
    handMadeInput("left", 6, 6, 3),
    { className: "Conv2D", name: "conv", config: { filters: 5, kernel_size: [3, 3], padding: "same" } },
    { ...handMadeInput("right", 6, 6, 5) },
    { className: "Add", name: "sum", calls: [["conv", "right"]] },
    { className: "Flatten", name: "flat" },
    { className: "Dense", name: "dense", config: { units: 2 } },
  ]),
);

function found(name: string) {
  const layer = findLayer(analysis, [name]);
  assert.ok(layer);
  return layer;
}

function inputsOf(name: string, mode: RunOrder["mode"], part: Partial<RunOrder> = {}) {
  const order: RunOrder = {
    layerPath: [name],
    inputShape: null,
    mode,
    input: { ...inputOrder({ kind: "sample", id: "scene" }), pictures: [sample("scene"), sample("impulse")] },
    seed: 0,
    memoryLimitBytes: 1e9,
    ...part,
  };
  return prepareInputs(analysis, found(name), order, mode);
}

function sample(id: string) {
  return { kind: "sample", id } as const;
}

test("with all before, each input of the model gets its own picture, under its name", () => {
  const inputs = inputsOf("sum", "upTo");
  assert.ok(inputs.kind === "ok");
  assert.deepEqual(
    inputs.reports.map(({ name, shape, steps }) => [name, shape, steps.source, steps.channels]),
    [
      ["left", "6×6×3", "Scene, drawn at 6×6", "RGB"],
      ["right", "6×6×5", "Impulse, drawn at 6×6", "5 channels: R, G, B, then mixtures of them"],
    ],
  );
  assert.deepEqual([inputs.reports[1]?.least, inputs.reports[1]?.largest], [0, 1]);
});

test("alone, a layer's inputs are named after the layers that make them", () => {
  const inputs = inputsOf("sum", "alone");
  assert.ok(inputs.kind === "ok");
  assert.deepEqual(
    inputs.reports.map((report) => report.name),
    ["conv", "right"],
  );
});

test("a layer alone whose input is no picture gets what the layers before make of it", () => {
  assert.equal(effectiveMode(found("dense"), "alone"), "upTo");
  assert.equal(effectiveMode(found("sum"), "alone"), "alone");
  assert.equal(effectiveMode(found("left"), "alone"), "alone");
});

test("unless that is too much work, for which it gets noise", () => {
  const large = analyseModel(
    handMadeGraph([
      handMadeInput("image", 1024, 1024, 3),
      { className: "Conv2D", name: "big", config: { filters: 256, kernel_size: [9, 9] } },
      { className: "GlobalAveragePooling2D", name: "mean" },
      { className: "Dense", name: "dense", config: { units: 2 } },
    ]),
  );
  const dense = findLayer(large, ["dense"]);
  assert.ok(dense);
  assert.equal(effectiveMode(dense, "alone"), "alone");
});

test("an input above the limit is refused with the numbers", () => {
  const inputs = inputsOf("sum", "upTo", { memoryLimitBytes: 100 });
  assert.match(inputs.kind === "refused" ? inputs.reason : "", /6×6×3 alone needs/);
});
