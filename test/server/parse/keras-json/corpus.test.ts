/** Every file of the corpus through the JSON reader: layers, names and classes against the ground truth. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { LayerNode, ModelFormat, ModelGraph } from "../../../../core/graph/modelGraph.ts";
import { describeNonModel, readDocument } from "../../../../server/parse/readDocument.ts";
import { type CorpusFile, corpusFiles, corpusSize, type ExpectedLayer } from "../../../support/corpus.ts";

const files = corpusFiles();
const missing = `the corpus folder is not there: ${corpusSize} files skipped`;

/** Files without a model, and the one problem that says so. */
const nonModels: Readonly<Record<string, string>> = {
  graph_cifake_cnn: "graph-model",
  graph_tfjs_prefetching_small: "graph-model",
  graph_yolov2_tiny_raw_nodes_no_format: "graph-model",
  malformed_git_lfs_pointer: "syntax-error",
  negative_keras_tuner_trial: "not-a-model",
  tfjs_null_topology_edsr: "topology-missing",
};

test("every file is a model, or gets exactly one problem that says what it is", (context) => {
  if (files.length === 0) return context.skip(missing);
  assert.equal(files.length, corpusSize);
  for (const file of files) {
    const parsed = readDocument(inputOf(file));
    const code = nonModels[file.name];
    if (code === undefined) {
      assert.equal(parsed?.models.length, 1, file.name);
    } else {
      assert.deepEqual(parsed?.models ?? [], [], file.name);
      assert.ok((parsed?.problems.length ?? 0) <= 1, file.name);
      assert.equal(describeNonModel(inputOf(file)).code, code, file.name);
      assert.equal(describeNonModel(inputOf(file), parsed).code, code, file.name);
    }
  }
});

test("layers, their order, names and classes are those of Keras and TensorFlow.js, nested ones too", (context) => {
  if (files.length === 0) return context.skip(missing);
  let compared = 0;
  let layers = 0;
  for (const file of files) {
    if (!file.layers) continue;
    const graph = modelOf(file);
    const wanted = outlineOfExpected(file.layers);
    assert.equal(
      outlineOf(graph.layers, file.layers, operationNames(file)).join("\n"),
      wanted.join("\n"),
      file.name,
    );
    layers += wanted.length;
    compared++;
  }
  context.diagnostic(`${compared} files, ${layers} layers equal`);
  assert.ok(compared >= 60, `${compared} files compared`);
});

test("format and dialect are recognised", (context) => {
  if (files.length === 0) return context.skip(missing);
  for (const file of files) {
    if (nonModels[file.name] !== undefined) continue;
    const parsed = readDocument(inputOf(file));
    const format = formatOf(file.name);
    assert.equal(parsed?.format, format, file.name);
    assert.equal(parsed?.models[0]?.dialect, format === "tfjs-layers-json" ? "tfjs" : "keras", file.name);
  }
});

test("every reference of every graph leads to a call that is there, and places lie in the text", (context) => {
  if (files.length === 0) return context.skip(missing);
  let checked = 0;
  for (const file of files) {
    for (const graph of readDocument(inputOf(file))?.models ?? []) checked += checkGraph(graph, file);
  }
  context.diagnostic(`${checked} layers checked`);
});

test("only damaged files have problems of their text", (context) => {
  if (files.length === 0) return context.skip(missing);
  const problems = files.flatMap((file) =>
    (readDocument(inputOf(file))?.problems ?? []).map(({ code }) => `${file.name} ${code}`),
  );
  assert.deepEqual(problems, [
    "derived_nan_tokens_mobilenetv1 non-finite-number",
    "derived_nan_tokens_mobilenetv1 non-finite-number",
    "derived_truncated_squeezenet syntax-error",
    "derived_utf8_bom_crlf_imdb_cnn_lstm byte-order-mark",
    "graph_cifake_cnn graph-model",
    "graph_tfjs_prefetching_small graph-model",
    "graph_yolov2_tiny_raw_nodes_no_format graph-model",
    "tfjs_keras3_10_image_revive_custom_norm tfjs-cannot-build",
    "tfjs_null_topology_edsr topology-missing",
  ]);
});

function inputOf(file: CorpusFile) {
  return { text: file.text, languageId: "json", fileName: `${file.name}.json` };
}

function modelOf(file: CorpusFile): ModelGraph {
  const graph = readDocument(inputOf(file))?.models[0];
  assert.ok(graph, `${file.name} holds a model`);
  return graph;
}

/** Names of plain operations such as `a + b`, which Keras 3 writes among the layers and does not count as layers. */
function operationNames(file: CorpusFile): ReadonlySet<string> {
  const operations =
    /"module": "keras\.src\.ops\.[^"]*", "class_name": "[^"]*", "config": \{"name": "([^"]*)"/g;
  return new Set([...file.text.matchAll(operations)].map((match) => match[1] ?? ""));
}

/** `name: class` of each layer, nested ones indented behind their model. */
function outlineOf(
  nodes: readonly LayerNode[],
  expected: readonly ExpectedLayer[],
  operations: ReadonlySet<string>,
): string[] {
  const named = new Map(expected.map((layer) => [layer.name, layer]));
  // Keras leaves the InputLayer out of the layers of a nested Sequential, though the file has it.
  const hidden =
    expected[0]?.class !== "InputLayer" && nodes[0]?.className === "InputLayer" ? nodes[0] : undefined;
  return nodes.flatMap((node) => {
    if (node === hidden || operations.has(node.name)) return [];
    const inside = named.get(node.name)?.nestedLayers;
    const nested = inside ? outlineOf(node.model?.layers ?? [], inside, operations) : [];
    return [`${node.name}: ${node.className}`, ...nested.map((line) => `  ${line}`)];
  });
}

function outlineOfExpected(layers: readonly ExpectedLayer[]): string[] {
  return layers.flatMap((layer) => {
    const className = layer.class === "Model" ? "Functional" : layer.class;
    const nested = outlineOfExpected(layer.nestedLayers ?? []);
    return [`${layer.name}: ${className}`, ...nested.map((line) => `  ${line}`)];
  });
}

function formatOf(name: string): ModelFormat {
  if (name === "derived_nan_tokens_mobilenetv1") return "tfjs-layers-json";
  const prefix = /^(keras[123]|tfjs)_/.exec(name)?.[1] ?? "keras2";
  return prefix === "tfjs" ? "tfjs-layers-json" : (`${prefix}-json` as ModelFormat);
}

/** Gives the number of layers checked. */
function checkGraph(graph: ModelGraph, file: CorpusFile): number {
  const where = `${file.name} ${graph.name}`;
  assert.ok(graph.layers.length > 0, where);
  assert.ok(graph.inputs.length > 0, where);
  assert.ok(graph.outputs.length > 0, where);
  assert.equal(new Set(graph.layers.map((node) => node.name)).size, graph.layers.length, where);
  const exists = (ref: { layer: number; call: number }) =>
    graph.layers[ref.layer]?.calls[ref.call] !== undefined;
  assert.ok([...graph.inputs, ...graph.outputs].every(exists), where);
  let checked = 0;
  for (const node of graph.layers) {
    const at = `${where} ${node.name}`;
    assert.ok(node.calls.length > 0, at);
    assert.ok(node.calls.flatMap((call) => call.inputs).every(exists), at);
    assert.ok(node.range.start >= graph.range.start && node.range.end <= graph.range.end, at);
    assert.equal(file.text.slice(node.classRange.start, node.classRange.end), node.writtenClass, at);
    assert.equal(file.text[node.range.start], "{", at);
    assert.equal(file.text[node.range.end - 1], "}", at);
    for (const param of Object.values(node.config)) {
      assert.ok(param.range.start < param.range.end && param.range.end <= file.text.length, at);
    }
    checked += 1 + (node.model ? checkGraph(node.model, file) : 0);
  }
  return checked;
}
