// Outline, problems, lenses, status and the layer at a place.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import { codeLenses } from "../../../server/features/codeLens.ts";
import { diagnostics } from "../../../server/features/diagnostics.ts";
import { documentSymbols } from "../../../server/features/documentSymbols.ts";
import { layerRange, modelAt } from "../../../server/features/modelAt.ts";
import { modelStatus } from "../../../server/features/status.ts";
import { modelSummaries } from "../../../server/features/summary.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { handMadeAnalysis, stemAnalysis } from "./handMadeAnalysis.ts";

/** image, then a nested model whose layers stand inside its own range. */
function nestedAnalysis() {
  const inner = handMadeGraph([
    handMadeInput("inner_image", 8, 8, 3),
    { className: "Conv2D", name: "inner_conv", config: { filters: 4, kernel_size: 3 } },
  ]);
  const moved = (graph: ModelGraph, by: number): ModelGraph => ({
    ...graph,
    layers: graph.layers.map((node, index) => ({
      ...node,
      range: { start: by + index * 4, end: by + index * 4 + 3 },
      classRange: { start: by + index * 4, end: by + index * 4 + 3 },
      anchor: by + index * 4 + 3,
    })),
  });
  return handMadeAnalysis({
    models: [
      handMadeGraph([
        handMadeInput("image", 8, 8, 3),
        { className: "Functional", name: "block", model: moved(inner, 11) },
        { className: "Flatten", name: "flat" },
      ]),
    ],
  });
}

const lensSettings = { totals: true, runLayer: true, functions: true, format: true, freeSizes: null };

test("the outline nests models, layers and the layers of nested models", () => {
  const [model] = documentSymbols(nestedAnalysis());
  assert.equal(model?.kind, "model");
  assert.deepEqual(
    model?.children.map(({ name, kind, detail }) => `${kind}: ${name} ${detail}`),
    ["layer: image InputLayer 8×8×3", "nested model: block Functional 6×6×4", "layer: flat Flatten 144"],
  );
  assert.deepEqual(
    model?.children[1]?.children.map(({ name }) => name),
    ["inner_image", "inner_conv"],
  );
});

test("the layer at a place is the innermost one, with its way from the outside", () => {
  const analysis = nestedAnalysis();
  assert.deepEqual(modelAt(analysis, { offset: 16 })?.layerPath, ["block", "inner_conv"]);
  assert.deepEqual(modelAt(analysis, { offset: 25 })?.layerPath, ["flat"]);
  assert.deepEqual(modelAt(analysis, { offset: 4 })?.layerPath, ["image"]);
});

test("a path of names is taken in place of the offset, unless no layer has it", () => {
  const analysis = nestedAnalysis();
  const byPath = modelAt(analysis, { offset: 25, layerPath: ["block", "inner_conv"] });
  assert.deepEqual(byPath?.layerPath, ["block", "inner_conv"]);
  assert.deepEqual(modelAt(analysis, { offset: 25, layerPath: ["gone"] })?.layerPath, ["flat"]);
  assert.deepEqual(layerRange(analysis, 0, ["block", "inner_conv"])?.offsets, { start: 15, end: 18 });
  assert.equal(layerRange(analysis, 0, ["block", "gone"]), null);
  assert.equal(layerRange(analysis, 1, ["block"]), null);
});

test("with several models the one at the place, or the nearest, is given", () => {
  const graph = (name: string, start: number): ModelGraph => ({
    ...handMadeGraph([]),
    name,
    range: { start, end: start + 10 },
  });
  const analysis = handMadeAnalysis({ models: [graph("first", 0), graph("second", 100)] });
  assert.equal(modelAt(analysis, { offset: 105 })?.graph.name, "second");
  assert.equal(modelAt(analysis, { offset: 40 })?.graph.name, "first");
  assert.equal(modelAt(analysis, { offset: 90 })?.modelIndex, 1);
  assert.deepEqual(modelAt(analysis, { offset: 0 })?.modelNames, ["first", "second"]);
  assert.equal(modelAt(handMadeAnalysis({ models: [] }), { offset: 0 }), null);
});

test("lenses: totals above the model, run above each layer but inputs", () => {
  const lenses = codeLenses(nestedAnalysis(), { ...lensSettings, format: false });
  assert.deepEqual(
    lenses.map(({ offset, title }) => `${offset} ${title}`),
    ["0 model · 112 params · 3.89 kMACs at 8×8×3", "10 ▷ Run on sample", "20 ▷ Run on sample"],
  );
  assert.deepEqual(lenses.at(-1)?.arguments, [
    { uri: "file:///model.json", modelIndex: 0, layerPath: ["flat"] },
  ]);
  assert.equal(
    codeLenses(nestedAnalysis(), {
      totals: false,
      runLayer: false,
      functions: true,
      format: true,
      freeSizes: null,
    }).length,
    0,
  );
});

test("a layer of an unknown class has nothing to run", () => {
  const analysis = handMadeAnalysis({
    models: [handMadeGraph([handMadeInput("image", 8, 8, 3), { className: "Mine", name: "mine" }])],
  });
  assert.deepEqual(
    codeLenses(analysis, { totals: false, runLayer: true, functions: true, format: false, freeSizes: null }),
    [],
  );
});

test("a model on one long line gets a lens that formats it, and none for its layers", () => {
  const text = "x".repeat(600);
  const analysis = handMadeAnalysis({ models: stemAnalysis().models.map(({ graph }) => graph), text });
  const titles = codeLenses(analysis, lensSettings).map(({ title }) => title);
  assert.deepEqual(titles, ["model · 864 params · 10.8 MMACs at 224×224×3", "Format model JSON"]);
});

test("problems come once each, in the order of the text", () => {
  const range = { start: 15, end: 16 };
  const twice = { code: "syntax-error", severity: "error", message: "late", range } as const;
  const early = { ...twice, message: "early", range: { start: 2, end: 3 } };
  const analysis = handMadeAnalysis({
    models: stemAnalysis().models.map(({ graph }) => graph),
    problems: [twice, twice, early],
  });
  assert.deepEqual(
    diagnostics(analysis).map(({ message }) => message),
    ["early", "late"],
  );
});

test("a problem inside a nested model is reported once", () => {
  const inner = handMadeGraph([
    handMadeInput("inner_image", 8, 8, 3),
    { className: "Conv2D", name: "big", config: { filters: 4, kernel_size: 9 } },
  ]);
  const analysis = handMadeAnalysis({
    models: [
      handMadeGraph([handMadeInput("image", 8, 8, 3), { className: "Model", name: "m", model: inner }]),
    ],
  });
  assert.deepEqual(
    diagnostics(analysis).map(({ code }) => code),
    ["window-larger-than-input"],
  );
});

test("more problems than anyone reads are cut, errors kept", () => {
  const problem = (index: number) =>
    ({
      code: "invalid-argument",
      severity: index === 900 ? "error" : "warning",
      message: `${index}`,
      range: { start: index, end: index },
    }) as const;
  const problems = Array.from({ length: 1000 }, (_, index) => problem(index));
  const kept = diagnostics(handMadeAnalysis({ models: [], problems }));
  assert.equal(kept.length, 500);
  assert.ok(kept.some(({ severity }) => severity === "error"));
});

test("the status has totals, or says why there is no model", () => {
  const ready = modelStatus(stemAnalysis());
  assert.equal(ready.state, "ready");
  assert.deepEqual(ready.models, [
    {
      name: "model",
      dialect: "keras",
      layers: 2,
      parameters: 864,
      macs: 10_838_016,
      inputSize: "224×224×3",
      totals: "model · 864 params · 10.8 MMACs at 224×224×3",
      errors: 0,
      warnings: 0,
    },
  ]);
  assert.equal(modelStatus(handMadeAnalysis({ models: [] })).state, "no-model");
  const message = "a graph model";
  const graphModel = handMadeAnalysis({
    models: [],
    problems: [{ code: "graph-model", severity: "information", message, range: { start: 0, end: 0 } }],
  });
  assert.deepEqual([modelStatus(graphModel).state, modelStatus(graphModel).message], ["failed", message]);
});

test("the summary lists the layers with their paths and places", () => {
  const [summary] = modelSummaries(nestedAnalysis());
  assert.deepEqual(
    summary?.layers.map(({ path, numbers, range }) => `${range.start.line} ${path.join(" > ")}: ${numbers}`),
    [
      "0 image: 8×8×3",
      "1 block: 6×6×4 · 112 params · 3.89 kMACs",
      "1 block > inner_image: 8×8×3",
      "1 block > inner_conv: 6×6×4 · 112 params · 3.89 kMACs",
      "2 flat: 144",
    ],
  );
});
