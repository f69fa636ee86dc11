/** Layers and models that are called more than once, or written more than once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { callsOf, functional, layer, layerOf, modelOf, textAt } from "./reading.ts";

const input = layer("InputLayer", "in", { batch_input_shape: [null, 8] }, []);

test("a layer called twice has two calls, each with its place", () => {
  const text = JSON.stringify(
    functional(
      [
        input,
        layer("Dense", "twice", { units: 8 }, [[["in", 0, 0, {}]], [["twice", 0, 0, {}]]]),
        layer("Add", "sum", {}, [
          [
            ["twice", 0, 0],
            ["twice", 1, 0],
          ],
        ]),
      ],
      [["in", 0, 0]],
      [["sum", 0, 0]],
    ),
  );
  const graph = modelOf(text);
  assert.deepEqual(callsOf(graph, "twice"), [["in:0:0"], ["twice:0:0"]]);
  assert.deepEqual(callsOf(graph, "sum"), [["twice:0:0", "twice:1:0"]]);
  assert.deepEqual(
    layerOf(graph, "twice").calls.map((call) => textAt(text, call.range)),
    ['[["in",0,0,{}]]', '[["twice",0,0,{}]]'],
  );
});

test("calls of a nested model are counted from 1 where its own creation is left out, else from 0", () => {
  const inner = functional(
    [input, layer("Dense", "d", { units: 8 }, [[["in", 0, 0]]])],
    [["in", 0, 0]],
    [["d", 0, 0]],
  );
  const nested = (inbound: unknown) => ({ ...inner, name: "branch", inbound_nodes: inbound });
  const net = (first: number, second: number) =>
    functional(
      [
        input,
        nested([[["in", 0, 0]], [["branch", first, 0]]]),
        layer("Add", "sum", {}, [
          [
            ["branch", first, 0],
            ["branch", second, 0],
          ],
        ]),
      ],
      [["in", 0, 0]],
      [["branch", second, 0]],
    );
  for (const [first, second] of [
    [1, 2],
    [0, 1],
  ] as const) {
    const graph = modelOf(net(first, second));
    assert.deepEqual(callsOf(graph, "branch"), [["in:0:0"], ["branch:0:0"]]);
    assert.deepEqual(callsOf(graph, "sum"), [["branch:0:0", "branch:1:0"]]);
    assert.deepEqual(graph.outputs, [{ layer: 1, call: 1, tensor: 0 }]);
    assert.deepEqual(
      layerOf(graph, "branch").model?.layers.map((node) => node.name),
      ["in", "d"],
    );
    assert.equal(layerOf(graph, "branch").className, "Functional");
  }
});

test("a layer object that Keras wrote twice has one weights key, inside a nested model too", () => {
  const shared = (inbound: string) => ({
    ...layer("Dense", "d", { units: 8 }, [[[inbound, 0, 0]]]),
    shared_object_id: 7,
  });
  const inner = functional([input, shared("in")], [["in", 0, 0]], [["d", 0, 0]], "inner");
  const graph = modelOf(
    functional(
      [input, shared("in"), { ...inner, name: "inner", inbound_nodes: [[["d", 0, 0]]] }],
      [["in", 0, 0]],
      [["inner", 0, 0]],
    ),
  );
  const nested = layerOf(graph, "inner").model;
  assert.ok(nested);
  assert.equal(layerOf(graph, "d").weightsKey, "object 7");
  assert.equal(layerOf(nested, "d").weightsKey, "object 7");
  assert.equal(layerOf(graph, "in").weightsKey, undefined);
});
