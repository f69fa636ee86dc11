/** Layers and models that are called more than once, or written more than once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { countToNumber } from "../../../../core/cost/count.ts";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import { callsOf, functional, kerasTensor, layer, layerOf, modelOf, refText, textAt } from "./reading.ts";

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

// As Keras 3.15 writes `Model([large, small], [inner(small), inner(large), Add()([first, first])])`, large called first.
test("Keras 3 counts the calls of a functional model inside from 1 at the model's ends, and from 0 elsewhere", () => {
  const call = (...args: unknown[]) => ({ args, kwargs: {} });
  const branch = functional(
    [input, layer("Dense", "d", { units: 8 }, [call(kerasTensor("in"))])],
    ["in", 0, 0],
    ["d", 0, 0],
  );
  const net = (branchOf: object, ends: readonly unknown[]) =>
    functional(
      [
        layer("InputLayer", "large", { batch_shape: [null, 6, 8] }, []),
        layer("InputLayer", "small", { batch_shape: [null, 4, 8] }, []),
        {
          ...branchOf,
          name: "inner",
          inbound_nodes: [call(kerasTensor("large")), call(kerasTensor("small"))],
        },
        layer("Add", "sum", {}, [call([kerasTensor("inner"), kerasTensor("inner")])]),
      ],
      [
        ["large", 0, 0],
        ["small", 0, 0],
      ],
      ends,
    );
  const ends = (graph: ReturnType<typeof modelOf>) => graph.outputs.map((ref) => refText(graph, ref));
  const model = modelOf(
    net(branch, [
      ["inner", 2, 0],
      ["inner", 1, 0],
      ["sum", 0, 0],
    ]),
  );
  assert.deepEqual(callsOf(model, "sum"), [["inner:0:0", "inner:0:0"]]);
  assert.deepEqual(ends(model), ["inner:1:0", "inner:0:0", "sum:0:0"]);
  // A Sequential is no functional model to Keras 3 and is counted from 0 throughout.
  const chain = {
    class_name: "Sequential",
    config: { name: "s", layers: [layer("Dense", "d", { units: 8 })] },
  };
  assert.deepEqual(
    ends(
      modelOf(
        net(chain, [
          ["inner", 1, 0],
          ["inner", 0, 0],
        ]),
      ),
    ),
    ["inner:1:0", "inner:0:0"],
  );
});

// The trainable parameters that Keras 3.15 counts once it has loaded the three.
test("trainable false freezes a functional model inside, and is not read back of a Sequential", () => {
  const dense = layer("Dense", "d", { units: 3 });
  const chain = (trainable: boolean) => ({
    class_name: "Sequential",
    name: "inner",
    config: {
      name: "inner",
      trainable,
      layers: [layer("InputLayer", "x", { batch_shape: [null, 4] }), dense],
    },
  });
  const net = {
    class_name: "Functional",
    name: "inner",
    config: {
      ...{ name: "inner", trainable: false, input_layers: [["x", 0, 0]], output_layers: [["d", 0, 0]] },
      layers: [
        layer("InputLayer", "x", { batch_shape: [null, 4] }, []),
        layer("Dense", "d", { units: 3 }, [[["x", 0, 0, {}]]]),
      ],
    },
  };
  const outer = (inner: object) =>
    modelOf({
      class_name: "Sequential",
      config: { name: "m", layers: [layer("InputLayer", "in", { batch_shape: [null, 4] }), inner] },
    });
  const trained = [chain(false), chain(true), net].map((inner) =>
    countToNumber(analyseModel(outer(inner)).totals.trainable),
  );
  assert.deepEqual(trained, [15, 15, 0]);
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
