/** Text that is no good JSON: cut off, half typed, with NaN, or with values of the wrong kind. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ModelGraph } from "../../../../core/graph/modelGraph.ts";
import type { Problem } from "../../../../core/graph/problem.ts";
import { describeNonModel, readDocument } from "../../../../server/parse/readDocument.ts";
import { corpusFile } from "../../../support/corpus.ts";
import { functional, kerasTensor, layer, layerOf, modelOf, readText, textAt, valuesOf } from "./reading.ts";

const seed = 20_240;

const chain = JSON.stringify(
  {
    class_name: "Sequential",
    config: {
      name: "net",
      layers: [
        layer("Conv2D", "a", { filters: 8, kernel_size: [3, 3] }),
        layer("Flatten", "b"),
        layer("Dense", "c"),
      ],
    },
  },
  null,
  1,
);

/** Small models in every form, to be damaged. */
const samples: readonly string[] = [
  chain,
  JSON.stringify(
    JSON.stringify({
      class_name: "Sequential",
      config: [layer("Convolution2D", "a", { nb_row: 3, nb_col: 3 })],
    }),
  ),
  JSON.stringify(
    functional(
      [
        layer("InputLayer", "in", { batch_shape: [null, 8] }, []),
        layer("Add", "sum", {}, [
          { args: [[kerasTensor("in"), kerasTensor("in")]], kwargs: { mask: kerasTensor("in") } },
        ]),
        {
          ...functional([layer("InputLayer", "i", {}, [])], [["i", 0, 0]], [["i", 0, 0]]),
          name: "m",
          inbound_nodes: [[["sum", 0, 0, {}]]],
        },
        layer("TimeDistributed", "td", { layer: layer("Dense", "d", { units: 2 }) }, [[["m", 1, 0]]]),
      ],
      [["in", 0, 0]],
      { a: ["td", 0, 0] },
    ),
  ),
];

test("a text cut off at any place: the layers before it and one syntax error at its end", () => {
  for (let length = 0; length < chain.length; length++) {
    const text = chain.slice(0, length);
    const parsed = readDocument(inputOf(text));
    const [problem, ...others] = parsed?.problems ?? [];
    assert.deepEqual(others, [], `cut at ${length}`);
    if (!parsed || !problem) {
      assert.ok(length < chain.indexOf('"layers"') + 12, `cut at ${length}`);
      assert.equal(describeNonModel(inputOf(text)).code, length === 0 ? "not-a-model" : "syntax-error");
      continue;
    }
    assert.deepEqual(
      [problem.code, problem.severity, problem.range],
      ["syntax-error", "error", { start: length - 1, end: length }],
    );
    const complete = ["a", "b", "c"].filter((name) => length >= endOfLayer(name));
    assert.deepEqual(
      parsed.models[0]?.layers.map((node) => node.name),
      complete,
      `cut at ${length}`,
    );
  }
});

test("corpus files cut off at 200 places each: no exception, at most one syntax error, ever more layers", (context) => {
  const names = [
    "keras2_squeezenet_v1_1",
    "keras1_yolo_channels_first",
    "keras3_unet_cropping_compile_config",
    "tfjs_speech_commands_nested",
  ];
  const files = names.map(corpusFile);
  if (files.some((file) => file === undefined))
    return context.skip(`${names.length} corpus files are not there`);
  const random = randomNumbers(seed);
  let cuts = 0;
  for (const file of files) {
    if (!file) continue;
    const places = Array.from({ length: 200 }, () => Math.floor(random() * file.text.length)).sort(
      (a, b) => a - b,
    );
    let layers = 0;
    for (const place of places) {
      const text = file.text.slice(0, place);
      const { models, problems } = readDocument(inputOf(text)) ?? { models: [], problems: [] };
      const at = `${file.name} cut at ${place}, seed ${seed}`;
      assert.ok(problems.length <= 1 && problems.every(({ code }) => code === "syntax-error"), at);
      const count = models[0] ? models[0].layers.length : 0;
      assert.ok(count >= layers, at);
      layers = count;
      cuts++;
    }
    assert.ok(layers > 0, file.name);
  }
  context.diagnostic(`${cuts} cuts, seed ${seed}`);
});

test("the corpus's own cut-off file is read as far as it goes", (context) => {
  const file = corpusFile("derived_truncated_squeezenet");
  const whole = corpusFile("keras2_squeezenet_v1_1");
  if (!file || !whole) return context.skip("2 corpus files are not there");
  const { models, problems } = readText(file.text);
  assert.deepEqual(
    problems.map(({ code, range }) => [code, range]),
    [["syntax-error", { start: 8999, end: 9000 }]],
  );
  const names = models[0]?.layers.map((node) => node.name) ?? [];
  assert.ok(names.length > 15, `${names.length} layers`);
  assert.deepEqual(
    names,
    modelOf(whole.text)
      .layers.slice(0, names.length)
      .map((node) => node.name),
  );
});

const halfTyped: readonly [what: string, from: string, to: string, marked: string][] = [
  ["a value not typed yet", '"filters": 8', '"filters": ', ","],
  ["a key without its colon", '"filters": 8', '"filters"', ","],
  ["a key begun", '"filters": 8', '"fil', '"fil,'],
  ["a comma left out", '"filters": 8,', '"filters": 8', '"kernel_size"'],
  ["a comma too many", '"filters": 8,', '"filters": 8,,', ","],
  ["a word that is no value", '"filters": 8', '"filters": eight', "eight"],
  ["a number not finished", '"filters": 8', '"filters": 8.', "8."],
];

for (const [what, from, to, marked] of halfTyped) {
  test(`half typed: ${what}`, () => {
    const text = chain.replace(from, to);
    assert.notEqual(text, chain);
    const { models, problems } = readText(text);
    assert.deepEqual(
      problems.map(({ code, range }) => [code, textAt(text, range)]),
      [["syntax-error", marked]],
    );
    const [graph] = models;
    assert.ok(graph);
    assert.deepEqual(
      graph.layers.map((node) => node.name),
      ["a", "b", "c"],
    );
    assert.deepEqual(valuesOf(layerOf(graph, "a")).kernel_size, [3, 3]);
  });
}

test("a value not typed at the end of a line does not swallow the next key", () => {
  const text = chain.replace('"filters": 8,', '"filters": ');
  const values = valuesOf(layerOf(modelOf(text), "a"));
  assert.deepEqual(values, { kernel_size: [3, 3] });
});

test("NaN and the infinities: a warning at each, the value not computable, the rest kept", () => {
  const text = `{"class_name": "Sequential", "config": {"name": "NaN", "layers": [{"class_name": "Conv2D", "config":
    {"name": "c", "filters": 16, "kernel_size": [3, NaN], "strides": -Infinity, "kernel_regularizer": {"l2": Infinity}}}]}}`;
  const { models, problems } = readText(text);
  assert.deepEqual(
    problems.map(({ code, severity, range }) => [code, severity, textAt(text, range)]),
    [
      ["non-finite-number", "warning", "NaN"],
      ["non-finite-number", "warning", "-Infinity"],
      ["non-finite-number", "warning", "Infinity"],
    ],
  );
  const values = valuesOf(models[0]?.layers[0] ?? assert.fail());
  assert.deepEqual(values.filters, 16);
  assert.deepEqual(values.kernel_size, [3, null]);
  assert.match(String(values.strides), /^not computable: .*-Infinity/);
});

test("thousands of NaN make few problems, the first of which says how many", () => {
  const values = Array.from({ length: 5000 }, () => "NaN").join(",");
  const { problems } = readText(
    `{"class_name": "Sequential", "config": {"layers": [], "loss": [${values}]}}`,
  );
  assert.equal(problems.length, 10);
  assert.match(problems[0]?.message ?? "", /5000/);
});

test("any part of a model replaced by a value of another kind: no exception, and the graph stays sound", () => {
  const wrong = [null, true, -1, 1e308, "text", [], [[]], {}, [null, "x", {}], { class_name: 3 }];
  let cases = 0;
  for (const sample of samples) {
    for (const place of placesIn(JSON.parse(sample))) {
      for (const value of wrong) {
        const changed = JSON.parse(sample);
        if (typeof changed !== "object") continue;
        replaceAt(changed, place, value);
        checkSound(JSON.stringify(changed));
        cases++;
      }
    }
  }
  assert.ok(cases > 1000, `${cases} cases`);
});

test("random damage to the text: no exception, at most one syntax error, places inside the text", () => {
  const damage = fc.record({
    sample: fc.integer({ min: 0, max: samples.length - 1 }),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.integer({ min: 0, max: 12 }),
    insert: fc.oneof(
      fc.string({ maxLength: 4 }),
      fc.constantFrom("{", "}", "[", "]", ",", ":", '"', "NaN", "-", "/*", "\n", "\\", "null"),
    ),
  });
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (steps) => {
      let text = samples[steps[0]?.sample ?? 0] ?? "";
      for (const { at, remove, insert } of steps) {
        const place = Math.floor(at * text.length);
        text = text.slice(0, place) + insert + text.slice(place + remove);
      }
      checkSound(text);
    }),
    { seed, numRuns: 3000 },
  );
});

function inputOf(text: string) {
  return { text, languageId: "json", fileName: "model.json" };
}

/** Offset behind the layer of this name in `chain`. */
function endOfLayer(name: string): number {
  const graph = modelOf(chain);
  return layerOf(graph, name).range.end;
}

function checkSound(text: string): void {
  const parsed = readDocument(inputOf(text));
  const problems: readonly Problem[] = [...(parsed?.problems ?? []), describeNonModel(inputOf(text), parsed)];
  const errors = new Set(
    problems.filter(({ code }) => code === "syntax-error").map(({ range }) => range.start),
  );
  assert.ok(errors.size <= 1, text);
  for (const { range, message } of problems) {
    assert.ok(
      range.start >= 0 && range.start <= range.end && range.end <= text.length,
      `${message} in ${text}`,
    );
  }
  for (const graph of parsed?.models ?? []) checkGraph(graph, text);
}

function checkGraph(graph: ModelGraph, text: string): void {
  const exists = (ref: { layer: number; call: number; tensor: number }) =>
    graph.layers[ref.layer]?.calls[ref.call] !== undefined && ref.tensor >= 0;
  assert.ok([...graph.inputs, ...graph.outputs].every(exists), text);
  assert.equal(new Set(graph.layers.map((node) => node.name)).size, graph.layers.length, text);
  for (const node of graph.layers) {
    assert.ok(node.calls.flatMap((call) => call.inputs).every(exists), text);
    assert.ok(node.range.start <= node.anchor && node.anchor <= text.length, text);
    if (node.model) checkGraph(node.model, text);
  }
}

type Place = readonly (string | number)[];

function placesIn(value: unknown): Place[] {
  if (typeof value !== "object" || value === null) return [[]];
  return [
    [],
    ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner).map((place) => [key, ...place])),
  ];
}

function replaceAt(root: object, place: Place, value: unknown): void {
  let target: Record<string, unknown> = root as Record<string, unknown>;
  for (const key of place.slice(0, -1)) target = target[key] as Record<string, unknown>;
  const last = place.at(-1);
  if (last !== undefined) target[last] = value;
}

/** Numbers in [0, 1), the same for the same seed (a linear congruential generator). */
function randomNumbers(start: number): () => number {
  let state = start;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
