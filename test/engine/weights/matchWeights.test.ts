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

test("by name: whole paths, inner names, Keras 2's names and other spellings", () => {
  const match = matchWeights(wanted, [
    entry("features/deep/bias", 4),
    entry("deep/kernel", 3, 3, 4, 4),
    entry("depth/depthwise_kernel:0", 3, 3, 4, 1),
    entry("first/first/kernel:0", 3, 3, 3, 4),
    entry("first.bias", 4),
    entry("optimizer/iterations", 1),
  ]);
  assert.deepEqual([match.byName, match.byOrder, match.missing, match.misfits], [5, 0, [], []]);
  assert.deepEqual(match.unused, ["optimizer/iterations"]);
  assert.equal(match.store.layers.get("features/deep")?.get("bias")?.name, "features/deep/bias");
  assert.equal(match.store.layers.get("depth")?.get("kernel")?.name, "depth/depthwise_kernel:0");
});

test("by order and shape, where names say nothing", () => {
  const match = matchWeights(wanted, [
    entry("w0", 3, 3, 3, 4),
    entry("w1", 4),
    entry("extra", 7, 7),
    entry("w2", 3, 3, 4, 1),
    entry("w3", 3, 3, 4, 4),
  ]);
  assert.deepEqual([match.byName, match.byOrder, match.missing], [0, 4, ["features/deep/bias"]]);
  assert.deepEqual(match.unused, ["extra"]);
  assert.equal(match.store.layers.get("features/deep")?.get("kernel")?.name, "w3");
});

test("a name with another shape is a misfit; axes of size 1 are not", () => {
  const match = matchWeights(wanted, [entry("first/kernel", 5, 5, 3, 4), entry("first/bias", 1, 4)]);
  assert.equal(match.byName, 1);
  assert.deepEqual(match.misfits, ['"first/kernel" is 5×5×3×4, and first/kernel needs 3×3×3×4.']);
  assert.deepEqual(match.store.layers.get("first")?.get("bias")?.read().shape, [4]);
  assert.ok(match.missing.includes("first/kernel"));
});
