/** The seven kinds, recognised from a layer alone and from the pair it forms with its neighbour. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

const conv = (name: string, config: Record<string, number | number[]>): HandMadeLayer => ({
  className: "Conv2D",
  name,
  config: { filters: 8, kernel_size: 3, padding: "same", ...config },
});
const depthwise = (name: string, config: Record<string, number> = {}): HandMadeLayer => ({
  className: "DepthwiseConv2D",
  name,
  config: { kernel_size: 3, padding: "same", ...config },
});

function kindsOf(...layers: HandMadeLayer[]): string[][] {
  const analysis = analyseModel(handMadeGraph([handMadeInput("in", 16, 16, 8), ...layers]));
  return analysis.layers.slice(1).map((layer) => [...layer.kinds]);
}

test("kinds that a layer shows alone", () => {
  assert.deepEqual(kindsOf(conv("a", {})), [["standard"]]);
  assert.deepEqual(kindsOf(conv("a", { kernel_size: 1 })), [["pointwise"]]);
  assert.deepEqual(kindsOf(conv("a", { dilation_rate: 2 })), [["dilated"]]);
  assert.deepEqual(kindsOf(conv("a", { groups: 2 })), [["grouped"]]);
  assert.deepEqual(kindsOf(conv("a", { groups: 8 })), [["depthwise"]]);
  assert.deepEqual(kindsOf(depthwise("a", { dilation_rate: 2 })), [["dilated", "depthwise"]]);
  const up = { className: "Conv2DTranspose", name: "a", config: { filters: 4, kernel_size: 4, strides: 2 } };
  assert.deepEqual(kindsOf(up), [["transposed"]]);
  const separable = { className: "SeparableConv2D", name: "a", config: { filters: 4, kernel_size: 3 } };
  assert.deepEqual(kindsOf(separable), [["depthwise-separable"]]);
});

test("a column kernel and the row kernel that alone uses it are spatially separable", () => {
  const pair = [conv("column", { kernel_size: [3, 1] }), conv("row", { kernel_size: [1, 3] })];
  assert.deepEqual(kindsOf(...pair), [
    ["standard", "spatially-separable"],
    ["standard", "spatially-separable"],
  ]);
  const other = { ...conv("other", {}), calls: [["column"]] };
  assert.deepEqual(
    kindsOf(...pair, other)[0],
    ["standard"],
    "not while another layer reads the column's output",
  );
  assert.deepEqual(
    kindsOf(conv("column", { kernel_size: [3, 1] }), conv("row", { kernel_size: [1, 5] }))[0],
    ["standard"],
  );
});

test("depthwise, normalisation, activation and pointwise are depthwise separable", () => {
  const kinds = kindsOf(
    depthwise("depth"),
    { className: "BatchNormalization", name: "norm" },
    { className: "ReLU", name: "relu" },
    conv("point", { kernel_size: 1 }),
  );
  assert.deepEqual(kinds, [
    ["depthwise", "depthwise-separable"],
    [],
    [],
    ["pointwise", "depthwise-separable"],
  ]);
  assert.deepEqual(kindsOf(depthwise("depth"), conv("wide", {}))[0], ["depthwise"]);
});
