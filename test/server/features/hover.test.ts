// Hovers derive each number with the numbers put in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hoverAt } from "../../../server/features/hover.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { handMadeAnalysis, stemAnalysis } from "./handMadeAnalysis.ts";

/** The hover on the last layer of a chain behind an input of `sizes`. */
function layerHover(sizes: readonly (number | null)[], ...layers: HandMadeLayer[]): string {
  const analysis = handMadeAnalysis({
    models: [handMadeGraph([handMadeInput("image", ...sizes), ...layers])],
  });
  // In a hand-made graph class and arguments have the layer's own place; the class comes first.
  return hoverAt(analysis, layers.length * 10 + 4)?.markdown ?? "";
}

function assertHolds(text: string, ...parts: readonly string[]) {
  for (const part of parts) assert.ok(text.includes(part), `"${part}" is not in:\n${text}`);
}

test("a standard convolution: sizes, weights, MACs, FLOPs, other operations, field, textbook form", () => {
  const text = layerHover([28, 28, 1], {
    className: "Conv2D",
    name: "conv_a",
    config: { filters: 8, kernel_size: 3, activation: "relu" },
  });
  assertHolds(
    text,
    "### conv_a · Conv2D: standard convolution",
    "`28×28×1` → `26×26×8`",
    "`⌊(28 − 3) / 1⌋ + 1 = 26`",
    "**Parameters** 80",
    "kernel `3×3×1×8 = 72`",
    "bias `8`",
    "**MACs** 48,672 per example",
    "`26·26 × 3·3 × 1 × 8` = 48,672",
    "**FLOPs** = 2 × MACs = 97,344",
    "bias 5,408, activation 5,408",
    // 48,672 / (4·(80 + 28·28 + 26·26·8)) = 1.94
    "**Memory** (float32, one example): weights 320 B, output 21.1 KiB, 1.94 MACs per byte",
    "**Receptive field** `3×3`",
    "`K·K·Cin·Cout = 3·3·1·8 = 72`",
    'padding "valid", which leaves out the border, and a bias',
    "By the rules of Keras",
  );
});

test("a separable convolution shows both stages, the first of which strides", () => {
  const text = layerHover([8, 8, 4], {
    className: "SeparableConv2D",
    name: "sep",
    config: { filters: 6, kernel_size: 3, strides: 2, padding: "same", use_bias: false },
  });
  // 4·4 positions: depthwise 4·4·9·4 = 576, pointwise 4·4·4·6 = 384.
  assertHolds(
    text,
    "depthwise separable convolution",
    "**Parameters** 60",
    "**MACs** 960",
    "= 576",
    "= 384",
    "`(K·K + Cout)·Cin = (3·3 + 6)·4 = 60`",
  );
});

test("textbook forms of the other kinds", () => {
  const same = { kernel_size: 3, padding: "same", use_bias: false };
  const pointwise = { className: "Conv2D", name: "p", config: { ...same, filters: 6, kernel_size: 1 } };
  assertHolds(layerHover([8, 8, 4], pointwise), "`Cin·Cout = 4·6 = 24`", "`H·W·Cin·Cout = 8·8·4·6 = 1,536`");
  const depthwise = { className: "DepthwiseConv2D", name: "d", config: same };
  assertHolds(layerHover([8, 8, 4], depthwise), "`K·K·Cin = 3·3·4 = 36`");
  const transposed = { className: "Conv2DTranspose", name: "t", config: { ...same, filters: 6, strides: 2 } };
  assertHolds(layerHover([8, 8, 4], transposed), "`K·K·Cin·Cout = 3·3·4·6 = 216`", "up-samples");
  const row = { className: "Conv2D", name: "r", config: { ...same, filters: 6, kernel_size: [1, 3] } };
  assertHolds(layerHover([8, 8, 4], row), "`Kh·Kw·Cin·Cout = 1·3·4·6 = 72`");
});

test("a field larger than the image is said to be", () => {
  const dilated = { filters: 2, kernel_size: 3, dilation_rate: 8, padding: "same" };
  const text = layerHover([8, 8, 1], { className: "Conv2D", name: "wide", config: dilated });
  assertHolds(text, "**Receptive field** `17×17` input positions, larger than the input");
});

test("an unknown layer says why", () => {
  assertHolds(
    layerHover([8, 8, 1], { className: "Strange", name: "s" }),
    "**Not known:** Strange is not a layer",
  );
});

test("names from the file cannot form Markdown", () => {
  const text = layerHover([8, 8, 1], { className: "Flatten", name: "_[x](command:y)_ <b>" });
  assertHolds(text, "### \\_\\[x\\]\\(command:y\\)\\_ \\<b\\> ·");
});

test("a model's hover has its totals by kind and the input they hold for", () => {
  const analysis = stemAnalysis();
  const [model] = analysis.models;
  assert.ok(model);
  const text = hoverAt({ ...analysis, models: [{ ...model, layers: [] }] }, 3)?.markdown ?? "";
  assertHolds(text, "Input `224×224×3`", "parameters **864**", "MACs **10,838,016**");
});

test("a hover on an argument tells what it means, its value and default", () => {
  const text = '{"filters": 32, "strides": [2, 2]}';
  const graph = handMadeGraph([
    handMadeInput("image", 8, 8, 3),
    { className: "Conv2D", name: "conv1", config: { filters: 32, kernel_size: 3 } },
  ]);
  const place = { start: text.indexOf("32"), end: text.indexOf("32") + 2 };
  const away = { start: 1e6, end: 1e6 };
  const layers = graph.layers.map((node, index) =>
    index === 0
      ? { ...node, range: away }
      : {
          ...node,
          range: { start: 0, end: text.length },
          classRange: away,
          config: {
            filters: { kind: "constant", value: 32, range: place } as const,
            kernel_size: { kind: "constant", value: 3, range: away } as const,
          },
        },
  );
  const analysis = handMadeAnalysis({ models: [{ ...graph, layers }], text });
  const onKey = hoverAt(analysis, text.indexOf("ilters"))?.markdown ?? "";
  assertHolds(onKey, "`filters` of conv1", "Number of output channels", "Value `32`, required");
  assert.equal(hoverAt(analysis, place.start)?.markdown, onKey);
  const beside = hoverAt(analysis, text.indexOf("strides"))?.markdown ?? "";
  assert.match(beside, /### conv1 · Conv2D/);
});

test("a problem at the place adds its rule", () => {
  const analysis = handMadeAnalysis({
    models: [
      handMadeGraph([
        handMadeInput("image", 5, 5, 3),
        { className: "Conv2D", name: "big", config: { filters: 4, kernel_size: 9 } },
      ]),
    ],
  });
  assertHolds(hoverAt(analysis, 14)?.markdown ?? "", "**window-larger-than-input**", "What to change");
});

test("outside of models there is no hover", () => {
  assert.equal(hoverAt(handMadeAnalysis({ models: [] }), 0), null);
});
