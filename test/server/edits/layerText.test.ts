// Arguments of layers changed in the text: JSON of every spelling and layout, and code; what is no literal is left alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { LayerNode } from "../../../core/graph/modelGraph.ts";
import { type Analysis, analyseDocument } from "../../../server/analysis/analysis.ts";
import { walkLayers } from "../../../server/analysis/layerWalk.ts";
import { applyEdits, layerTextOf } from "../../../server/edits/index.ts";
import type { ArgumentValues } from "../../../server/edits/layerText.ts";

function analyse(text: string, languageId = "json"): Analysis {
  return analyseDocument({
    uri: languageId === "json" ? "file:///m.json" : "file:///m.ts",
    version: 1,
    languageId,
    text,
  });
}

function layerNamed(analysis: Analysis, name: string): LayerNode {
  for (const { layer } of walkLayers(analysis)) {
    for (let node: LayerNode | undefined = layer.node; node; node = node.wrapped)
      if (node.name === name) return node;
  }
  throw new Error(`no layer ${name}`);
}

/** The text with the arguments of layer "c" changed; `undefined` where that is refused. */
function changed(text: string, set: ArgumentValues, languageId = "json"): string | undefined {
  const analysis = analyse(text, languageId);
  const edits = layerTextOf(analysis, layerNamed(analysis, "c"))?.withArguments(set);
  return edits && applyEdits(text, edits);
}

const sequential = (layer: string) =>
  `{"class_name": "Sequential", "config": {"name": "m", "layers": [${layer}]}}`;

/** What stands between the brackets of the layer's configuration, before and after. */
function checkJson(before: string, set: ArgumentValues, after: string | undefined): void {
  const layer = (config: string) => sequential(`{"class_name": "Conv2D", "config": ${config}}`);
  assert.equal(changed(layer(before), set), after === undefined ? undefined : layer(after), before);
}

test("JSON: values are replaced, added and removed where they stand", () => {
  const config = '{"name": "c", "filters": 4, "kernel_size": [3, 3], "strides": [1, 1]}';
  checkJson(
    config,
    { strides: [2, 2] },
    '{"name": "c", "filters": 4, "kernel_size": [3, 3], "strides": [2, 2]}',
  );
  checkJson(
    config,
    { filters: 8, padding: "same" },
    '{"name": "c", "filters": 8, "kernel_size": [3, 3], "strides": [1, 1], "padding": "same"}',
  );
  checkJson(config, { strides: undefined }, '{"name": "c", "filters": 4, "kernel_size": [3, 3]}');
  checkJson(config, { kernel_size: undefined, strides: undefined }, '{"name": "c", "filters": 4}');
  checkJson(config, { filters: undefined }, '{"name": "c", "kernel_size": [3, 3], "strides": [1, 1]}');
  checkJson(
    config,
    { strides: undefined, use_bias: false },
    '{"name": "c", "filters": 4, "kernel_size": [3, 3], "use_bias": false}',
  );
  checkJson(
    config,
    { kernel_size: undefined, strides: undefined, groups: 2, use_bias: false },
    '{"name": "c", "filters": 4, "groups": 2, "use_bias": false}',
  );
  checkJson(config, { dilation_rate: undefined }, config);
});

test("JSON: the file's own way of writing is kept", () => {
  checkJson(
    '{"name":"c","filters":4,"kernel_size":[3,3]}',
    { padding: "same", strides: [2, 2] },
    '{"name":"c","filters":4,"kernel_size":[3,3],"padding":"same","strides":[2, 2]}'.replace(
      "[2, 2]",
      "[2,2]",
    ),
  );
  checkJson(
    '{"name": "c", "filters": 4, "kernelSize": [3, 3], "dataFormat": "channelsLast"}',
    { use_bias: false },
    '{"name": "c", "filters": 4, "kernelSize": [3, 3], "dataFormat": "channelsLast", "useBias": false}',
  );
  checkJson(
    '{"name": "c", "filters": 4, "kernel_size": 3}',
    { kernel_size: [5, 5] },
    '{"name": "c", "filters": 4, "kernel_size": 5}',
  );
  checkJson(
    '{"name": "c", "filters": 4, "kernel_size": 3}',
    { kernel_size: [5, 3] },
    '{"name": "c", "filters": 4, "kernel_size": [5, 3]}',
  );
  const lines = '{\n  "name": "c",\n  "filters": 4,\n  "kernel_size": [3, 3]\n}';
  checkJson(lines, { padding: "same" }, lines.replace("[3, 3]\n", '[3, 3],\n  "padding": "same"\n'));
  checkJson(lines, { kernel_size: undefined }, '{\n  "name": "c",\n  "filters": 4\n}');
});

test("JSON: what was written another way, or stands elsewhere, is left alone", () => {
  // Keras 1 gives a kernel as two numbers, and the channel order by another word.
  checkJson('{"name": "c", "nb_filter": 4, "nb_row": 3, "nb_col": 3}', { kernel_size: [5, 5] }, undefined);
  checkJson(
    '{"name": "c", "filters": 4, "kernel_size": [3, 3], "dim_ordering": "th"}',
    { data_format: "channels_last" },
    undefined,
  );
  checkJson(
    '{"name": "c", "nb_filter": 4, "nb_row": 3, "nb_col": 3, "subsample": [2, 2]}',
    { strides: [1, 1] },
    '{"name": "c", "nb_filter": 4, "nb_row": 3, "nb_col": 3, "subsample": [1, 1]}',
  );
  const inString = JSON.stringify(
    sequential('{"class_name": "Conv2D", "config": {"name": "c", "filters": 4, "kernel_size": [3, 3]}}'),
  );
  assert.equal(changed(inString, { filters: 8 }), undefined);
});

test("JSON: the layer inside a wrapper has its own configuration", () => {
  const text = sequential(
    '{"class_name": "TimeDistributed", "config": {"name": "t", "batch_input_shape": [null, 5, 8, 8, 3], "layer": {"class_name": "Conv2D", "config": {"name": "c", "filters": 4, "kernel_size": [3, 3]}}}}',
  );
  assert.equal(changed(text, { filters: 6 }), text.replace('"filters": 4', '"filters": 6'));
});

const program = (layer: string, before = "") =>
  `import * as tf from "@tensorflow/tfjs";\n${before}const m = tf.sequential();\nm.add(${layer});\n`;

function checkCode(before: string, set: ArgumentValues, after: string | undefined, lines = ""): void {
  const result = changed(program(before, lines), set, "typescript");
  assert.equal(result, after === undefined ? undefined : program(after, lines), before);
}

test("code: values are replaced, added and removed in the object literal", () => {
  const layer =
    'tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, strides: [1, 1], name: "c" })';
  checkCode(layer, { filters: 8 }, layer.replace("filters: 4", "filters: 8"));
  checkCode(layer, { strides: [2, 2] }, layer.replace("[1, 1]", "[2, 2]"));
  checkCode(layer, { kernel_size: [5, 5] }, layer.replace("kernelSize: 3", "kernelSize: 5"));
  checkCode(layer, { strides: undefined }, layer.replace(" strides: [1, 1],", ""));
  checkCode(
    layer,
    { data_format: "channels_first", use_bias: false },
    layer.replace('name: "c"', 'name: "c", dataFormat: "channelsFirst", useBias: false'),
  );
  checkCode(layer, { dilation_rate: [2, 2] }, layer.replace('name: "c"', 'name: "c", dilationRate: 2'));
  const quoted = "tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, name: 'c' })";
  checkCode(quoted, { padding: "same" }, quoted.replace("name: 'c'", "name: 'c', padding: 'same'"));
});

test("code: several lines, trailing commas, quoted keys, types behind the object", () => {
  const layer =
    'tf.layers.conv2d({\n  inputShape: [8, 8, 3],\n  filters: 4,\n  "kernelSize": 3,\n  name: "c",\n} as const)';
  checkCode(layer, { use_bias: false }, layer.replace('name: "c",', 'name: "c",\n  useBias: false,'));
  checkCode(layer, { kernel_size: 5 }, layer.replace('"kernelSize": 3', '"kernelSize": 5'));
  checkCode(layer, { filters: undefined }, layer.replace("  filters: 4,\n", ""));
});

test("code: an object or a call without arguments gets some", () => {
  const names = "const names = tf.layers.batchNormalization;\n";
  const text = (layer: string) =>
    `${program("tf.layers.dense({ units: 2, inputShape: [4] })", names)}m.add(${layer});\n`;
  for (const [before, after] of [
    ["tf.layers.batchNormalization()", "tf.layers.batchNormalization({ axis: 1 })"],
    ["tf.layers.batchNormalization({})", "tf.layers.batchNormalization({ axis: 1 })"],
  ] as const) {
    const analysis = analyse(text(before), "typescript");
    const node = [...walkLayers(analysis)]
      .map(({ layer }) => layer.node)
      .find(({ className }) => className === "BatchNormalization");
    assert.ok(node);
    const edits = layerTextOf(analysis, node)?.withArguments({ axis: 1 });
    assert.equal(edits && applyEdits(analysis.text, edits), text(after));
  }
});

test("code: what is computed, spread or made elsewhere is left alone", () => {
  const width = "const width = 4;\nconst shared = { filters: 4, kernelSize: 3, name: 'c' };\n";
  checkCode(
    'tf.layers.conv2d({ inputShape: [8, 8, 3], filters: width * 2, kernelSize: 3, name: "c" })',
    { filters: 8 },
    undefined,
    width,
  );
  checkCode(
    'tf.layers.conv2d({ inputShape: [8, 8, 3], filters: width, kernelSize: 3, name: "c" })',
    { filters: 8 },
    undefined,
    width,
  );
  checkCode(
    "tf.layers.conv2d({ inputShape: [8, 8, 3], ...shared })",
    { filters: undefined },
    undefined,
    width,
  );
  checkCode(
    "tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 4, ...shared })",
    { filters: 8 },
    undefined,
    width,
  );
  // A new value behind the spread wins over it.
  checkCode(
    "tf.layers.conv2d({ inputShape: [8, 8, 3], ...shared })",
    { filters: 8 },
    "tf.layers.conv2d({ inputShape: [8, 8, 3], ...shared, filters: 8 })",
    width,
  );
  const made = "const options = { inputShape: [8, 8, 3], filters: 4, kernelSize: 3, name: 'c' };\n";
  checkCode("tf.layers.conv2d(options)", { filters: 8 }, undefined, made);
  // Other arguments of such a layer may be literals.
  checkCode(
    'tf.layers.conv2d({ inputShape: [8, 8, 3], filters: width, kernelSize: 3, name: "c" })',
    { kernel_size: 5 },
    'tf.layers.conv2d({ inputShape: [8, 8, 3], filters: width, kernelSize: 5, name: "c" })',
    width,
  );
});

test("code: TensorFlow.js's own names of arguments", () => {
  const text = program('tf.layers.leakyReLU({ inputShape: [4], alpha: 0.2, name: "c" })');
  assert.equal(changed(text, { negative_slope: 0.1 }, "typescript"), text.replace("0.2", "0.1"));
});

test("edits of one text: in order, at one place in the order given", () => {
  const at = (start: number, end: number, text: string) => ({ range: { start, end }, text });
  assert.equal(applyEdits("abcdef", [at(4, 6, "X"), at(0, 1, ""), at(2, 2, "1"), at(2, 2, "2")]), "b12cdX");
});
