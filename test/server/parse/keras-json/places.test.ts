/** Places of layers, classes, arguments and hints in the text, for pretty-printed and one-line files. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { layerOf, modelOf, readText, textAt } from "./reading.ts";

const pretty = `{
  "class_name": "Sequential",
  "config": {
    "name": "net",
    "layers": [
      {
        "class_name": "Conv2D",
        "config": {
          "name": "c",
          "filters": 16,
          "kernel_size": [3, 5],
          "padding": "same"
        }
      },
      { "class_name": "Flatten", "config": { "name": "f" } },
      {"config": {"name": "d",
        "units": 10},
        "class_name": "Dense"}
    ]
  }
}
`;

test("a pretty-printed layer: whole, class, arguments and list elements", () => {
  const graph = modelOf(pretty);
  const conv = layerOf(graph, "c");
  assert.equal(textAt(pretty, conv.range).startsWith('{\n        "class_name": "Conv2D"'), true);
  assert.equal(textAt(pretty, conv.range).endsWith('"same"\n        }\n      }'), true);
  assert.equal(textAt(pretty, conv.classRange), "Conv2D");
  assert.equal(textAt(pretty, conv.config.filters?.range), "16");
  assert.equal(textAt(pretty, conv.config.padding?.range), '"same"');
  const kernel = conv.config.kernel_size;
  assert.equal(textAt(pretty, kernel?.range), "[3, 5]");
  assert.ok(kernel?.kind === "constant");
  assert.deepEqual(
    kernel.elements?.map((range) => textAt(pretty, range)),
    ["3", "5"],
  );
});

test("hints stand at the end of the class line, or of the layer where that is one line", () => {
  const graph = modelOf(pretty);
  const lineBefore = (anchor: number) =>
    pretty.slice(pretty.lastIndexOf("\n", anchor - 1) + 1, anchor).trim();
  for (const node of graph.layers) assert.equal(pretty[node.anchor], "\n", node.name);
  assert.equal(lineBefore(layerOf(graph, "c").anchor), '"class_name": "Conv2D",');
  assert.equal(
    lineBefore(layerOf(graph, "f").anchor),
    '{ "class_name": "Flatten", "config": { "name": "f" } },',
  );
  assert.equal(lineBefore(layerOf(graph, "d").anchor), '"class_name": "Dense"}');
  assert.equal(lineBefore(graph.anchor), '"class_name": "Sequential",');
});

test("in a one-line file each hint stands at the end of its own layer", () => {
  const line = JSON.stringify(JSON.parse(pretty));
  const graph = modelOf(line);
  assert.deepEqual(
    graph.layers.map((node) => node.anchor),
    graph.layers.map((node) => node.range.end),
  );
  assert.equal(line.slice(0, graph.anchor), '{"class_name":"Sequential');
});

test("carriage returns are counted and stay outside of hints", () => {
  const windows = pretty.replaceAll("\n", "\r\n");
  const conv = layerOf(modelOf(windows), "c");
  assert.equal(textAt(windows, conv.config.kernel_size?.range), "[3, 5]");
  assert.equal(windows.slice(conv.anchor, conv.anchor + 2), "\r\n");
});

test("a byte order mark moves no place and is told", () => {
  const marked = `\ufeff${pretty}`;
  const { models, problems } = readText(marked);
  const conv = models[0]?.layers[0];
  assert.equal(textAt(marked, conv?.classRange), "Conv2D");
  assert.deepEqual(
    problems.map(({ code, severity, range }) => [code, severity, range]),
    [["byte-order-mark", "information", { start: 0, end: 1 }]],
  );
});

test("JSON in a JSON string: all places are the string's", () => {
  const inner = JSON.stringify(JSON.parse(pretty));
  for (const text of [JSON.stringify(inner), JSON.stringify({ model_config: inner, other: 1 })]) {
    const graph = modelOf(text);
    assert.deepEqual(
      graph.layers.map((node) => node.name),
      ["c", "f", "d"],
    );
    const string = JSON.stringify(inner);
    for (const range of [graph.range, graph.layers[0]?.range, graph.layers[0]?.config.filters?.range]) {
      assert.equal(textAt(text, range), string);
    }
  }
});

test("the channel numbers of Keras 1 keep the places of both", () => {
  const text = `{"class_name": "Sequential", "config": [{"class_name": "Convolution2D", "config":
    {"nb_col": 5, "nb_filter": 8, "nb_row": 3, "name": "c"}}]}`;
  const kernel = layerOf(modelOf(text), "c").config.kernel_size;
  assert.ok(kernel?.kind === "constant");
  assert.deepEqual(kernel.value, [3, 5]);
  assert.deepEqual(
    kernel.elements?.map((range) => textAt(text, range)),
    ["3", "5"],
  );
});
