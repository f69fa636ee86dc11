/** Real model files against what Keras and TensorFlow.js say of every layer, and against published totals. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { countToNumber } from "../../core/cost/count.ts";
import { fieldSizes } from "../../core/cost/receptiveField.ts";
import { analyseModel } from "../../core/graph/analyseModel.ts";
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { findLayerSpec } from "../../core/layers/index.ts";
import { shapeToNumbers } from "../../core/shape/shape.ts";
import { readDocument } from "../../server/parse/readDocument.ts";
import { sharedFolder } from "../support/repositoryRoot.ts";

interface ExpectedLayer {
  readonly name: string;
  readonly class: string;
  readonly outputShape: unknown;
  readonly params: number;
  readonly outputShapesPerCall?: readonly unknown[];
  readonly nestedLayers?: readonly ExpectedLayer[];
}

interface Expected {
  readonly layers: readonly ExpectedLayer[];
  readonly totalParams: number;
  readonly trainableParams: number;
  readonly crossCheck?: {
    readonly layerDifferences?: readonly { readonly name: string; readonly keras: [unknown, number] }[];
  };
}

const corpus = path.join(sharedFolder, "corpus");
const present = existsSync(corpus);
const modelClasses = new Set(["Model", "Functional", "Sequential"]);

test("every file with ground truth whose layers are all known is equal, layer by layer", (context) => {
  if (!present) return context.skip("the corpus folder is not there: 91 files skipped");
  const compared: string[] = [];
  let layers = 0;
  const unknown: string[] = [];
  for (const file of readdirSync(path.join(corpus, "expected"))) {
    const name = file.replace(".expected.json", "");
    const expected: Partial<Expected> = JSON.parse(readFileSync(path.join(corpus, "expected", file), "utf8"));
    const source = path.join(corpus, "json", `${name}.json`);
    if (!expected.layers || !existsSync(source)) continue;
    if (!expected.layers.every(isKnown)) {
      unknown.push(name);
      continue;
    }
    layers += compareModel(name, analyseFile(source), expected as Expected);
    compared.push(name);
  }
  context.diagnostic(
    `${compared.length} files, ${layers} layers equal; ${unknown.length} files hold other classes`,
  );
  assert.ok(compared.length >= 44, `${compared.length} files compared`);
});

test("published totals of keras.applications", (context) => {
  if (!present) return context.skip("the corpus folder is not there: 7 models skipped");
  const published: [string, number][] = [
    ["VGG16", 138_357_544],
    ["ResNet50", 25_636_712],
    ["MobileNet", 4_253_864],
    ["MobileNetV2", 3_538_984],
    ["Xception", 22_910_480],
    ["InceptionV3", 23_851_784],
    ["DenseNet121", 8_062_504],
  ];
  for (const [name, parameters] of published) {
    const { totals } = analyseFile(path.join(corpus, "json", `keras3_app_${name}.json`));
    context.diagnostic(
      `${name}: ${countToNumber(totals.parameters)} parameters, ${countToNumber(totals.macs)} MACs`,
    );
    assert.equal(countToNumber(totals.parameters), parameters, name);
  }
});

test("published MACs: MobileNet 0.57 G, VGG16 15.5 G, ResNet50 3.9 G, MobileNetV2 0.30 G", (context) => {
  if (!present) return context.skip("the corpus folder is not there: 4 models skipped");
  const published: [string, number][] = [
    ["MobileNet", 0.57],
    ["VGG16", 15.5],
    ["ResNet50", 3.9],
    ["MobileNetV2", 0.3],
  ];
  for (const [name, giga] of published) {
    const macs = countToNumber(analyseFile(path.join(corpus, "json", `keras3_app_${name}.json`)).totals.macs);
    assert.ok(macs !== null && Math.abs(macs / 1e9 - giga) < giga * 0.02, `${name}: ${macs}`);
  }
});

test("the receptive field of MobileNet before its pooling is 315", (context) => {
  if (!present) return context.skip("the corpus folder is not there: 1 model skipped");
  const { totals } = analyseFile(path.join(corpus, "json", "keras3_app_MobileNet.json"));
  assert.deepEqual(fieldSizes(totals.field), [315, 315]);
});

function analyseFile(file: string): ModelAnalysis {
  const read = readDocument({ text: readFileSync(file, "utf8"), languageId: "json", fileName: file });
  const graph = read?.models[0];
  assert.ok(graph, `${file} holds a model`);
  return analyseModel(graph);
}

function isKnown(layer: ExpectedLayer): boolean {
  if (layer.nestedLayers) return layer.nestedLayers.every(isKnown);
  return modelClasses.has(layer.class) || findLayerSpec(layer.class) !== undefined;
}

/** Compares every layer and the totals; gives the number of layers compared. */
function compareModel(name: string, analysis: ModelAnalysis, expected: Expected): number {
  const differences = new Map(
    expected.crossCheck?.layerDifferences?.map((entry) => [entry.name, entry.keras]),
  );
  const count = compareLayers(name, analysis.layers, expected.layers, differences);
  assert.deepEqual(
    {
      total: countToNumber(analysis.totals.parameters),
      trainable: countToNumber(analysis.totals.trainable),
      errors: analysis.problems
        .filter((problem) => problem.severity === "error")
        .map((problem) => problem.message),
    },
    { total: expected.totalParams, trainable: expected.trainableParams, errors: [] },
    name,
  );
  return count;
}

function compareLayers(
  where: string,
  layers: readonly LayerAnalysis[],
  expected: readonly ExpectedLayer[],
  differences: ReadonlyMap<string, [unknown, number]>,
): number {
  let count = 0;
  for (const wanted of expected) {
    const layer = layers.find((candidate) => candidate.node.name === wanted.name);
    const place = `${where}/${wanted.name}`;
    assert.ok(layer, `${place} is there`);
    if (!modelClasses.has(wanted.class)) assert.equal(layer.node.className, wanted.class, place);
    const shapes = layer.calls[0]?.outputs.map(shapeToNumbers) ?? [];
    // Where TensorFlow.js and Keras differ, Keras's own value stands in the cross-check.
    const kerasShape = differences.get(wanted.name)?.[0];
    const shape = kerasShape ?? wanted.outputShape;
    assert.deepEqual(shapes.length === 1 ? shapes[0] : shapes, shape, place);
    assert.equal(countToNumber(layer.parameters), wanted.params, place);
    count += 1;
    if (wanted.outputShapesPerCall) {
      const perCall = layer.calls.map((call) => call.outputs[0] && shapeToNumbers(call.outputs[0]));
      // A nested model of TensorFlow.js counts the call in which it was built before those that use it.
      const used = layer.nested
        ? wanted.outputShapesPerCall.slice(-perCall.length)
        : wanted.outputShapesPerCall;
      assert.deepEqual(perCall, used, place);
    }
    if (wanted.nestedLayers)
      count += compareLayers(place, layer.nested?.layers ?? [], wanted.nestedLayers, differences);
  }
  return count;
}
