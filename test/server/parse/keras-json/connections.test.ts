/** The forms in which Keras 1, 2, 3 and TensorFlow.js write how layers are connected. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  callsOf,
  functional,
  kerasTensor,
  layer,
  layerOf,
  modelOf,
  readText,
  refText,
  textAt,
} from "./reading.ts";

const input = layer("InputLayer", "in", { batch_input_shape: [null, 8] }, []);

test("Keras 2: lists of references, with and without keyword arguments", () => {
  const graph = modelOf(
    functional(
      [
        input,
        layer("Dense", "a", { units: 2 }, [[["in", 0, 0, {}]]]),
        layer("LSTM", "b", { units: 2 }, [
          [
            [
              "in",
              0,
              0,
              {
                mask: ["a", 0, 0],
                states: [
                  ["a", 0, 0],
                  ["in", 0, 0],
                ],
              },
            ],
          ],
        ]),
        layer("Add", "sum", {}, [
          [
            ["a", 0, 0],
            ["b", 0, 1],
          ],
        ]),
      ],
      [["in", 0, 0]],
      [["sum", 0, 0]],
    ),
  );
  assert.deepEqual(callsOf(graph, "in"), [[]]);
  assert.deepEqual(callsOf(graph, "a"), [["in:0:0"]]);
  assert.deepEqual(callsOf(graph, "sum"), [["a:0:0", "b:0:1"]]);
  const keywords = layerOf(graph, "b").calls[0]?.keywordInputs ?? {};
  assert.deepEqual(
    Object.entries(keywords).map(([name, refs]) => [name, refs.map((ref) => refText(graph, ref))]),
    [
      ["mask", ["a:0:0"]],
      ["states", ["a:0:0", "in:0:0"]],
    ],
  );
  assert.deepEqual(graph.inputs, [{ layer: 0, call: 0, tensor: 0 }]);
  assert.deepEqual(graph.outputs, [{ layer: 3, call: 0, tensor: 0 }]);
});

test("Keras 3: tensors at any depth of args and kwargs", () => {
  const call = (args: unknown[], kwargs: object = {}) => [{ args, kwargs }];
  const graph = modelOf(
    functional(
      [
        input,
        layer("Dense", "a", { units: 2 }, call([kerasTensor("in")])),
        layer("Add", "sum", {}, call([[kerasTensor("a"), [kerasTensor("in", 0, 1)]]])),
        layer(
          "Custom",
          "dict",
          {},
          call([{ left: kerasTensor("a"), right: [kerasTensor("sum")] }, "relu", 3]),
        ),
        layer(
          "Attention",
          "keys",
          {},
          call([kerasTensor("a")], { value: kerasTensor("sum"), training: null }),
        ),
        layer("Attention", "only", {}, call([], { query: kerasTensor("a"), value: kerasTensor("keys") })),
      ],
      ["in", 0, 0],
      { first: ["only", 0, 0], second: ["dict", 0, 0] },
    ),
  );
  assert.deepEqual(callsOf(graph, "sum"), [["a:0:0", "in:0:1"]]);
  assert.deepEqual(callsOf(graph, "dict"), [["a:0:0", "sum:0:0"]]);
  assert.deepEqual(callsOf(graph, "keys"), [["a:0:0", "sum:0:0"]]);
  const keywords = layerOf(graph, "keys").calls[0]?.keywordInputs ?? {};
  assert.deepEqual(Object.keys(keywords), ["value"]);
  assert.deepEqual(callsOf(graph, "only"), [["a:0:0", "keys:0:0"]]);
  assert.deepEqual(
    graph.outputs.map((ref) => refText(graph, ref)),
    ["only:0:0", "dict:0:0"],
  );
});

test("inbound nodes wrapped once are one call, with a warning, and none for plain operations", () => {
  const text = JSON.stringify(
    functional(
      [
        input,
        layer("Conv2D", "c", { filters: 4, kernel_size: [3, 3] }, [["in", 0, 0, {}]]),
        layer("TFOpLambda", "op", { function: "math.add" }, [["c", 0, 0, { y: ["in", 0, 0], name: null }]]),
        layer("Add", "sum", {}, [
          ["c", 0, 0],
          ["op", 0, 0],
        ]),
      ],
      [["in", 0, 0]],
      ["sum", 0, 0],
    ),
  );
  const { problems } = readText(text);
  const graph = modelOf(text);
  assert.deepEqual(callsOf(graph, "c"), [["in:0:0"]]);
  assert.deepEqual(callsOf(graph, "op"), [["c:0:0", "in:0:0"]]);
  assert.deepEqual(callsOf(graph, "sum"), [["c:0:0", "op:0:0"]]);
  assert.deepEqual(graph.outputs, [{ layer: 3, call: 0, tensor: 0 }]);
  assert.deepEqual(
    problems.map(({ code, severity, layer: name, range }) => [code, severity, name, textAt(text, range)]),
    [
      ["nodes-wrapped-once", "warning", "c", '[["in",0,0,{}]]'],
      ["nodes-wrapped-once", "warning", "sum", '[["c",0,0],["op",0,0]]'],
    ],
  );
});

test("a reference to a layer that is not there: one error at it, and the layer is unreadable", () => {
  const text = JSON.stringify(
    functional(
      [
        input,
        layer("Add", "sum", {}, [
          [
            ["in", 0, 0],
            ["gone", 0, 0],
          ],
        ]),
      ],
      [["in", 0, 0]],
      [["sum", 0, 0]],
    ),
  );
  const { problems } = readText(text);
  assert.deepEqual(
    problems.map(({ code, severity, range }) => [code, severity, textAt(text, range)]),
    [["missing-input-layer", "error", '["gone",0,0]']],
  );
  assert.match(layerOf(modelOf(text), "sum").unreadable ?? "", /"gone"/);
});

test("without input_layers and output_layers the ends are taken from the graph", () => {
  const layers = [
    input,
    layer("Dense", "a", {}, [[["in", 0, 0]]]),
    layer("Dense", "b", {}, [[["in", 0, 0]]]),
  ];
  const graph = modelOf({ class_name: "Model", config: { name: "net", layers } });
  assert.equal(graph.kind, "functional");
  assert.deepEqual(
    [graph.inputs, graph.outputs].map((refs) => refs.map((ref) => refText(graph, ref))),
    [["in:0:0"], ["a:0:0", "b:0:0"]],
  );
});

test("two layers of one name: the second is renamed and told, references mean the first", () => {
  const layers = [input, layer("Dense", "a", {}, [[["in", 0, 0]]]), layer("Dense", "a", {}, [[["a", 0, 0]]])];
  const text = JSON.stringify(functional(layers, [["in", 0, 0]], [["a", 0, 0]]));
  const { problems } = readText(text);
  const graph = modelOf(text);
  assert.deepEqual(
    problems.map(({ code, range }) => [code, range.start]),
    [["duplicate-layer-name", text.lastIndexOf('"a","config"')]],
  );
  assert.deepEqual(
    graph.layers.map((node) => node.name),
    ["in", "a", "a#2"],
  );
  assert.deepEqual(callsOf(graph, "a#2"), [["a:0:0"]]);
});

test("a Sequential is a chain; its first layer is the input", () => {
  const layers = [layer("Conv2D", "c", { input_shape: [8, 8, 3] }), layer("Flatten", "f")];
  const graph = modelOf({ class_name: "Sequential", config: { name: "s", layers } });
  assert.equal(graph.kind, "sequential");
  assert.deepEqual(callsOf(graph, "c"), [[]]);
  assert.deepEqual(callsOf(graph, "f"), [["c:0:0"]]);
  assert.deepEqual(graph.inputs, [{ layer: 0, call: 0, tensor: 0 }]);
  assert.deepEqual(graph.outputs, [{ layer: 1, call: 0, tensor: 0 }]);
});

test("a Keras 1 Sequential that merges branches: their layers stand in one graph", () => {
  const dense = (name: string, config = {}) => ({
    class_name: "Dense",
    config: { name, output_dim: 4, ...config },
  });
  const branch = (name: string) => ({ class_name: "Sequential", config: [dense(name, { input_dim: 3 })] });
  const merge = {
    class_name: "Merge",
    config: { name: "m", mode: "concat", concat_axis: -1, layers: [branch("l"), branch("r")] },
  };
  const { models, format } = readText(
    JSON.stringify({ class_name: "Sequential", config: [merge, dense("out")] }),
  );
  const [graph] = models;
  assert.ok(graph);
  assert.equal(format, "keras1-json");
  assert.deepEqual(callsOf(graph, "l"), [[]]);
  assert.deepEqual(callsOf(graph, "m"), [["l:0:0", "r:0:0"]]);
  assert.deepEqual(callsOf(graph, "out"), [["m:0:0"]]);
  assert.equal(layerOf(graph, "m").className, "Concatenate");
  assert.deepEqual(
    graph.inputs.map((ref) => refText(graph, ref)),
    ["l:0:0", "r:0:0"],
  );
  assert.deepEqual(
    graph.outputs.map((ref) => refText(graph, ref)),
    ["out:0:0"],
  );
});
