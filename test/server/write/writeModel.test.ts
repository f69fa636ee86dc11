/**
 * Models written anew: read back, every layer has the shapes and the model the parameters of before; and TensorFlow.js 4.22
 * loads and runs what is written for it.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { countToNumber } from "../../../core/cost/count.ts";
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import { formatShape } from "../../../core/shape/shape.ts";
import { type WriteTarget, writeModel, writeTargets } from "../../../server/write/index.ts";
import { corpusFiles, corpusSize } from "../../support/corpus.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";
import { modelsOfPrograms } from "../../support/tensorflowJs.ts";
import { runnable } from "../parse/tensorflowjs-code/runnable.ts";
import { modelsOf, readBack, type Source, shapesOf, writeAll } from "./roundTrip.ts";

const programFolder = path.join(repositoryRoot, "test/server/parse/tensorflowjs-code/programs");
const programs = readdirSync(programFolder)
  .filter((file) => file.endsWith(".txt"))
  .map((file): Source => {
    const text = readFileSync(path.join(programFolder, file), "utf8");
    return { name: file.replace(/\.txt$/, ""), languageId: "typescript", text };
  });

/**
 * What a class of the program's own does stands in its code, which no file of layers holds. Causal padding gives other
 * sizes in TensorFlow.js than in Keras (docs/dialects.md).
 */
const knownPrograms = new Set([
  "custom-layers.ts keras-json",
  "custom-layers.ts tfjs-json",
  "time-series.ts keras-json",
]);

test("models in code: as Keras and TensorFlow.js JSON and as code again", (context) => {
  const { written, refused } = writeAll(programs, writeTargets, knownPrograms);
  context.diagnostic(`${written.length} written, ${refused.length} refused`);
  assert.ok(written.length > 150, `${written.length} written`);
  // Pages without the files beside them lack the layers that those make.
  for (const reason of refused)
    assert.match(reason, /^(?:custom-layers\.ts|page-(?:import-map|local-files)\.html) |has no such layer/);
});

/** Causal padding and shapes that a file states of its own classes have no words there. */
const knownFiles =
  /^(?:keras2_causal_conv1d_dilated tfjs-|keras3_custom_attention_layer tfjs-json|keras3_qkeras_sequential |tfjs_keras3_10_image_revive_custom_norm tfjs-json|keras3_mario_timedistributed_sequential tfjs-code)/;

test("other people's files: as Keras and TensorFlow.js JSON and as code", (context) => {
  const files = corpusFiles().filter(({ text }) => text.length < 1_000_000);
  if (files.length === 0) return context.skip(`the corpus folder is not there: ${corpusSize} files skipped`);
  const sources = files.map(({ name, text }): Source => ({ name, languageId: "json", text }));
  const known = new Set(
    sources
      .flatMap(({ name }) => writeTargets.map((to) => `${name} ${to}`))
      .filter((key) => knownFiles.test(key)),
  );
  const { written, refused, differing } = writeAll(sources, writeTargets, known);
  context.diagnostic(`${written.length} written, ${differing.length} differ, ${refused.length} refused`);
  assert.ok(written.length > 100, `${written.length} written`);
  for (const reason of refused)
    assert.match(reason, /has no such layer|is not known|operation of keras\.ops/);
});

/** Models of more parameters take TensorFlow.js too long to fill. */
const mostParameters = 60_000;

test("TensorFlow.js makes the same layers of the code, and of the JSON", {
  timeout: 170_000,
}, async (context) => {
  const { written } = writeAll(programs, ["tfjs-json", "tfjs-code"], knownPrograms);
  const small = written.filter(({ model }) => {
    const count = countToNumber(model.totals.parameters);
    return count !== null && count < mostParameters;
  });
  const answers = await modelsOfPrograms(
    small.map(({ to, text }) => programOf(to, text)),
    160,
  );
  for (const [index, { model, text }] of small.entries()) {
    const answer = answers[index];
    const parameters = countToNumber(model.totals.parameters);
    assert.ok(answer && "models" in answer, `${JSON.stringify(answer)}\n${text.slice(0, 2000)}`);
    const made = answer.models.map((each) => each.parameters);
    // A program lists inner models too; of JSON the loader makes some on its way.
    assert.ok(
      made.length === 0 || made.includes(parameters ?? -1),
      `${made} in place of ${parameters}\n${text}`,
    );
  }
  context.diagnostic(`${small.length} models made`);
  assert.ok(small.length > 60, `${small.length} models`);
});

/** CommonJS that makes the model and throws where its parameters are not counted alike. */
function programOf(to: WriteTarget, text: string): string {
  if (to === "tfjs-code") {
    const makers = [...text.matchAll(/export function (\w+)/g)];
    return runnable(`// run: ${makers.at(-1)?.[1]}()\n${text}`, "model.ts");
  }
  const { modelTopology } = JSON.parse(text) as { modelTopology: unknown };
  const load = `require("@tensorflow/tfjs").models.modelFromJSON(${JSON.stringify(modelTopology)})`;
  return `return ${load};`;
}

const json = (layers: readonly object[]) =>
  JSON.stringify({ class_name: "Sequential", config: { name: "m", layers } });
const first = { batch_input_shape: [null, 8, 8, 4] };
const only = (text: string) => {
  const [model] = modelsOf({ name: "m.json", languageId: "json", text });
  assert.ok(model);
  return model;
};
const shapes = (model: ModelAnalysis | undefined) => (model ? shapesOf(model) : []);

test("for TensorFlow.js: layers that it does not know become ones that do the same", () => {
  const model = only(
    json([
      {
        class_name: "Conv2D",
        config: { name: "c", filters: 4, kernel_size: [3, 3], groups: 4, activation: "silu", ...first },
      },
      { class_name: "GlobalAveragePooling2D", config: { name: "g", keepdims: true } },
      { class_name: "Flatten", config: { name: "f" } },
      { class_name: "Flatten", config: { name: "f2" } },
      { class_name: "LeakyReLU", config: { name: "l", negative_slope: 0.1 } },
    ]),
  );
  const text = writeModel(model, "tfjs-json");
  const again = readBack(text, "tfjs-json", "m");
  assert.deepEqual(shapes(again), ["c 6×6×4", "g_pooled 4", "g 1×1×4", "f 4", "f2 4", "l 4"]);
  const classes = again?.layers.map(({ node }) => node.className);
  assert.deepEqual(classes, [
    "DepthwiseConv2D",
    "GlobalAveragePooling2D",
    "Reshape",
    "Flatten",
    "Activation",
    "LeakyReLU",
  ]);
  assert.match(text, /"activation": "swish"/);
  assert.match(text, /"alpha": 0\.1/);
  assert.deepEqual(again?.problems, []);
  assert.match(
    writeModel(model, "tfjs-code"),
    /depthwiseConv2d\(\{ inputShape: \[8, 8, 4\], kernelSize: 3, activation: "swish"/,
  );
});

test("for Keras: what TensorFlow.js leaves out of account is left out", () => {
  const text = `import * as tf from "@tensorflow/tfjs";
const m = tf.sequential({ name: "m" });
m.add(tf.layers.depthwiseConv2d({ inputShape: [8, 8, 4], kernelSize: 3, dilationRate: 2, activation: "swish", name: "d" }));
m.add(tf.layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: "same", outputPadding: 1 as never, name: "u" }));
m.add(tf.layers.gru({ units: 3, name: "g" } as never));
`.replace(
    "m.add(tf.layers.gru",
    'm.add(tf.layers.reshape({ targetShape: [12, 24], name: "r" }));\nm.add(tf.layers.gru',
  );
  const [model] = modelsOf({ name: "m.ts", languageId: "typescript", text });
  assert.ok(model);
  const keras = writeModel(model, "keras-json");
  assert.doesNotMatch(keras, /dilation_rate|output_padding/);
  assert.match(keras, /"activation": "silu"/);
  assert.match(keras, /"reset_after": false/);
  const again = readBack(keras, "keras-json", "m");
  assert.deepEqual(shapes(again).slice(-4), shapes(model));
});

test("states by keyword, shared layers and nested models keep their connections", () => {
  for (const name of [
    "sequence-states.ts",
    "siamese.js",
    "autoencoder-nested.js",
    "transfer-functional.ts",
  ]) {
    const source = programs.find((each) => each.name === name);
    assert.ok(source, name);
    for (const model of modelsOf(source)) {
      for (const to of writeTargets) {
        const again = readBack(writeModel(model, to), to, model.graph.name);
        assert.ok(again, name);
        const ends = ({ inputs, outputs }: ModelAnalysis) =>
          [...inputs, ...outputs].map(({ shape }) => formatShape(shape));
        assert.deepEqual(ends(again), ends(model), `${name} as ${to}`);
        assert.equal(countToNumber(again.totals.macs), countToNumber(model.totals.macs), `${name} as ${to}`);
      }
    }
  }
});

test("what cannot be written says which layer, and why", () => {
  const own = only(json([{ class_name: "MyLayer", config: { name: "own", ...first } }]));
  assert.throws(
    () => writeModel(own, "tfjs-code"),
    /"own" is a MyLayer, and TensorFlow\.js 4\.22 has no such layer/,
  );
  // As JSON the class keeps its own settings.
  assert.match(
    writeModel(
      only(json([{ class_name: "MyLayer", config: { name: "own", size: 3, ...first } }])),
      "keras-json",
    ),
    /"size": 3/,
  );
  const [computed] = modelsOf({
    name: "m.ts",
    languageId: "typescript",
    text: `import * as tf from "@tensorflow/tfjs";\ndeclare const n: number;\nconst m = tf.sequential();\nm.add(tf.layers.dense({ units: n, inputShape: [4], name: "d" }));\n`,
  });
  assert.ok(computed);
  assert.throws(() => writeModel(computed, "keras-json"), /units of "d" is not known/);
  const open = only(json([{ class_name: "Dense", config: { name: "d", units: 3 } }]));
  assert.throws(() => writeModel(open, "tfjs-code"), /shape of the input/);
});
