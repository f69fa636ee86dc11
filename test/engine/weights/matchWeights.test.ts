/** Arrays of a file find the weights of a model by name, then by order and shape. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { zeros } from "../../../engine/tensor/tensor.ts";
import { matchWeights } from "../../../engine/weights/matchWeights.ts";
import { wantedWeights } from "../../../engine/weights/wantedWeights.ts";
import type { WeightEntry } from "../../../engine/weights/weightEntry.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

const entry = (name: string, ...shape: number[]): WeightEntry => ({ name, shape, read: () => zeros(shape) });
const conv = (name: string, filters: number) => ({
  className: "Conv2D",
  name,
  config: { filters, kernel_size: [3, 3], padding: "same" },
});

const inner = handMadeGraph([handMadeInput("inner_input", 8, 8, 4), conv("deep", 4)]);
const wanted = wantedWeights(
  analyseModel(
    handMadeGraph([
      handMadeInput("input", 8, 8, 3),
      conv("first", 4),
      { className: "DepthwiseConv2D", name: "depth", config: { kernel_size: 3, use_bias: false } },
      { className: "Functional", name: "features", model: inner },
    ]),
  ),
);

test("the weights of a model, nested ones with their path", () => {
  assert.deepEqual(
    wanted.map((want) => [want.key, want.weight.name]),
    [
      ["first", "kernel"],
      ["first", "bias"],
      ["depth", "kernel"],
      ["features/deep", "kernel"],
      ["features/deep", "bias"],
    ],
  );
});

/** Weight to array, and what is left over on both sides. */
function matchOf(entries: WeightEntry[]) {
  const match = matchWeights(wanted, entries);
  return {
    arrays: Object.fromEntries(
      match.matched.map(({ want, entry: array, by }) => [
        `${want.key}/${want.weight.name}`,
        [array.name, by],
      ]),
    ),
    missing: match.missing.map((want) => `${want.key}/${want.weight.name}`),
    misfits: match.misfits,
    unused: match.unused.map(({ name }) => name),
  };
}

test("by name: whole paths, inner names, Keras 2's names, Keras 3's stored paths and other spellings", () => {
  const match = matchOf([
    entry("features/deep/bias", 4),
    entry("deep/kernel", 3, 3, 4, 4),
    entry("layers/depthwise_conv2d/vars/0", 3, 3, 4, 1),
    entry("first/first/kernel:0", 3, 3, 3, 4),
    entry("first.bias", 4),
    entry("optimizer/iterations", 1),
  ]);
  assert.deepEqual(match, {
    arrays: {
      "features/deep/bias": ["features/deep/bias", "name"],
      "features/deep/kernel": ["deep/kernel", "name"],
      "depth/kernel": ["layers/depthwise_conv2d/vars/0", "name"],
      "first/kernel": ["first/first/kernel:0", "name"],
      "first/bias": ["first.bias", "name"],
    },
    missing: [],
    misfits: [],
    unused: ["optimizer/iterations"],
  });
});

test("by order and shape, where names say nothing", () => {
  const match = matchOf([
    entry("w0", 3, 3, 3, 4),
    entry("w1", 4),
    entry("extra", 7, 7),
    entry("w2", 3, 3, 4, 1),
    entry("w3", 3, 3, 4, 4),
  ]);
  assert.deepEqual(match, {
    arrays: {
      "first/kernel": ["w0", "order"],
      "first/bias": ["w1", "order"],
      "depth/kernel": ["w2", "order"],
      "features/deep/kernel": ["w3", "order"],
    },
    missing: ["features/deep/bias"],
    misfits: [],
    unused: ["extra"],
  });
});

test("by the layer that a file keeps arrays under: in order, else by the ends of their names", () => {
  const kept = (name: string, index: number, ...shape: number[]): WeightEntry => ({
    ...entry(name, ...shape),
    owner: { layer: "first", index, of: 2 },
  });
  const inOrder = matchOf([kept("first/W", 0, 3, 3, 3, 4), kept("first/b", 1, 4)]);
  assert.deepEqual(inOrder.arrays, {
    "first/kernel": ["first/W", "layer"],
    "first/bias": ["first/b", "layer"],
  });
  const byEnd = matchOf([entry("first/cell/bias", 4), entry("first/cell/kernel", 3, 3, 3, 4)]);
  assert.deepEqual(byEnd.arrays, {
    "first/kernel": ["first/cell/kernel", "layer"],
    "first/bias": ["first/cell/bias", "layer"],
  });
});

test("a name with another shape is a misfit; axes of size 1 are not", () => {
  const match = matchOf([entry("first/kernel", 5, 5, 3, 4), entry("first/bias", 1, 4)]);
  assert.deepEqual(match.arrays, { "first/bias": ["first/bias", "name"] });
  assert.deepEqual(match.misfits, ['"first/kernel" is 5×5×3×4, and first/kernel needs 3×3×3×4.']);
  assert.ok(match.missing.includes("first/kernel"));
});
