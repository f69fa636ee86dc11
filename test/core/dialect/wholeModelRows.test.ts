/** Rows on whole models: TensorFlow.js 4.22 fails on the example of each and runs the one beside it, of which nothing is told. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { wholeModelRows } from "../../../core/dialect/run/wholeModelRows.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { readDocument } from "../../../server/parse/readDocument.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";
import { askOfWholeModels } from "../../support/tensorflowJs.ts";

/** Name, class, arguments, and the names or `name:tensor` of the inputs. */
type Layer = readonly [
  name: string,
  className: string,
  config: Record<string, unknown>,
  from: readonly string[],
];

interface Example {
  readonly fails: readonly Layer[];
  readonly runs: readonly Layer[];
  /** The layer that is told of, and what the message names. */
  readonly layer: string;
  readonly message: RegExp;
}

const sequence: Layer = ["in", "InputLayer", { batch_input_shape: [null, 5, 3] }, []];
const encoder: Layer = ["encoder", "LSTM", { units: 4, return_state: true }, ["in"]];
const mask: Layer = ["mask", "Masking", {}, ["in"]];
const masked: readonly Layer[] = [
  sequence,
  mask,
  ["encoder", "LSTM", { units: 4, return_state: true }, ["mask"]],
  ["decoder", "LSTM", { units: 4, return_sequences: true }, ["mask", "encoder:1", "encoder:2"]],
];

const examples: Readonly<Record<string, Example>> = {
  "mask-kept": {
    fails: [sequence, mask, ["sum", "Add", {}, ["mask", "in", "in"]]],
    runs: [sequence, mask, ["lstm", "LSTM", { units: 4 }, ["mask"]]],
    layer: "sum",
    message: /fail at Add "sum".* \(the mask is made by Masking "mask"/,
  },
  "initial-states-kept": {
    fails: [...masked, ["after", "LSTM", { units: 2 }, ["decoder"]]],
    runs: [...masked, ["after", "Dense", { units: 2 }, ["decoder"]]],
    layer: "decoder",
    message: /initial states of LSTM "decoder" for LSTM "after" too/,
  },
  "state-freed-with-output": {
    fails: [
      sequence,
      encoder,
      ["a", "Dense", { units: 2 }, ["encoder"]],
      ["b", "Dense", { units: 2 }, ["encoder:1"]],
      ["sum", "Add", {}, ["a", "b"]],
    ],
    runs: [
      sequence,
      encoder,
      ["a", "Dense", { units: 2 }, ["encoder:1"]],
      ["b", "Dense", { units: 2 }, ["a"]],
    ],
    layer: "encoder",
    message: /what uses LSTM "encoder".* return_sequences/,
  },
};

function modelOf(layers: readonly Layer[]) {
  const tensor = (from: string) => {
    const [name, number = "0"] = from.split(":");
    return [name, 0, Number(number), {}];
  };
  const config = {
    name: "model",
    layers: layers.map(([name, class_name, given, from]) => ({
      class_name,
      name,
      config: { name, ...given },
      inbound_nodes: from.length > 0 ? [from.map(tensor)] : [],
    })),
    input_layers: [["in", 0, 0]],
    output_layers: [[layers.at(-1)?.[0], 0, 0]],
  };
  return { class_name: "Model", config };
}

function problemsOf(layers: readonly Layer[], format?: string) {
  const model = modelOf(layers);
  const text = JSON.stringify(format ? { format, modelTopology: { model_config: model } } : model);
  const graph = readDocument({ text, languageId: "json", fileName: "model.json" })?.models[0];
  assert.ok(graph);
  return analyseModel(graph).problems;
}

test("every row on whole models has an example, and the page names it", () => {
  assert.deepEqual(Object.keys(examples).sort(), wholeModelRows.map(({ id }) => id).sort());
  const page = readFileSync(path.join(repositoryRoot, "docs/dialects.md"), "utf8");
  for (const { id } of wholeModelRows)
    assert.ok(page.includes(`| ${id} `), `docs/dialects.md tells of ${id}`);
});

for (const { id } of wholeModelRows) {
  test(`${id}: fails in TensorFlow.js, is told once and only in its files; the example beside it runs`, async () => {
    const { fails, runs, layer, message } = examples[id] as Example;
    const [failing, running] = await askOfWholeModels(
      [fails, runs].map((layers) => ({ model: modelOf(layers), batch: 2, freeSize: 6 })),
    );
    assert.ok(failing && running && failing.refuses === undefined && running.refuses === undefined);
    assert.notEqual(failing.fails, undefined, "TensorFlow.js fails");
    assert.equal(running.fails, undefined);
    const told = problemsOf(fails, "layers-model");
    assert.deepEqual(
      told.map((problem) => [problem.code, problem.severity, problem.layer]),
      [["tfjs-cannot-run", "warning", layer]],
    );
    assert.match(told[0]?.message ?? "", message);
    assert.deepEqual(problemsOf(runs, "layers-model"), []);
    assert.deepEqual(problemsOf(fails), [], "a file of Keras");
  });
}
