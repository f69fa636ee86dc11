/** 500 random whole models made by Keras 3.15: every shape of every call, every count and the totals are equal. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { countToNumber } from "../../core/cost/count.ts";
import { analyseModel } from "../../core/graph/analyseModel.ts";
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { shapeToNumbers } from "../../core/shape/shape.ts";
import { readDocument } from "../../server/parse/readDocument.ts";
import { repositoryRoot } from "../support/repositoryRoot.ts";

/** What Keras says of a layer; `p` and `t` are all and the trainable parameters. */
interface KerasLayer {
  readonly name: string;
  readonly calls: readonly (readonly (readonly (number | null)[])[])[];
  readonly p: number;
  readonly t: number;
  readonly layers?: readonly KerasLayer[];
}

interface KerasModel {
  readonly number: number;
  readonly model: unknown;
  readonly layers: readonly KerasLayer[];
  readonly p: number;
  readonly t: number;
  readonly outputs: readonly (readonly (number | null)[])[];
}

test("500 random models of Keras: all layers and totals equal", (context) => {
  const lines = gunzipSync(
    readFileSync(path.join(repositoryRoot, "test/data/keras-whole-models.jsonl.gz")),
  ).toString();
  const models = lines
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as KerasModel);
  assert.equal(models.length, 500);
  const classes = new Set<string>();
  const different: string[] = [];
  let layers = 0;
  for (const made of models) {
    const analysis = analyseText(JSON.stringify(made.model));
    const found: string[] = [];
    layers += compareLayers(analysis, made.layers, found, classes);
    compare("parameters", countToNumber(analysis.totals.parameters), made.p, found);
    compare("trainable", countToNumber(analysis.totals.trainable), made.t, found);
    compare("not trainable", countToNumber(analysis.totals.nonTrainable), made.p - made.t, found);
    compare(
      "outputs",
      analysis.outputs.map(({ shape }) => shapeToNumbers(shape)),
      made.outputs,
      found,
    );
    const errors = analysis.problems.filter(({ severity }) => severity === "error");
    found.push(...errors.map(({ message }) => message));
    if (found.length > 0) different.push(`model ${made.number}: ${found.join("; ")}`);
  }
  context.diagnostic(`${models.length} models, ${layers} layers of ${classes.size} classes`);
  assert.deepEqual(different.slice(0, 10), [], `${different.length} differ`);
  assert.ok(layers >= 5000, "models are not trivial");
  assert.ok(classes.size >= 80, "classes are many");
});

function analyseText(text: string): ModelAnalysis {
  const graph = readDocument({ text, languageId: "json", fileName: "model.json" })?.models[0];
  assert.equal(graph?.dialect, "keras");
  return analyseModel(graph as NonNullable<typeof graph>);
}

function compareLayers(
  { layers }: ModelAnalysis,
  theirs: readonly KerasLayer[],
  found: string[],
  classes: Set<string>,
): number {
  compare("layers", layers.map(({ node }) => node.name).sort(), theirs.map(({ name }) => name).sort(), found);
  const byName = new Map(layers.map((layer) => [layer.node.name, layer]));
  let compared = 0;
  for (const layer of theirs) {
    const own = byName.get(layer.name);
    if (own) compared += compareLayer(own, layer, found, classes);
  }
  return compared;
}

function compareLayer(own: LayerAnalysis, theirs: KerasLayer, found: string[], classes: Set<string>): number {
  const { node } = own;
  classes.add(node.className);
  const name = `${node.className} "${node.name}"`;
  compare(
    `${name} shapes`,
    own.calls.map((call) => call.outputs.map(shapeToNumbers)),
    theirs.calls,
    found,
  );
  compare(`${name} parameters`, countToNumber(own.parameters), theirs.p, found);
  compare(`${name} trainable`, countToNumber(own.trainable), theirs.t, found);
  // The layers inside keep the shapes that the model declares of itself, whatever it is called on.
  return node.model && theirs.layers
    ? 1 + compareLayers(analyseModel(node.model), theirs.layers, found, classes)
    : 1;
}

function compare(what: string, ours: unknown, theirs: unknown, found: string[]): void {
  const [left, right] = [JSON.stringify(ours), JSON.stringify(theirs)];
  if (left !== right) found.push(`${what}: ${left}, and ${right} in Keras`);
}
