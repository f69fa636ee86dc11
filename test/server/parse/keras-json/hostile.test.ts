/** Files made to hurt: very deep, very long, with keys that mean something to JavaScript. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { describeNonModel, readDocument } from "../../../../server/parse/readDocument.ts";
import { functional, layer, layerOf, modelOf, readText, textAt, valuesOf } from "./reading.ts";

test("100,000 opening brackets: one message", () => {
  for (const bracket of ["[", '{"class_name":', '{"a":[']) {
    const text = bracket.repeat(100_000);
    const parsed = readDocument(inputOf(text));
    assert.deepEqual(parsed?.models ?? [], []);
    assert.equal(describeNonModel(inputOf(text), parsed).code, "nested-too-deep");
  }
});

test("2,000 Sequentials in one another: one message at the bracket where reading stops", () => {
  const text = `${'{"class_name":"Sequential","config":{"layers":['.repeat(2000)}${"]}}".repeat(2000)}`;
  const { models, problems } = readText(text);
  assert.deepEqual(models, []);
  assert.deepEqual(
    problems.map(({ code }) => code),
    ["nested-too-deep"],
  );
  // Each model takes three levels, so number 134 holds bracket 401.
  const [problem] = problems;
  assert.equal(problem?.range.start, text.indexOf("{", 47 * 133 + 1));
});

test("100 models in one another are read", () => {
  const text = `${'{"class_name":"Sequential","config":{"name":"m","layers":['.repeat(100)}${"]}}".repeat(100)}`;
  let graph = modelOf(text);
  let depth = 1;
  for (let inner = graph.layers[0]?.model; inner; inner = graph.layers[0]?.model) {
    graph = inner;
    depth++;
  }
  assert.equal(depth, 100);
});

test("a chain of 4,000 layers on one line", () => {
  const layers: object[] = [layer("InputLayer", "l0", { batch_shape: [null, 8] }, [])];
  for (let index = 1; index < 4000; index++)
    layers.push(layer("Dense", `l${index}`, {}, [[[`l${index - 1}`, 0, 0]]]));
  const graph = modelOf(functional(layers, [["l0", 0, 0]], [["l3999", 0, 0]]));
  assert.equal(graph.layers.length, 4000);
  assert.deepEqual(graph.layers[3999]?.calls, [{ inputs: [{ layer: 3998, call: 0, tensor: 0 }] }]);
});

test("20,000 layers of one name: all are told apart", () => {
  const layers = Array.from({ length: 20_000 }, () => layer("Dense", "same"));
  const { models } = readText(JSON.stringify({ class_name: "Sequential", config: { layers } }));
  assert.equal(new Set(models[0]?.layers.map((node) => node.name)).size, 20_000);
});

test("keys that JavaScript's objects have themselves change no object", () => {
  const text = `{"class_name": "Sequential", "__proto__": {"polluted": true}, "config": {"layers": [
    {"class_name": "Dense", "config": {"name": "__proto__", "__proto__": {"polluted": true}, "constructor": 1,
      "kernel_initializer": {"__proto__": {"polluted": true}, "class_name": "Zeros"}}},
    {"class_name": "constructor", "config": {"name": "toString", "units": 1}}]}}`;
  const graph = modelOf(text);
  assert.equal(Reflect.get({}, "polluted"), undefined);
  const first = layerOf(graph, "__proto__");
  assert.deepEqual(Object.keys(first.config), ["constructor", "kernel_initializer"]);
  assert.equal(first.config.toString, undefined);
  const initializer = valuesOf(first).kernel_initializer;
  assert.ok(typeof initializer === "object" && initializer !== null);
  assert.equal(Reflect.get(initializer, "polluted"), undefined);
  assert.deepEqual(
    [layerOf(graph, "toString").className, layerOf(graph, "toString").calls.length],
    ["constructor", 1],
  );
});

test("references under such names find nothing but layers", () => {
  const net = functional(
    [
      layer("Add", "a", {}, [
        [
          ["__proto__", 0, 0],
          ["constructor", 0, 0],
        ],
      ]),
    ],
    [],
    [["toString", 0, 0]],
  );
  const { models, problems } = readText(JSON.stringify(net));
  assert.deepEqual(models[0]?.layers[0]?.calls[0]?.inputs, []);
  assert.equal(problems.length, 3);
});

test("a thousand references to nothing make 200 problems and no more", () => {
  const layers = Array.from({ length: 1000 }, (_, index) =>
    layer("Add", `a${index}`, {}, [[["gone", 0, 0]]]),
  );
  const { models, problems } = readText(JSON.stringify(functional(layers, [], [["a0", 0, 0]])));
  assert.equal(models[0]?.layers.length, 1000);
  assert.equal(problems.length, 200);
});

test("huge and odd numbers are kept as they are, or refused as references", () => {
  const text = JSON.stringify(
    functional(
      [
        layer("InputLayer", "in", {}, []),
        layer("Dense", "d", { units: 1e300 }, [[["in", 1e300, -7]], [["in", 2.5, "x"]]]),
      ],
      [["in", 0, 0]],
      [["d", 4e9, 1]],
    ),
  ).replace("1e+300", "1e999");
  const graph = modelOf(text);
  assert.equal(valuesOf(layerOf(graph, "d")).units, Number.POSITIVE_INFINITY);
  assert.deepEqual(
    layerOf(graph, "d").calls.map((call) => call.inputs),
    [[{ layer: 0, call: 0, tensor: 0 }], [{ layer: 0, call: 0, tensor: 0 }]],
  );
  assert.deepEqual(graph.outputs, [{ layer: 1, call: 0, tensor: 1 }]);
});

test("a long base64 string and a million closing brackets", () => {
  const text = `{"class_name": "Sequential", "config": {"layers": [{"class_name": "Lambda", "config": {"name": "f", "function": ["${"A".repeat(3_000_000)}", null]}}]}}`;
  assert.equal(layerOf(modelOf(text), "f").className, "Lambda");
  const closing = `${text}${"]".repeat(1_000_000)}`;
  const { problems } = readText(closing);
  assert.deepEqual(
    problems.map(({ code, range }) => [code, textAt(closing, range)]),
    [["syntax-error", "]"]],
  );
});

test("a file above the limit is not read", () => {
  const text = `{"class_name": "Sequential", "config": {"layers": ["${"A".repeat(52_500_000)}"]}}`;
  const { models, problems } = readText(text);
  assert.deepEqual(models, []);
  assert.deepEqual(
    problems.map(({ code }) => code),
    ["too-large"],
  );
});

function inputOf(text: string) {
  return { text, languageId: "json", fileName: "model.json" };
}
