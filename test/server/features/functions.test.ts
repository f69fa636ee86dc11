/** Functions of code: the lens above each, the hint at it, and what hints, hovers and lenses show once something is chosen. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Analysis, analyseDocument } from "../../../server/analysis/analysis.ts";
import { codeLenses } from "../../../server/features/codeLens.ts";
import { functionsOf } from "../../../server/features/functions.ts";
import { hoverAt } from "../../../server/features/hover.ts";
import { inlayHints } from "../../../server/features/inlayHints.ts";
import { modelAt } from "../../../server/features/modelAt.ts";
import { defaultSettings } from "../../../server/features/settings.ts";
import type { FunctionChoices } from "../../../server/parse/tensorflowjs-code/language/programFunction.ts";

const uri = "file:///w/net.ts";

function analyse(text: string, choices: FunctionChoices = {}): Analysis {
  return analyseDocument({ uri, version: 1, languageId: "typescript", text, choices });
}

/** `line: label` of every hint, lines counted from 1. */
function hintsOf(analysis: Analysis): string[] {
  const all = { start: 0, end: analysis.text.length };
  return inlayHints(analysis, all, { ...defaultSettings.inlayHints, macs: false }).map(
    ({ offset, label }) => `${lineOf(analysis, offset)}: ${label}`,
  );
}

function lensesOf(analysis: Analysis): string[] {
  const wanted = { totals: false, runLayer: false, functions: true, format: false, freeSizes: null };
  return codeLenses(analysis, wanted).map(
    (lens) => `${lineOf(analysis, lens.offset)}: ${lens.title} ${JSON.stringify(lens.arguments)}`,
  );
}

function lineOf({ text }: Analysis, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

const builder = `import * as tf from "@tensorflow/tfjs";
export function build(
  size: number,
  filters = 4,
) {
  const model = tf.sequential();
  model.add(tf.layers.conv2d({ filters, kernelSize: 3, inputShape: [size, size, 3] }));
  return model;
}
`;

test("a function that nothing calls: what is free, what is given and from where", () => {
  const argument = JSON.stringify([uri, "build"]);
  assert.deepEqual(lensesOf(analyse(builder)), [`2: filters = 4 (default) · Set size ${argument}`]);
  const typed = analyse(builder, { build: { size: 10 } });
  assert.deepEqual(lensesOf(typed), [`2: size = 10 (typed), filters = 4 (default) ${argument}`]);
  assert.deepEqual(hintsOf(typed), [
    "5: for size = 10",
    "6: 112 params · 6.91 kMACs at 10×10×3",
    "7: 8×8×4 · 112 params",
  ]);
  const noted = analyse(
    builder.replace("export function", "/** @convlens size=10 filters=2 */\nexport function"),
  );
  assert.deepEqual(lensesOf(noted), [`3: size = 10 (@convlens), filters = 2 (@convlens) ${argument}`]);
  assert.equal(hintsOf(noted)[0], "6: for size = 10, filters = 2");
});

test("the hover on a layer says which values it is shown for", () => {
  const at = (analysis: Analysis) => hoverAt(analysis, analysis.text.indexOf("conv2d"))?.markdown ?? "";
  assert.match(
    at(analyse(builder, { build: { size: 10 } })),
    /\*\*Shown for\*\* `size = 10` \(typed\), `filters = 4` \(default\)\./,
  );
  assert.match(
    at(analyse(builder)),
    /Nothing calls `build` with a value for `size`; the lens above it takes one\./,
  );
});

const called = `${builder}const small = build(10);
const large = build(20, 8);
`;

test("several calls: the range in the hints, each in the hover with its path, and a lens to choose one", () => {
  const all = analyse(called);
  assert.deepEqual(lensesOf(all), [`2: 2 calls: lines 10, 11 ${JSON.stringify([uri, "build"])}`]);
  assert.deepEqual(hintsOf(all), [
    "6: 112 params · 6.91 kMACs at 10×10×3 | 224 params · 70.0 kMACs at 20×20×3",
    "7: 8×8×4 | 18×18×8 · 112 | 224 params",
  ]);
  const hover = hoverAt(all, called.indexOf("conv2d"))?.markdown ?? "";
  assert.match(hover, /This text makes 2 layers/);
  assert.match(hover, /`8×8×4` · 112 params .*, by `build` \[line 10\]\(<file:\/\/\/w\/net.ts#L10>\)/);
  assert.match(hover, /`18×18×8` · 224 params .*, by `build` \[line 11\]\(<file:\/\/\/w\/net.ts#L11>\)/);
  assert.doesNotMatch(hover, /Shown for/);
});

test("one call chosen: its figures alone in hints, first in the hover, and its model for the panel", () => {
  const one = analyse(called, { build: "build(20, 8)" });
  assert.deepEqual(lensesOf(one), [
    `2: For build(20, 8), line 11 of 2 calls ${JSON.stringify([uri, "build"])}`,
  ]);
  assert.deepEqual(hintsOf(one), [
    "5: for build(20, 8), line 11",
    "6: 224 params · 70.0 kMACs at 20×20×3",
    "7: 18×18×8 · 224 params",
  ]);
  const hover = hoverAt(one, called.indexOf("conv2d"))?.markdown ?? "";
  assert.match(hover, /`20×20×3 → 18×18×8` · 224 params/);
  assert.match(hover, /\*\*Shown for\*\* `build\(20, 8\)` on \[line 11\]/);
  assert.match(hover, /by `build` \[line 10\]/);
  assert.equal(modelAt(one, { offset: called.indexOf("conv2d") })?.modelIndex, 1);
  assert.equal(modelAt(analyse(called), { offset: called.indexOf("conv2d") })?.modelIndex, 0);
});

test("values typed for a function that is called count in its own lines, and calls keep theirs", () => {
  const typed = analyse(called, { build: { size: 6, filters: 1 } });
  assert.deepEqual(lensesOf(typed), [
    `2: size = 6 (typed), filters = 1 (typed) ${JSON.stringify([uri, "build"])}`,
  ]);
  assert.deepEqual(hintsOf(typed), [
    "5: for size = 6, filters = 1",
    "6: 28 params · 432 MACs at 6×6×3",
    "7: 4×4×1 · 28 params",
  ]);
});

test("a helper called from several places of one model, in a loop and from other helpers", () => {
  const text = `import * as tf from "@tensorflow/tfjs";
function block(x, filters) {
  return tf.layers.conv2d({ filters, kernelSize: 3 }).apply(x);
}
function stage(x, filters) {
  return block(block(x, filters), 2 * filters);
}
const input = tf.input({ shape: [20, 20, 3] });
let x = block(input, 4);
for (const filters of [8, 16]) x = stage(x, filters);
export const net = tf.model({ inputs: input, outputs: x });
`;
  const convolution = (choices: FunctionChoices) =>
    hintsOf(analyse(text, choices)).filter((hint) => hint.startsWith("3:"));
  assert.deepEqual(convolution({}), ["3: 10–18×10–18×4–32 · 112–4,640 params"]);
  assert.deepEqual(convolution({ block: "block(input, 4)" }), ["3: 18×18×4 · 112 params"]);
  assert.deepEqual(convolution({ block: "block(x, filters)" }), [
    "3: 16×16×8 | 12×12×16 · 296 | 2,320 params",
  ]);
  assert.deepEqual(convolution({ stage: "stage(x, filters)" }), convolution({}));
});

test("what the client is told: parameters, calls with their places, and the choice of the settings", () => {
  const choices = { build: "build(10)" };
  const settings = { ...defaultSettings, functions: { "net.ts": choices } };
  assert.deepEqual(functionsOf(analyse(called, choices), settings), [
    {
      name: "build",
      range: { start: { line: 1, character: 0 }, end: { line: 8, character: 1 } },
      parameters: [
        { name: "size", kind: "number", from: "nothing" },
        { name: "filters", kind: "number", from: "default", text: "4" },
      ],
      calls: [
        { text: "build(10)", place: "net.ts:10" },
        { text: "build(20, 8)", place: "net.ts:11" },
      ],
      choice: "build(10)",
    },
  ]);
});
