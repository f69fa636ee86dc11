/** Half-typed and unusual programs: what can be read is shown, and what cannot carries a reason with its place. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import { formatShape } from "../../../../core/shape/shape.ts";
import { type Analysis, analysisOf } from "../../../../server/analysis/analysis.ts";
import { walkLayers } from "../../../../server/analysis/layerWalk.ts";
import { diagnostics } from "../../../../server/features/diagnostics.ts";
import { hoverAt } from "../../../../server/features/hover.ts";
import { inlayHints } from "../../../../server/features/inlayHints.ts";
import { defaultSettings } from "../../../../server/features/settings.ts";
import { mentionsTensorflow } from "../../../../server/parse/tensorflowjs-code/modules/concern.ts";
import { parseTolerantly } from "../../../../server/parse/tensorflowjs-code/parseTolerantly.ts";
import { readPrograms } from "../../../../server/parse/tensorflowjs-code/readPrograms.ts";
import { readTensorflowJsCode } from "../../../../server/parse/tensorflowjs-code/readTensorflowJsCode.ts";
import { repositoryRoot } from "../../../support/repositoryRoot.ts";
import { constant, read, reason } from "./readCode.ts";

test("a file without TensorFlow.js is none of ours", () => {
  assert.equal(readTensorflowJsCode("export const model = { layers: [1, 2] };", "a.ts"), null);
  assert.equal(readTensorflowJsCode("", "a.ts"), null);
  assert.equal(
    readTensorflowJsCode('import * as tf from "@tensorflow/tfjs";\ntf.ones([2]).print();', "a.js"),
    null,
  );
});

test("a parameter without value is named with its line, and the rest is read", () => {
  const document = read(`import * as tf from "@tensorflow/tfjs";
export function build(units: number, { rate = 0.5, size }: Options) {
  const net = tf.sequential();
  net.add(tf.layers.dense({ units, inputShape: [size] }));
  net.add(tf.layers.dropout({ rate }));
  net.add(tf.layers.dense({ units: 3 }));
  return net;
}`);
  const [net] = document.models;
  assert.equal(net?.name, "net");
  assert.deepEqual(
    net.layers.map((layer) => layer.name),
    ["dense_Dense1", "dropout_Dropout1", "dense_Dense2"],
  );
  assert.match(reason(net.layers[0]?.config.units), /^`units` \(line 2\) is a parameter that no call/);
  assert.match(reason(net.layers[0]?.config.batch_shape), /^`size` \(line 2\) is a parameter/);
  assert.equal(constant(net.layers[1]?.config.rate), 0.5);
  assert.equal(constant(net.layers[2]?.config.units), 3);
});

test("a broken line loses only itself", () => {
  const lines = [
    'import * as tf from "@tensorflow/tfjs";',
    "const net = tf.sequential();",
    "net.add(tf.layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [9, 9, 1], name: 'a' }));",
    "net.add(tf.layers.flatten({ name: 'b' }));",
    "net.add(tf.layers.dense({ units: 3, name: 'c' }));",
  ];
  const breaks = [
    "net.add(tf.layers.dense({ units: ",
    "net.add(tf.",
    "const x = ",
    "net.add(tf.layers.conv2d(",
    "if (",
    "}",
    "const s = `${",
  ];
  for (const broken of breaks) {
    const text = [...lines.slice(0, 3), broken, ...lines.slice(3)].join("\n");
    const names = read(text).models[0]?.layers.map((layer) => layer.name);
    assert.deepEqual(
      names?.filter((name) => name.length === 1),
      ["a", "b", "c"],
      `with ${broken}`,
    );
  }
});

test("an argument that is not finished is unknown, and no other", () => {
  const document = read(`import * as tf from "@tensorflow/tfjs";
const net = tf.sequential();
net.add(tf.layers.conv2d({
  filters: 4,
  kernelSize: ,
  inputShape: [9, 9, 1],
}));`);
  const config = document.models[0]?.layers[0]?.config ?? {};
  assert.match(reason(config.kernel_size), /not finished/);
  assert.equal(constant(config.filters), 4);
  assert.deepEqual(constant(config.batch_shape), [null, 9, 9, 1]);
});

test("layers of a chain without a model yet are shown when they start at an input", () => {
  const document = read(`import * as tf from "@tensorflow/tfjs";
const image = tf.input({ shape: [8, 8, 3] });
const a = tf.layers.conv2d({ filters: 4, kernelSize: 3 }).apply(image);
const b = tf.layers.flatten().apply(a);
const lost = tf.layers.dense({ units: 4 });`);
  assert.deepEqual(
    document.models.map((model) => model.layers.map((layer) => layer.className)),
    [["InputLayer", "Conv2D", "Flatten"]],
  );
});

test("only layers that lead to the outputs belong to a model", () => {
  const document = read(`import * as tf from "@tensorflow/tfjs";
const image = tf.input({ shape: [8, 8, 3] });
const a = tf.layers.flatten().apply(image);
const unused = tf.layers.dense({ units: 4, name: "unused" }).apply(a);
const used = tf.layers.dense({ units: 5, name: "used" }).apply(a);
export const model = tf.model({ inputs: image, outputs: used });`);
  assert.equal(document.models.length, 1);
  assert.deepEqual(
    document.models[0]?.layers.map((layer) => layer.name),
    ["input1", "flatten_Flatten1", "used"],
  );
});

test("what another file makes stands in the model as unknown", () => {
  const document = read(`import * as tf from "@tensorflow/tfjs";
import { squeeze } from "./blocks";
import { Attention } from "./attention";
const image = tf.input({ shape: [8, 8, 3] });
let x = tf.layers.conv2d({ filters: 4, kernelSize: 3 }).apply(image);
x = squeeze(x, 16);
x = new Attention().apply(x);
x = tf.layers.flatten().apply(x);
export const model = tf.model({ inputs: image, outputs: x });`);
  const layers = document.models[0]?.layers ?? [];
  assert.deepEqual(
    layers.map((layer) => layer.writtenClass),
    ["input", "conv2d", "squeeze", "Attention", "flatten"],
  );
  assert.match(
    layers[2]?.unreadable ?? "",
    /`squeeze` \(line 2\) comes from "\.\/blocks", which is another file/,
  );
});

test("a layer class of the program is shown by its name, with what its code says", () => {
  const document = read(`import * as tf from "@tensorflow/tfjs";
class Scale extends tf.layers.Layer {
  build([, size]) { this.addWeight("scale", [size]); this.addWeight("more", [this.unknown.size]); }
  call(x) { return x; }
}
class Halve extends tf.layers.Layer {
  computeOutputShape([batch, size]) { return [batch, size / 2]; }
}
const net = tf.sequential();
net.add(tf.layers.flatten({ inputShape: [2, 2] }));
net.add(new Scale({ name: "scale" }));
net.add(new Halve());`);
  const [net] = document.models;
  assert.ok(net);
  const { layers } = analyseModel(net);
  assert.deepEqual(
    layers.map(({ node, calls }) => [
      node.name,
      node.className,
      calls.flatMap((c) => c.outputs.map(formatShape)),
    ]),
    [
      ["flatten_Flatten1", "Flatten", ["4"]],
      ["scale", "Scale", ["4"]],
      ["halve_Halve1", "Halve", ["2"]],
    ],
  );
  assert.deepEqual(layers[1]?.parameters.kind, "unknown");
  assert.match(layers[1]?.unknown[1]?.reason ?? "", /a weight of Scale cannot be worked out: .*line 3/);
  assert.match(layers[2]?.unknown[0]?.reason ?? "", /own/);
});

test("a layer behind a condition that is not known is shown, with a message", () => {
  const document = read(`import * as tf from "@tensorflow/tfjs";
export function build(normalise: boolean) {
  const net = tf.sequential();
  net.add(tf.layers.dense({ units: 3, inputShape: [2] }));
  if (normalise) net.add(tf.layers.batchNormalization());
  else net.add(tf.layers.dropout({ rate: 0.1 }));
  net.add(tf.layers.dense({ units: 1 }));
  return net;
}`);
  assert.deepEqual(
    document.models[0]?.layers.map((layer) => layer.className),
    ["Dense", "BatchNormalization", "Dense"],
  );
  assert.match(document.problems[0]?.message ?? "", /depends on `normalise`, which is not known/);
});

test("a model in each of several branches is read", () => {
  const document = read(`import * as tf from "@tensorflow/tfjs";
export function build(kind) {
  switch (kind) {
    case "small": return tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
    case "large": return tf.sequential({ layers: [tf.layers.dense({ units: 100, inputShape: [4] })] });
    default: throw new Error(kind);
  }
}`);
  assert.deepEqual(
    document.models.map((model) => constant(model.layers[0]?.config.units)),
    [1, 100],
  );
});

test("a choice between two packages of TensorFlow.js leaves it what it is", () => {
  const document = read(`let tf = require("@tensorflow/tfjs");
function build() {
  return tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
}
async function run() {
  const args = parse();
  if (args.gpu) tf = require("@tensorflow/tfjs-node-gpu");
  else tf = require("@tensorflow/tfjs-node");
  const base = await tf.loadLayersModel("file://base");
  const frozen = tf.model({ inputs: base.inputs, outputs: base.getLayer("x").output });
  const made = build();
}
if (require.main === module) run();`);
  assert.deepEqual(
    document.models.map((model) => [model.name, model.layers.length]),
    [["made", 1]],
  );
  assert.match(
    document.problems[0]?.message ?? "",
    /`tf.loadLayersModel\("file:\/\/base"\)` \(line 9\) loads a model from another file/,
  );
});

/** Twice of what the longest of the whole programs takes. */
const mostSteps = 16_000;

test("every prefix of every program, cut at every 20th character, is read in bounded steps", (context) => {
  const folder = path.join(repositoryRoot, "test/server/parse/tensorflowjs-code/programs");
  let [cuts, hints] = [0, 0];
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".txt"))) {
    const whole = readFileSync(path.join(folder, file), "utf8");
    const name = file.replace(/\.txt$/, "");
    for (let end = 0; end <= whole.length; end += 20) {
      const text = whole.slice(0, end);
      const where = `${name} up to ${end}`;
      const sourceFile = parseTolerantly(text, name);
      assert.ok(sourceFile);
      const { steps, ...read } = readPrograms({ text, sourceFile, address: name });
      assert.ok(steps <= mostSteps, `${where}: ${steps} steps`);
      const parsed = mentionsTensorflow(text)
        ? { format: "tfjs-code" as const, models: read.models, problems: read.problems }
        : null;
      const input = { uri: `file:///${name}`, version: 1, languageId: "typescript", text };
      hints += checkFeatures(analysisOf(input, parsed), where);
      cuts++;
    }
  }
  context.diagnostic(`${cuts} cuts, ${hints} hints`);
  assert.ok(cuts > 5_000 && hints > 15_000, `${cuts} cuts, ${hints} hints`);
});

/** Asks for all that an editor shows; gives how many hints there are, each at the end of a line with something before it. */
function checkFeatures(analysis: Analysis, where: string): number {
  const { text } = analysis;
  const hints = inlayHints(analysis, { start: 0, end: text.length }, defaultSettings.inlayHints);
  for (const { offset, tooltip } of hints) {
    assert.ok(offset > 0 && offset <= text.length, `${where}: a hint at ${offset}`);
    assert.match(text.slice(offset, offset + 1), /^[\r\n]?$/, `${where}: a hint within a line`);
    const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
    assert.notEqual(line.trim(), "", `${where}: a hint on an empty line`);
    assert.notEqual(tooltip(), "");
  }
  for (const { range } of diagnostics(analysis, defaultSettings))
    assert.ok(range.start >= 0 && range.end <= text.length, `${where}: a problem at ${range.start}`);
  const typed = [...walkLayers(analysis)].at(-1)?.layer.node;
  if (typed) assert.ok(hoverAt(analysis, typed.classRange.start, defaultSettings), where);
  return hints.length;
}
