/** Every row of the table is true: TensorFlow.js 4.22 does what the row says, the analysis tells it once, and Keras files are left alone. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { Departure } from "../../../core/dialect/departure.ts";
import { departures } from "../../../core/dialect/departures.ts";
import { layerNameRow } from "../../../core/dialect/layerNames.ts";
import { tensorflowJsActivations } from "../../../core/dialect/rows/activations.ts";
import { tensorflowJsClasses as knownClasses, unknownClassRow } from "../../../core/dialect/rows/classes.ts";
import { allLayerSpecs } from "../../../core/layers/index.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";
import {
  askTensorflowJs,
  type TensorflowJsAnswer,
  tensorflowJsClasses,
  tensorflowJsVersion,
} from "../../support/tensorflowJs.ts";
import { rowExamples } from "./rowExamples.ts";
import { analyse, caseOf } from "./singleLayers.ts";

test("the table is about the version that is installed", async () => {
  assert.equal(await tensorflowJsVersion(), "4.22.0");
});

test("every row has an example, and the page names it", () => {
  const ids = departures.map(({ id }) => id);
  assert.deepEqual(Object.keys(rowExamples).sort(), [...ids].sort());
  assert.equal(new Set(ids).size, ids.length);
  const page = readFileSync(path.join(repositoryRoot, "docs/dialects.md"), "utf8");
  for (const row of [...departures, unknownClassRow, layerNameRow]) {
    assert.ok(page.includes(`| ${row.id} `), `docs/dialects.md tells of ${row.id}`);
  }
});

test("every row: TensorFlow.js does so, the message tells it once, and Keras's truth stays", async () => {
  const rows = departures.map((row) => ({
    row,
    example: rowExamples[row.id] as (typeof rowExamples)[string],
  }));
  const answers = await askTensorflowJs(
    rows.map(({ example: { layer, fill, asked } }) => ({
      ...caseOf(layer),
      ...(fill === undefined ? {} : { fill }),
      ...(asked === undefined ? {} : { layer: asked }),
    })),
  );
  for (const [index, { row, example }] of rows.entries()) {
    const theirs = answers[index] as TensorflowJsAnswer;
    const ours = analyse(example.layer);
    const told = ours.problems.filter(({ message }) => example.message.test(message));
    assert.equal(told.length, 1, `${row.id}: ${JSON.stringify(ours.problems.map(({ message }) => message))}`);
    assert.equal(told[0]?.code, row.kind === "remark" ? row.about : row.code, row.id);
    assert.equal(told[0]?.layer, "layer", row.id);
    if (row.kind !== "remark") assert.equal(told[0]?.severity, row.severity, row.id);
    checkTruth(row, theirs, ours);
    const keras = analyse(example.layer, "keras");
    assert.ok(
      !keras.problems.some(
        ({ code, message }) => code.startsWith("tfjs-") || message.includes("builds it all the same"),
      ),
    );
    if (row.kind !== "remark")
      assert.ok(!keras.problems.some(({ severity }) => severity === "error"), `${row.id} in Keras`);
    // Of the settings of an activation function only the values tell; tests of their own ask for those.
    if (row.kind === "replacement" && !["relu-settings", "leaky-relu-slope"].includes(row.id)) {
      assert.notDeepEqual([keras.outputs, keras.weights], [ours.outputs, ours.weights], row.id);
    }
  }
});

test("a ReLU with a negative slope gives the values of one without", async () => {
  const layer = (config: Record<string, unknown>) => ({ className: "ReLU", config, inputs: [[null, 4]] });
  const cases = [layer({ negative_slope: 0.5 }), layer({})].map((made) => ({ ...caseOf(made), fill: -1 }));
  const [sloped, plain] = await askTensorflowJs(cases);
  assert.equal(sloped?.first?.length, 8);
  assert.deepEqual(sloped?.first, plain?.first);
});

test("a LeakyReLU takes its slope from alpha, and 0.3 where it is called otherwise", async () => {
  const layer = (config: Record<string, unknown>) => ({
    className: "LeakyReLU",
    config,
    inputs: [[null, 4]],
  });
  const layers = [layer({ negative_slope: 0.1 }), layer({ alpha: 0.1 })];
  const answers = await askTensorflowJs(layers.map((made) => ({ ...caseOf(made), fill: -1 })));
  assert.deepEqual(
    answers.map((answer) => answer.first?.[0]?.toFixed(2)),
    ["-0.30", "-0.10"],
  );
  assert.deepEqual(analyse(layers[1] as (typeof layers)[number]).problems, []);
});

test("the classes and activations are those that TensorFlow.js has registered", async () => {
  const registered = await tensorflowJsClasses();
  assert.deepEqual(
    [...knownClasses].filter((name) => !registered.has(name)),
    [],
  );
  const ours = allLayerSpecs().flatMap(({ className, aliases = [] }) => [className, ...aliases]);
  assert.deepEqual(
    // Identity is a layer in Keras and an initialiser in TensorFlow.js.
    ours.filter((name) => registered.has(name) !== knownClasses.has(name) && name !== "Identity"),
    [],
  );
  const functions = [...registered]
    .filter((name) => /^[a-z]/.test(name))
    .map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  assert.deepEqual([...tensorflowJsActivations].sort(), functions.sort());
});

test("a class that TensorFlow.js lacks: a warning, and Keras's numbers", async () => {
  const layers = [
    { className: "SeparableConv1D", config: { filters: 4, kernel_size: 3 }, inputs: [[null, 20, 3]] },
    { className: "Conv1DTranspose", config: { filters: 4, kernel_size: 3 }, inputs: [[null, 20, 3]] },
    { className: "Normalization", config: {}, inputs: [[null, 3]] },
    { className: "GroupNormalization", config: { groups: 1 }, inputs: [[null, 4, 4, 3]] },
    {
      className: "Subtract",
      config: {},
      inputs: [
        [null, 3],
        [null, 3],
      ],
    },
    { className: "ZeroPadding1D", config: { padding: 1 }, inputs: [[null, 20, 3]] },
  ];
  const answers = await askTensorflowJs(layers.map(caseOf));
  for (const [index, layer] of layers.entries()) {
    assert.match(answers[index]?.refuses ?? "", /Unknown layer/, layer.className);
    const ours = analyse(layer);
    assert.deepEqual(
      ours.problems.map(({ code, severity }) => [code, severity]),
      [["tfjs-unknown-class", "warning"]],
      layer.className,
    );
    const keras = analyse(layer, "keras");
    assert.deepEqual([ours.outputs, ours.weights], [keras.outputs, keras.weights]);
    assert.deepEqual(keras.problems, []);
  }
});

test("a time limit ends TensorFlow.js where it would never return", async () => {
  const model = {
    class_name: "Model",
    config: {
      name: "m",
      layers: [
        {
          class_name: "InputLayer",
          name: "in",
          config: { batch_input_shape: [null, 4], name: "in" },
          inbound_nodes: [],
        },
        {
          class_name: "Dense",
          name: "d",
          config: { units: 2, name: "d" },
          inbound_nodes: [["in", 0, 0, {}]],
        },
      ],
      input_layers: [["in", 0, 0]],
      output_layers: [["d", 0, 0]],
    },
  };
  await assert.rejects(
    askTensorflowJs([{ model, layer: "d", batch: 1, freeSize: 1 }], 3),
    /ended after 3 s, 0 of 1/,
  );
});

/** TensorFlow.js does what a row of that kind says. */
function checkTruth(row: Departure, theirs: TensorflowJsAnswer, ours: ReturnType<typeof analyse>): void {
  const said = JSON.stringify(theirs);
  if (row.kind === "remark") {
    assert.ok(theirs.outputs, `${row.id} is built: ${said}`);
    return;
  }
  if (row.code === "tfjs-cannot-build") {
    assert.ok(theirs.refuses !== undefined, `${row.id} is refused: ${said}`);
    return;
  }
  assert.ok(theirs.outputs, `${row.id} is built: ${said}`);
  if (row.code === "tfjs-cannot-run") {
    assert.ok(theirs.fails !== undefined || /NaN|"\d+,/.test(said), `${row.id} fails: ${said}`);
  }
  if (row.code === "tfjs-ignores-argument") {
    assert.deepEqual([theirs.outputs, theirs.weights], [ours.outputs, ours.weights], row.id);
    assert.ok(theirs.ran, `${row.id} runs: ${said}`);
  }
  if (row.id === "center-crop-input")
    assert.deepEqual(theirs.outputs, [[null, 2, 3, 3]], "of the pooling on 4×5×3");
  else if (row.id === "embedding-length") assert.deepEqual(theirs.outputs, ours.outputs);
  else if (row.code === "tfjs-shape-differs") {
    const declared = JSON.stringify(theirs.outputs?.[0]?.slice(1));
    assert.notEqual(declared, JSON.stringify(theirs.ran?.[0]?.slice(1)), row.id);
  }
}
