/** Free input sizes: their names, the numbers of the settings by file, and what the analysis and the lens make of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { freeSizeNames } from "../../../core/graph/freeSizes.ts";
import { shapeToNumbers } from "../../../core/shape/shape.ts";
import { codeLenses } from "../../../server/features/codeLens.ts";
import { freeSizesFor } from "../../../server/features/freeSizes.ts";
import { readSettings } from "../../../server/features/settings.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { handMadeAnalysis, mobileNetStem } from "./handMadeAnalysis.ts";

const freeStem = () => handMadeGraph([handMadeInput("image", null, null, 3), mobileNetStem]);

test("numbers take the place of free sizes, and the batch stays free", () => {
  assert.deepEqual(freeSizeNames(freeStem()), ["H", "W"]);
  const sized = analyseModel(freeStem(), { freeSizes: { H: 224, W: 225, C: 9, batch: 4 } });
  // "same" with stride 2 rounds up.
  assert.deepEqual(shapeToNumbers(sized.outputs[0]?.shape ?? { kind: "unranked", reason: "" }), [
    null,
    112,
    113,
    32,
  ]);
  const half = analyseModel(freeStem(), { freeSizes: { W: 225 } });
  assert.deepEqual(shapeToNumbers(half.outputs[0]?.shape ?? { kind: "unranked", reason: "" }), [
    null,
    null,
    113,
    32,
  ]);
});

test("numbers of a file are not touched", () => {
  const graph = handMadeGraph([handMadeInput("image", 64, null, 3), mobileNetStem]);
  assert.deepEqual(freeSizeNames(graph), ["W"]);
  const sized = analyseModel(graph, { freeSizes: { H: 9, W: 32 } });
  assert.deepEqual(
    sized.inputs.map(({ shape }) => shapeToNumbers(shape)),
    [[null, 64, 32, 3]],
  );
});

test("the settings name files by the end of their path, and the longer path wins", () => {
  const byFile = {
    "*": { T: 128 },
    "unet.json": { H: 64, W: 64 },
    "models/unet.json": { H: 512 },
    "net.json": { H: 1 },
  };
  assert.deepEqual(freeSizesFor(byFile, "file:///work/models/unet.json"), { T: 128, H: 512, W: 64 });
  assert.deepEqual(freeSizesFor(byFile, "vscode-vfs://github/a/b/unet.json?x"), { T: 128, H: 64, W: 64 });
  assert.deepEqual(freeSizesFor(byFile, "file:///work/other.json"), { T: 128 });
  assert.deepEqual(freeSizesFor({ "a b.json": { H: 2 } }, "file:///work/a%20b.json"), { H: 2 });
  assert.deepEqual(freeSizesFor({ "sub\\m.json": { H: 2 } }, "file:///c%3A/sub/m.json"), { H: 2 });
  assert.deepEqual(freeSizesFor({ "m.json": { H: 2 } }, "file:///%zz/m.json"), { H: 2 });
});

test("what is no size in the settings is left out", () => {
  const read = (freeSizes: unknown) => readSettings({ freeSizes }).freeSizes;
  assert.deepEqual(read({ "a.json": { H: 512, W: 0, T: "9", D: 1.5, N: -3 } }), { "a.json": { H: 512 } });
  assert.deepEqual(read({ "a.json": 3, "b.json": null }), { "a.json": {}, "b.json": {} });
  assert.deepEqual(read("H=3"), {});
});

test("a lens tells which sizes are free and which numbers stand in their place", () => {
  const analysis = handMadeAnalysis({ models: [freeStem()] });
  const titles = (freeSizes: Record<string, number> | null) =>
    codeLenses(analysis, { totals: false, runLayer: false, functions: true, format: false, freeSizes }).map(
      ({ title }) => title,
    );
  assert.deepEqual(titles({}), ["Set H, W"]);
  assert.deepEqual(titles({ H: 512 }), ["H = 512 · Set W"]);
  assert.deepEqual(titles({ H: 512, W: 384, T: 3 }), ["H = 512, W = 384"]);
  assert.deepEqual(titles(null), []);
  const fixed = handMadeAnalysis({
    models: [handMadeGraph([handMadeInput("image", 8, 8, 3), mobileNetStem])],
  });
  assert.deepEqual(
    codeLenses(fixed, { totals: false, runLayer: false, functions: true, format: false, freeSizes: {} }),
    [],
  );
});
