/** A range of layers, from selected text or from selected rows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { layersWithin, rangeAmong } from "../../../client/panel/layerRange.ts";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import { handMadeGraph, handMadeInput, handMadeNode } from "../../support/handMadeGraph.ts";

// Layer number n stands at offsets 10n to 10n + 9.
const graph = handMadeGraph([
  handMadeInput("image", 8, 8, 3),
  { className: "Conv2D", name: "a" },
  { className: "Conv2D", name: "b" },
  { className: "Conv2D", name: "c" },
]);

const holder = handMadeNode({ className: "Functional", name: "block", model: graph });
const nested: ModelGraph = {
  ...graph,
  layers: [...graph.layers, { ...holder, range: { start: 0, end: 100 } }],
};

test("selected text takes in every layer that it touches, but for one that holds all of it", () => {
  assert.deepEqual(layersWithin(graph, 15, 31), [["a"], ["b"], ["c"]]);
  assert.deepEqual(layersWithin(graph, 19, 30), [["b"]]);
  assert.deepEqual(layersWithin(graph, 12, 15), []);
  assert.deepEqual(
    layersWithin({ ...graph, layers: [{ ...holder, range: { start: 0, end: 100 } }] }, 15, 22),
    [
      ["block", "a"],
      ["block", "b"],
    ],
  );
});

test("a range goes from the first to the last in the model's order, however they were chosen", () => {
  assert.deepEqual(rangeAmong(graph, [["c"], ["a"], ["b"]]), { from: ["a"], layerPath: ["c"] });
  assert.deepEqual(
    rangeAmong(nested, [
      ["block", "b"],
      ["block", "a"],
    ]),
    { from: ["block", "a"], layerPath: ["block", "b"] },
  );
});

test("layers of different models give the range of those that hold them", () => {
  assert.deepEqual(rangeAmong(nested, [["block", "b"], ["a"]]), { from: ["a"], layerPath: ["block"] });
});

test("one layer is no range, nor are a layer and what stands inside it, nor layers that are gone", () => {
  assert.equal(rangeAmong(graph, []), null);
  assert.equal(rangeAmong(graph, [["a"]]), null);
  assert.equal(rangeAmong(nested, [["block"], ["block", "a"]]), null);
  assert.equal(rangeAmong(graph, [["gone"], ["a"]]), null);
});
