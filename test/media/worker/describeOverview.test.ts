/** The list of all layers: in order, with nested models' layers, their costs and their connections. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { initialState } from "../../../media/panel/panelState.ts";
import { costMaxima, layerOrder } from "../../../media/views/model/layerOrder.ts";
import { describeOverview } from "../../../media/worker/describeOverview.ts";
import { pathOfName } from "../../../media/worker/findLayer.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

const inner = handMadeGraph([
  handMadeInput("inside", 8, 8, 4),
  { className: "DepthwiseConv2D", name: "deep/wise", config: { kernel_size: [3, 3], padding: "same" } },
]);
const graph = handMadeGraph([
  handMadeInput("image", 8, 8, 3),
  { className: "Conv2D", name: "conv", config: { filters: 4, kernel_size: [3, 3], padding: "same" } },
  { className: "Functional", name: "block", model: inner },
  { className: "Add", name: "sum", calls: [["block", "conv"]] },
  { className: "Mystery", name: "odd" },
]);
const overview = describeOverview(analyseModel(graph));

test("layers stand in the file's order, those of a nested model behind the layer that holds it", () => {
  assert.deepEqual(
    overview.layers.map((layer) => layer.path.join("/")),
    ["image", "conv", "block", "block/inside", "block/deep/wise", "sum", "odd"],
  );
  assert.deepEqual(
    overview.layers.map((layer) => layer.inputs),
    [[], [0], [1], [], [3], [2, 1], [5]],
  );
});

test("each has its cost; what is not known has no number", () => {
  const [, conv, , , depthwise, , odd] = overview.layers;
  assert.deepEqual(conv?.parameters, { kind: "exact", value: 3 * 3 * 3 * 4 + 4 });
  assert.deepEqual(conv?.macs, { kind: "exact", value: 8 * 8 * 3 * 3 * 3 * 4 });
  assert.deepEqual(conv?.outputBytes, { kind: "exact", value: 4 * 8 * 8 * 4 });
  assert.equal(depthwise?.output, "8×8×4");
  assert.equal(odd?.parameters.kind, "unknown");
});

test("sorted by cost, the largest comes first and a nested model's sum is left out", () => {
  const names = (order: typeof initialState.overviewOrder) =>
    layerOrder(overview, order, new Map()).map((row) => overview.layers[row]?.path.at(-1));
  assert.deepEqual(names("macs").slice(0, 2), ["conv", "deep/wise"]);
  assert.equal(names("parameters").includes("block"), false);
  assert.equal(names("model").length, 7);
  assert.equal(costMaxima(overview, new Map()).macs, 8 * 8 * 3 * 3 * 3 * 4);
});

test("a layer is found by the name that the executor gives it, slashes in names included", () => {
  assert.deepEqual(pathOfName(graph, "block/deep/wise"), ["block", "deep/wise"]);
  assert.deepEqual(pathOfName(graph, "conv"), ["conv"]);
  assert.equal(pathOfName(graph, "block/none"), null);
  assert.equal(pathOfName(graph, null), null);
});
