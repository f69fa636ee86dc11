// Hints on lines of layers, against MobileNet's published first layer and figures worked out by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inlayHints } from "../../../server/features/inlayHints.ts";
import { defaultSettings, readSettings } from "../../../server/features/settings.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { everything, handMadeAnalysis, lineStep, stemAnalysis } from "./handMadeAnalysis.ts";

const settings = defaultSettings.inlayHints;

function labels(analysis = stemAnalysis(), wanted = settings, range = everything) {
  return inlayHints(analysis, range, wanted).map(({ offset, label }) => `${offset} ${label}`);
}

test("a layer's hint holds its shape, parameters and MACs; a model's its totals and input size", () => {
  assert.deepEqual(labels(), [
    "0 864 params · 10.8 MMACs at 224×224×3",
    "9 224×224×3",
    "19 112×112×32 · 864 params · 10.8 MMACs",
  ]);
});

test("each part can be switched off, and the receptive field on", () => {
  const part = (sent: object) => labels(stemAnalysis(), readSettings({ inlayHints: sent }).inlayHints).at(-1);
  assert.equal(part({ outputShape: false }), "19 864 params · 10.8 MMACs");
  assert.equal(part({ parameters: false }), "19 112×112×32 · 10.8 MMACs");
  assert.equal(part({ macs: false }), "19 112×112×32 · 864 params");
  assert.equal(part({ receptiveField: true }), "19 112×112×32 · 864 params · 10.8 MMACs · field 3×3");
  assert.equal(part({ outputShape: false, parameters: false, macs: false }), undefined);
});

test("only hints inside the range asked for are made", () => {
  assert.deepEqual(labels(stemAnalysis(), settings, { start: lineStep, end: 2 * lineStep }), [
    "19 112×112×32 · 864 params · 10.8 MMACs",
  ]);
});

test("an unknown layer says why; those behind it do not repeat it", () => {
  const analysis = handMadeAnalysis({
    models: [
      handMadeGraph([
        handMadeInput("image", 8, 8, 3),
        { className: "MyLayer", name: "mine" },
        { className: "Conv2D", name: "after", config: { filters: 4, kernel_size: 3 } },
        { className: "Conv2D", name: "last", config: { filters: 4, kernel_size: 3 } },
      ]),
    ],
  });
  const found = labels(analysis).slice(2);
  assert.equal(found[0], "19 ? · MyLayer is not a layer class that ConvLens knows");
  assert.ok(
    found.slice(1).every((label) => /^\d+ \?$/.test(label)),
    found.join("\n"),
  );
});

test("a free size stays a formula, and its MACs too", () => {
  const analysis = handMadeAnalysis({
    models: [
      handMadeGraph([
        handMadeInput("image", null, null, 3),
        {
          className: "Conv2D",
          name: "conv",
          config: { filters: 8, kernel_size: 3, strides: 2, padding: "same" },
        },
      ]),
    ],
  });
  assert.equal(labels(analysis).at(-1), "19 ⌈H/2⌉×⌈W/2⌉×8 · 224 params · 216·⌈H/2⌉·⌈W/2⌉ MACs");
});

test("a shared layer lists the distinct shapes of its calls and counts its parameters once", () => {
  const analysis = handMadeAnalysis({
    models: [
      handMadeGraph([
        handMadeInput("large", 8, 8, 3),
        handMadeInput("small", 4, 4, 3),
        {
          className: "Conv2D",
          name: "shared",
          config: { filters: 2, kernel_size: 3 },
          calls: [["large"], ["small"], ["large"]],
        },
      ]),
    ],
  });
  // 3·3·3·2 + 2 = 56 parameters; MACs 54 a position: 36 + 4 + 36 positions.
  assert.equal(labels(analysis).at(-1), "29 6×6×2 | 2×2×2 · 56 params · 4.10 kMACs");
});

test("a text that makes several layers, such as a loop, has one hint with their distinct shapes", () => {
  const graph = handMadeGraph([
    handMadeInput("image", 8, 8, 3),
    { className: "Conv2D", name: "loop_1", config: { filters: 2, kernel_size: 3 } },
    { className: "Conv2D", name: "loop_2", config: { filters: 2, kernel_size: 3 } },
  ]);
  const [image, first, second] = graph.layers;
  assert.ok(image && first && second);
  const layers = [image, first, { ...second, range: first.range, anchor: first.anchor }];
  const analysis = handMadeAnalysis({ models: [{ ...graph, layers }] });
  // 3·3·3·2 + 2 = 56 and 3·3·2·2 + 2 = 38 parameters; MACs 36·54 and 16·36.
  assert.equal(labels(analysis).at(-1), "19 6×6×2 | 4×4×2 · 56 | 38 params · 1.94 k | 576 MACs");
  assert.match(
    inlayHints(analysis, everything, settings).at(-1)?.tooltip() ?? "",
    /makes 2 layers\*\*; figures are for loop_1/,
  );
});

test("the tooltip holds the derivation", () => {
  const hint = inlayHints(stemAnalysis(), everything, settings).at(-1);
  assert.match(hint?.tooltip() ?? "", /⌈224 \/ 2⌉ = 112/);
});
