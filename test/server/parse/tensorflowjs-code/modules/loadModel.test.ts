// Models that code loads from files of the workspace, against what TensorFlow.js makes of the same files.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { analyseModel } from "../../../../../core/graph/analyseModel.ts";
import type { ModelGraph } from "../../../../../core/graph/modelGraph.ts";
import { shapeToNumbers } from "../../../../../core/shape/shape.ts";
import type { ParsedDocument } from "../../../../../server/parse/parsedDocument.ts";
import { readTensorflowJsCode } from "../../../../../server/parse/tensorflowjs-code/readTensorflowJsCode.ts";
import { filesInMemory, workspaceRoot } from "../../../../support/filesInMemory.ts";
import { repositoryRoot } from "../../../../support/repositoryRoot.ts";
import { modelsOfPrograms } from "../../../../support/tensorflowJs.ts";

const edgeDetector = readFileSync(path.join(repositoryRoot, "samples/edge-detector/model.json"), "utf8");
const topology: unknown = JSON.parse(edgeDetector);
const head = 'const tf = require("@tensorflow/tfjs");\n';

/** A functional model of two inputs, a shared layer and a nested Sequential. */
const branched = {
  class_name: "Model",
  config: {
    name: "pair",
    layers: [
      input("left", [null, 4]),
      input("right", [null, 4]),
      layer("Dense", "shared", { units: 3 }, [[["left", 0, 0, {}]], [["right", 0, 0, {}]]]),
      {
        class_name: "Sequential",
        name: "inner",
        config: {
          name: "inner",
          layers: [{ class_name: "Dense", config: { name: "deep", units: 5, batch_input_shape: [null, 3] } }],
        },
        inbound_nodes: [[["shared", 1, 0, {}]]],
      },
      layer("Concatenate", "both", {}, [
        [
          ["shared", 0, 0, {}],
          ["inner", 1, 0, {}],
        ],
      ]),
    ],
    input_layers: [
      ["left", 0, 0],
      ["right", 0, 0],
    ],
    output_layers: [["both", 0, 0]],
  },
};

function input(name: string, shape: (number | null)[]) {
  const config = { name, batch_input_shape: shape, dtype: "float32", sparse: false };
  return { class_name: "InputLayer", name, config, inbound_nodes: [] };
}

function layer(className: string, name: string, config: object, inbound: unknown) {
  return { class_name: className, name, config: { name, ...config }, inbound_nodes: inbound };
}

function read(code: string, files: Readonly<Record<string, string>>, file = "src/main.js"): ParsedDocument {
  const document = readTensorflowJsCode(code, workspaceRoot + file, {
    files: filesInMemory({ ...files, [file]: code }),
  });
  assert.ok(document);
  return document;
}

/** Names, parameters and output shapes, by name: the order of layers is TensorFlow.js's own. */
function factsOf(graph: ModelGraph | undefined) {
  assert.ok(graph);
  const rows = analyseModel(graph).layers.map(({ node, parameters, calls }) => {
    const shapes = calls.map(({ outputs }) => JSON.stringify(outputs[0] && shapeToNumbers(outputs[0])));
    return [node.name, parameters.kind === "exact" ? parameters.value : "?", [...new Set(shapes)]];
  });
  return rows.sort((a, b) => String(a[0]).localeCompare(String(b[0])));
}

const programs = {
  "a transfer head on a loaded Sequential": `
  const base = await tf.loadLayersModel("./base.json");
  for (const each of base.layers) each.trainable = false;
  const cut = base.getLayer("edges").output;
  const features = tf.layers.flatten().apply(cut);
  const out = tf.layers.dense({ units: 2 }).apply(features);
  return tf.model({ inputs: base.inputs, outputs: out });`,
  "a loaded functional model as a layer": `
  const base = await tf.loadLayersModel("./pair.json");
  const a = tf.input({ shape: [4] });
  const b = tf.input({ shape: [4] });
  const out = tf.layers.dense({ units: 2 }).apply(base.apply([a, b]));
  return tf.model({ inputs: [a, b], outputs: out });`,
  "the inside of a loaded functional model": `
  const base = await tf.loadLayersModel("./pair.json");
  const out = tf.layers.dense({ units: 2 }).apply(base.output);
  return tf.model({ inputs: base.inputs, outputs: out });`,
};

for (const [what, body] of Object.entries(programs)) {
  test(what, { timeout: 60_000 }, async () => {
    const code = `${head}async function build() {${body}\n}\nmodule.exports = build();\n`;
    const files = { "src/base.json": edgeDetector, "src/pair.json": JSON.stringify(branched) };
    const graph = read(code, files).models.find(({ name }) => name !== "base");
    // The same program, with what it loads put in its place.
    const loaded = `const texts = ${JSON.stringify({
      "./base.json": Reflect.get(Object(topology), "modelTopology"),
      "./pair.json": branched,
    })};\n`;
    const run = code.replace(/tf\.loadLayersModel\((.*?)\)/, "tf.models.modelFromJSON(texts[$1])");
    const [answer] = await modelsOfPrograms([
      `${loaded}return (async () => {${run.replace("module.exports = build();", "await build();")}})();`,
    ]);
    assert.ok(answer && "models" in answer, JSON.stringify(answer));
    // Of a Sequential it gives one shape's sizes beside the list of shapes that it gives of others.
    const wanted = answer.models
      .at(-1)
      ?.layers.map(([name, , count, , shapes]) => [
        name,
        count,
        shapes.filter((shape) => shape.startsWith("[")),
      ]);
    assert.deepEqual(
      factsOf(graph),
      wanted?.sort((a, b) => String(a[0]).localeCompare(String(b[0]))),
    );
  });
}

test("a model's file is found where a server would have it", () => {
  const code = (file: string) =>
    `${head}(async () => { const net = await tf.loadLayersModel(${file}); })();\n`;
  const names = (file: string, place: string) =>
    read(code(file), { [place]: edgeDetector }).models.map(({ name, layers }) => `${name} ${layers.length}`);
  assert.deepEqual(names('"model.json"', "src/model.json"), ["net 4"]);
  assert.deepEqual(names('"../models/model.json"', "models/model.json"), ["net 4"]);
  assert.deepEqual(names('"/models/model.json?v=2"', "public/models/model.json"), ["net 4"]);
  assert.deepEqual(names('"file://./models/model.json"', "models/model.json"), ["net 4"]);
  assert.deepEqual(names('tf.io.fileSystem("models/model.json")', "models/model.json"), ["net 4"]);
});

test("a model's file that is imported as JSON", () => {
  const texts = { "src/model.json": edgeDetector };
  const whole = read(
    `${head}const json = require("./model.json");\nconst net = tf.models.modelFromJSON(json);`,
    texts,
  );
  const part = read(
    `${head}import { modelTopology } from "./model.json";\nconst net = await tf.models.modelFromJSON(modelTopology);`,
    texts,
  );
  const memory = read(
    `${head}import json from "./model.json";\nconst net = await tf.loadLayersModel(tf.io.fromMemory(json));`,
    texts,
  );
  for (const { models } of [whole, part, memory])
    assert.deepEqual(
      models.map(({ layers }) => layers.length),
      [4],
    );
});

test("a topology that the program writes itself", () => {
  const config = '{ name: "d", units: 3, batch_input_shape: [null, 4] }';
  const layers = `[{ class_name: "Dense", config: ${config} }]`;
  const code = `${head}const net = await tf.models.modelFromJSON({ class_name: "Sequential", config: { name: "s", layers: ${layers} } });`;
  const [graph] = read(code, {}).models;
  assert.deepEqual(factsOf(graph), [["d", 15, ["[null,3]"]]]);
  assert.ok((graph?.layers[0]?.range.start ?? 0) >= code.indexOf("tf.models"));
});

test("what cannot be loaded is unknown, with the reason", () => {
  const reason = (source: string, files: Record<string, string> = {}) => {
    const code = `${head}const net = await tf.loadLayersModel(${source});\nconst m = tf.sequential();\nm.add(net);`;
    return read(code, files).models[0]?.layers[0]?.unreadable ?? "";
  };
  assert.match(
    reason('"./gone.json"'),
    /\(line 2\) loads a model that comes from ".\/gone.json", and the workspace/,
  );
  assert.match(reason('"https://example.org/model.json"'), /which is no file of the workspace/);
  assert.match(
    reason('"./a.json"', {
      "src/a.json":
        '{"format": "graph-model", "modelTopology": {"node": [{"name": "x", "op": "Placeholder"}]}}',
    }),
    /graph model/,
  );
  assert.match(reason('"./a.json"', { "src/a.json": "{}" }), /a.json, which is no model of layers/);
  assert.match(reason("unknownThing"), /`unknownThing` \(line 2\)/);
});
