/** Holds what ConvLens reads from a program to the models that TensorFlow.js makes when the program runs. */
import assert from "node:assert/strict";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import type { LayerAnalysis } from "../../../../core/graph/modelAnalysis.ts";
import type { ModelGraph } from "../../../../core/graph/modelGraph.ts";
import type { Shape } from "../../../../core/shape/shape.ts";
import type { ParsedDocument } from "../../../../server/parse/parsedDocument.ts";
import type { TensorflowJsModel } from "../../../support/tensorflowJs.ts";

/** The same models, and in each the same layers: name, class, parameters, trainability, every output shape, and the total. */
export function assertSameModels(document: ParsedDocument, expected: readonly TensorflowJsModel[]): void {
  const wanted = expected.filter(({ layers }) => layers.length > 0);
  // A program makes its models in the order of its calls, the document has them in the order of the text.
  const found = document.models.map((graph) => ({
    key: namesOf(graph.layers.map(({ name }) => name)),
    graph,
  }));
  for (const model of wanted) {
    const key = namesOf(model.layers.map(([name]) => name));
    const alike = found.filter((each) => each.key === key);
    const [first] = alike;
    assert.ok(first, `no model of ${key} among ${found.map((each) => each.key).join(" | ")}`);
    // Several models may have the same names; the message is that of the first.
    const same = alike.find(({ graph }) => isSameModel(graph, model));
    if (!same) compareModel(first.graph, model);
    found.splice(found.indexOf(same ?? first), 1);
  }
  assert.deepEqual(
    found.map(({ key }) => key),
    [],
    "models that TensorFlow.js does not make",
  );
}

function namesOf(names: readonly string[]): string {
  return [...names].sort().join(" ");
}

function isSameModel(graph: ModelGraph, wanted: TensorflowJsModel): boolean {
  try {
    compareModel(graph, wanted);
    return true;
  } catch (error) {
    if (error instanceof assert.AssertionError) return false;
    throw error;
  }
}

function compareModel(graph: ModelGraph, wanted: TensorflowJsModel): void {
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
    const [name, , count, trainable, shapes] = wanted.layers[index] as TensorflowJsModel["layers"][number];
    if (layer.node.className !== "InputLayer")
      assert.equal(layer.node.trainable, trainable, `trainable of ${name}`);
    assert.ok(layer.parameters.kind === "exact", `${name}: ${reasons(layer)}`);
    assert.equal(layer.parameters.value, count, `parameters of ${name}`);
    const own = layer.calls.flatMap((call) => call.outputs.map(numbers));
    assert.ok(own.length > 0 || layer.node.model);
    for (const shape of own)
      assert.ok(isAmong(shape, shapes, layer), `${name}: ${shape} is not in ${shapes}`);
  }
  assert.equal(parameters.kind === "exact" && parameters.value, wanted.parameters);
}

/** TensorFlow.js declares the size that a Reshape works out as free until it runs. */
function isAmong(shape: string, shapes: readonly string[], { node }: LayerAnalysis): boolean {
  if (shapes.includes(shape) || node.className !== "Reshape") return shapes.includes(shape);
  return shapes.some((declared) =>
    new RegExp(`^${declared.slice(1, -1).replaceAll("null", "(?:\\d+|null)")}$`).test(shape.slice(1, -1)),
  );
}

function reasons(layer: LayerAnalysis): string {
  return layer.unknown.map(({ reason }) => reason).join("; ");
}

function numbers(shape: Shape): string {
  if (shape.kind === "unranked") return shape.reason;
  return JSON.stringify(shape.dims.map((dim) => (dim.kind === "known" ? dim.value : null)));
}
