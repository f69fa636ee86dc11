/** Every layer class that Keras 3.15 exports: analysed like Keras, or on a short list with the reason why it cannot be. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import { shapeToNumbers } from "../../../core/shape/shape.ts";
import { readDocument } from "../../../server/parse/readDocument.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";

type Sizes = readonly (number | null)[];

interface ClassExample {
  readonly class: string;
  readonly case?: string;
  readonly model?: unknown;
  readonly outputs?: readonly Sizes[];
  readonly params?: number;
  readonly trainable?: number;
  /** Why Keras does not make this one here. */
  readonly cannot?: string;
}

function dataFile(name: string): string {
  return readFileSync(path.join(repositoryRoot, "test/data", name), "utf8");
}

const exported: { readonly layers: readonly string[] } = JSON.parse(dataFile("keras-classes.json"));
const examples: readonly ClassExample[] = dataFile("keras-class-examples.jsonl")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line));

/** Classes whose work stands outside of the file, and why; the shape that the file states is used all the same. */
const notAnalysed: Readonly<Record<string, string>> = {
  Lambda: "holds Python code",
  Layer: "the base of all layers",
  Wrapper: "the base of all wrappers",
  TFSMLayer: "a SavedModel",
  JaxLayer: "a function of JAX",
  FlaxLayer: "a module of Flax",
  TorchModuleWrapper: "a module of PyTorch",
};

/** Classes that ask for TensorFlow, or that Keras refuses in a model: outputs as their documentation says. */
const byHand: Readonly<
  Record<string, { readonly config: object; readonly inputs: readonly Sizes[]; readonly output: Sizes }>
> = {
  Equalization: { config: {}, inputs: [[null, 9, 8, 3]], output: [null, 9, 8, 3] },
  Hashing: { config: { num_bins: 4 }, inputs: [[null, 3]], output: [null, 3] },
  HashedCrossing: {
    config: { num_bins: 4 },
    inputs: [
      [null, 1],
      [null, 1],
    ],
    output: [null, 1],
  },
  IntegerLookup: { config: { vocabulary: [5, 7] }, inputs: [[null, 3]], output: [null, 3] },
  StringLookup: { config: { vocabulary: ["a", "b"] }, inputs: [[null, 3]], output: [null, 3] },
  TextVectorization: {
    config: { max_tokens: 9, output_sequence_length: 6 },
    inputs: [[null, 1]],
    output: [null, 6],
  },
};

test("every class that Keras exports has an example", () => {
  const shown = new Set(examples.map((entry) => entry.class));
  assert.deepEqual(
    exported.layers.filter((name) => !shown.has(name)),
    [],
  );
  assert.ok(exported.layers.length > 140, `${exported.layers.length} names`);
});

test("the short list of classes that are not analysed holds no other", () => {
  const unknown = exported.layers.filter(
    (name) => analyse(oneLayer(name, { layers: [] }, [[null, 8]])).unknown,
  );
  assert.deepEqual(unknown.toSorted(), Object.keys(notAnalysed).toSorted());
});

for (const className of new Set(examples.map((entry) => entry.class))) {
  test(`${className} equals Keras`, () => {
    for (const entry of examples.filter((other) => other.class === className)) compare(entry);
  });
}

function compare(entry: ClassExample): void {
  const where = `${entry.class}, ${entry.case ?? entry.cannot}`;
  if (entry.cannot !== undefined) {
    if (notAnalysed[entry.class] !== undefined) return;
    const hand = byHand[entry.class];
    assert.ok(hand, `${where}: no example by hand`);
    const { analysis, errors } = analyse(oneLayer(entry.class, hand.config, hand.inputs));
    assert.deepEqual(errors, [], where);
    assert.deepEqual(outputsOf(analysis), [hand.output], where);
    return;
  }
  const { analysis, errors, unknown } = analyse(entry.model);
  const own = entry.class === "Halving" || notAnalysed[entry.class] !== undefined;
  assert.deepEqual(errors, [], where);
  assert.equal(unknown, own, `${where}: whether the layer is unknown`);
  assert.deepEqual(outputsOf(analysis), entry.outputs, where);
  const { parameters, trainable } = analysis.totals;
  if (entry.class === "Halving") {
    assert.equal(parameters.kind, "unknown", where);
    return;
  }
  assert.deepEqual(parameters, { kind: "exact", value: entry.params }, where);
  assert.deepEqual(trainable, { kind: "exact", value: entry.trainable }, where);
}

function analyse(model: unknown) {
  const document = readDocument({ text: JSON.stringify(model), languageId: "json", fileName: "m.json" });
  const graph = document?.models[0];
  assert.ok(document && graph, "a model");
  const analysis = analyseModel(graph);
  const problems = [...document.problems, ...analysis.problems];
  return {
    analysis,
    errors: problems.filter(({ severity }) => severity === "error").map(({ message }) => message),
    unknown: problems.some(({ code }) => code === "unknown-layer"),
  };
}

function outputsOf(analysis: ModelAnalysis) {
  return analysis.outputs.map(({ shape }) => shapeToNumbers(shape));
}

/** A model of one layer on inputs of the given shapes, batch first. */
function oneLayer(className: string, config: object, inputs: readonly Sizes[]): unknown {
  const entries = inputs.map((shape, index) => ({
    class_name: "InputLayer",
    name: `in${index}`,
    config: { name: `in${index}`, batch_shape: shape },
    inbound_nodes: [],
  }));
  const inbound = [entries.map(({ name }) => [name, 0, 0, {}])];
  const layer = {
    class_name: className,
    name: "layer",
    config: { name: "layer", ...config },
    inbound_nodes: inbound,
  };
  return {
    class_name: "Functional",
    config: {
      name: "net",
      layers: [...entries, layer],
      input_layers: entries.map(({ name }) => [name, 0, 0]),
      output_layers: [["layer", 0, 0]],
    },
  };
}
