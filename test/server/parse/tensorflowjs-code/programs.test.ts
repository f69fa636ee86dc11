/**
 * Programs in the styles of real code. What TensorFlow.js 4.22 makes of each when it is run stands in
 * programs/expected.json: names, classes, parameters, trainability and output shapes, layer by layer. Where hints stand
 * is noted in some of the programs: `// @ a, b` lists the layers whose hints are at the end of that line.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import type { LayerAnalysis } from "../../../../core/graph/modelAnalysis.ts";
import type { ModelGraph } from "../../../../core/graph/modelGraph.ts";
import type { Shape } from "../../../../core/shape/shape.ts";
import { readTensorflowJsCode } from "../../../../server/parse/tensorflowjs-code/readTensorflowJsCode.ts";
import { repositoryRoot } from "../../../support/repositoryRoot.ts";

type ExpectedLayer = readonly [string, string, number, boolean, readonly string[]];

interface ExpectedModel {
  readonly name: string;
  readonly kind: string;
  readonly parameters: number;
  readonly layers: readonly ExpectedLayer[];
}

const folder = path.join(repositoryRoot, "test/server/parse/tensorflowjs-code/programs");
const expected = JSON.parse(readFileSync(path.join(folder, "expected.json"), "utf8")) as Record<
  string,
  readonly ExpectedModel[]
>;
/** Each has `.txt` behind its name, so that no tool takes it for a part of the project. */
const programs = readdirSync(folder)
  .filter((file) => file.endsWith(".txt"))
  .map((file) => file.replace(/\.txt$/, ""));

test("every program has an expectation", () => {
  assert.ok(programs.length >= 45);
  assert.deepEqual(Object.keys(expected).sort(), [...programs].sort());
});

for (const file of programs) {
  const text = readFileSync(path.join(folder, `${file}.txt`), "utf8");

  test(`${file}: the same models as TensorFlow.js makes`, () => {
    const document = readTensorflowJsCode(text, file);
    assert.ok(document);
    assert.deepEqual(document.problems, []);
    assert.equal(document.format, "tfjs-code");
    const wanted = (expected[file] ?? []).filter(({ layers }) => layers.length > 0);
    // A program makes its models in the order of its calls, the document has them in the order of the text.
    const found = document.models.map((graph) => ({
      key: namesOf(graph.layers.map(({ name }) => name)),
      graph,
    }));
    for (const model of wanted) {
      const key = namesOf(model.layers.map(([name]) => name));
      const index = found.findIndex((each) => each.key === key);
      assert.ok(index >= 0, `no model of ${key} among ${found.map((each) => each.key).join(" | ")}`);
      for (const { graph } of found.splice(index, 1)) compareModel(graph, model);
    }
    assert.deepEqual(
      found.map(({ key }) => key),
      [],
      "models that TensorFlow.js does not make",
    );
  });

  if (notes(text).length === 0) continue;
  test(`${file}: hints stand at the noted lines`, () => {
    const document = readTensorflowJsCode(text, file);
    const found = new Map<number, string[]>();
    const seen = new Set<string>();
    for (const layer of (document?.models ?? []).flatMap((graph) => graph.layers)) {
      const key = `${layer.anchor} ${layer.name}`;
      if (seen.has(key)) continue;
      seen.add(key);
      found.set(layer.anchor, [...(found.get(layer.anchor) ?? []), layer.name]);
    }
    assert.deepEqual(
      [...found]
        .sort(([a], [b]) => a - b)
        .map(([anchor, names]) => `${lineAt(text, anchor)}: ${names.join(", ")}`),
      notes(text),
    );
    for (const anchor of found.keys()) assert.match(text.slice(anchor), /^(\n|$)/);
  });
}

function namesOf(names: readonly string[]): string {
  return [...names].sort().join(" ");
}

function compareModel(graph: ModelGraph, wanted: ExpectedModel): void {
  assert.equal(graph.kind, wanted.kind);
  const analysis = analyseModel(graph);
  const { parameters } = analysis.totals;
  const order = new Map(wanted.layers.map(([name], index) => [name, index]));
  // TensorFlow.js sorts a functional model's layers by depth; the graph keeps the order of the program.
  const layers = [...analysis.layers].sort(
    (a, b) => (order.get(a.node.name) ?? -1) - (order.get(b.node.name) ?? -1),
  );
  assert.deepEqual(
    layers.map(({ node }) => [node.name, node.className]),
    wanted.layers.map(([name, className]) => [name, className]),
  );
  for (const [index, layer] of layers.entries()) {
    const [name, , count, trainable, shapes] = wanted.layers[index] as ExpectedLayer;
    if (layer.node.className !== "InputLayer")
      assert.equal(layer.node.trainable, trainable, `trainable of ${name}`);
    assert.ok(layer.parameters.kind === "exact", `${name}: ${reasons(layer)}`);
    assert.equal(layer.parameters.value, count, `parameters of ${name}`);
    const own = layer.calls.flatMap((call) => call.outputs.map(numbers));
    assert.ok(own.length > 0 || layer.node.model);
    for (const shape of own) assert.ok(shapes.includes(shape), `${name}: ${shape} is not in ${shapes}`);
  }
  assert.equal(parameters.kind === "exact" && parameters.value, wanted.parameters);
}

function reasons(layer: LayerAnalysis): string {
  return layer.unknown.map(({ reason }) => reason).join("; ");
}

function numbers(shape: Shape): string {
  if (shape.kind === "unranked") return shape.reason;
  return JSON.stringify(shape.dims.map((dim) => (dim.kind === "known" ? dim.value : null)));
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function notes(text: string): string[] {
  return text.split("\n").flatMap((line, index) => {
    const names = / @ (.*)$/.exec(line)?.[1];
    return names === undefined ? [] : [`${index + 1}: ${names}`];
  });
}
