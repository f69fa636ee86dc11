/** The layer at a place of the file, for the panel that follows the cursor. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { layerAtOffset } from "../../../client/panel/layerAtOffset.ts";
import type { LayerNode, ModelGraph } from "../../../core/graph/modelGraph.ts";
import { handMadeGraph, handMadeInput, handMadeNode } from "../../support/handMadeGraph.ts";

// Layer number n stands at offsets 10n to 10n + 9.
const graph = handMadeGraph([
  handMadeInput("image", 8, 8, 3),
  { className: "Conv2D", name: "a" },
  { className: "Conv2D", name: "b" },
]);

test("the layer whose text holds the offset, its end included", () => {
  assert.deepEqual(layerAtOffset(graph, 10, []), ["a"]);
  assert.deepEqual(layerAtOffset(graph, 19, []), ["a"]);
  assert.deepEqual(layerAtOffset(graph, 25, []), ["b"]);
  assert.equal(layerAtOffset(graph, 900, []), null);
});

test("a layer of a model inside a layer is further in than the layer that holds it", () => {
  const inner = handMadeGraph([{ className: "Conv2D", name: "deep" }]);
  const holder = handMadeNode({ className: "Functional", name: "block", model: inner });
  const outer: ModelGraph = { ...graph, layers: [{ ...holder, range: { start: 0, end: 100 } }] };
  assert.deepEqual(layerAtOffset(outer, 5, []), ["block", "deep"]);
  assert.deepEqual(layerAtOffset(outer, 50, []), ["block"]);
});

test("of layers that one text makes, the shown one stays", () => {
  const range = { start: 0, end: 30 };
  const looped: ModelGraph = {
    ...graph,
    layers: graph.layers.map((node): LayerNode => ({ ...node, range })),
  };
  assert.deepEqual(layerAtOffset(looped, 5, []), ["image"]);
  assert.deepEqual(layerAtOffset(looped, 5, ["b"]), ["b"]);
});
