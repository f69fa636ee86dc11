/** Whole models: shared layers, nested models, first causes, and unknowns that stay local. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { countToNumber } from "../../../core/cost/count.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import { formatShape, shapeToNumbers } from "../../../core/shape/shape.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

const numbers = (analysis: ModelAnalysis) => ({
  parameters: countToNumber(analysis.totals.parameters),
  trainable: countToNumber(analysis.totals.trainable),
  macs: countToNumber(analysis.totals.macs),
});
const shapeOf = (analysis: ModelAnalysis, layer: number) => {
  const output = analysis.layers[layer]?.calls[0]?.outputs[0];
  return output ? shapeToNumbers(output) : undefined;
};

test("a layer called five times counts its weights once and its work five times", () => {
  const same = { filters: 3, kernel_size: 3, padding: "same" };
  const graph = handMadeGraph([
    handMadeInput("in", 10, 10, 3),
    { className: "Conv2D", name: "conv", config: same, calls: [["in"]] },
  ]);
  const node = graph.layers[1];
  assert.ok(node);
  const chained = [0, 1, 2, 3].map((call) => ({ inputs: [{ layer: 1, call, tensor: 0 }] }));
  const shared = {
    ...graph,
    layers: [graph.layers[0] ?? node, { ...node, calls: [...node.calls, ...chained] }],
  };
  assert.deepEqual(numbers(analyseModel(shared)), { parameters: 84, trainable: 84, macs: 40_500 });
});

test("a model that contains part of itself counts the shared weights once", () => {
  const inner = handMadeGraph([
    handMadeInput("x", 10),
    { className: "Dense", name: "d", config: { units: 10 }, weightsKey: "d" },
  ]);
  const outer = handMadeGraph([
    handMadeInput("x", 10),
    { className: "Dense", name: "d", config: { units: 10 }, weightsKey: "d" },
    { className: "Functional", name: "inner", model: inner },
  ]);
  assert.deepEqual(numbers(analyseModel(outer)), { parameters: 110, trainable: 110, macs: 200 });
});

test("a frozen nested model has no trainable weights", () => {
  const inner = handMadeGraph([
    handMadeInput("x", 4),
    { className: "Dense", name: "d", config: { units: 2 } },
  ]);
  const outer = handMadeGraph([
    handMadeInput("in", 4),
    { className: "Functional", name: "inner", model: inner, trainable: false },
    { className: "Dense", name: "head", config: { units: 1 } },
  ]);
  assert.deepEqual(numbers(analyseModel(outer)), { parameters: 13, trainable: 3, macs: 10 });
});

test("a nested model keeps the weights that it was built with, whatever it is given", () => {
  const inner = handMadeGraph([
    handMadeInput("x", 4, 4, 1),
    { className: "Flatten", name: "flat" },
    { className: "Dense", name: "d", config: { units: 3 } },
  ]);
  const outer = (...sizes: number[]) =>
    analyseModel(
      handMadeGraph([
        handMadeInput("in", ...sizes),
        { className: "Functional", name: "inner", model: inner, calls: [["in"], ["in"]] },
        { className: "ReLU", name: "behind" },
      ]),
    );
  const other = outer(8, 8, 1);
  assert.deepEqual(
    other.layers.slice(1, 2).map(({ parameters }) => countToNumber(parameters)),
    [51],
  );
  assert.equal(countToNumber(other.totals.macs), null);
  assert.equal(shapeOf(other, 2), null);
  assert.deepEqual(
    other.problems.map(({ code, layer }) => [code, layer]),
    [["built-for-another-input", "inner"]],
  );
  assert.match(other.problems[0]?.message ?? "", /8×8×1.*its layer "d" needs "kernel" of 64×3.*has 16×3/);
  assert.deepEqual(outer(4, 4, 1).problems, []);
});

test("a nested model of other sizes is taken as built for them where sizes are tried", () => {
  const inner = handMadeGraph([
    handMadeInput("x", 4),
    { className: "Dense", name: "d", config: { units: 3 } },
  ]);
  const outer = handMadeGraph([
    handMadeInput("in", 4),
    { className: "Functional", name: "inner", model: inner },
  ]);
  const tried = analyseModel(outer, { inputShape: [6] });
  assert.deepEqual(tried.problems, []);
  assert.equal(countToNumber(tried.totals.parameters), 21);
});

test("the first cause of an impossible size is told, and nothing behind it", () => {
  const analysis = analyseModel(
    handMadeGraph([
      handMadeInput("in", 4, 4, 1),
      { className: "Conv2D", name: "big", config: { filters: 1, kernel_size: 10 } },
      { className: "MaxPooling2D", name: "pool" },
      { className: "Dense", name: "dense", config: { units: 3 } },
    ]),
  );
  assert.deepEqual(
    analysis.problems.map((problem) => [problem.code, problem.layer]),
    [["window-larger-than-input", "big"]],
  );
  assert.match(analysis.problems[0]?.message ?? "", /kernel 10 .* height 4/);
  assert.equal(analysis.layers[3]?.parameters.kind, "unknown");
});

test("an unknown layer leaves the other branch exact and the total at least what is known", () => {
  const analysis = analyseModel(
    handMadeGraph(
      [
        handMadeInput("in", 8, 8, 3),
        { className: "Spaceship", name: "odd", calls: [["in"]] },
        { className: "Conv2D", name: "conv", config: { filters: 2, kernel_size: 3 }, calls: [["in"]] },
        { className: "Add", name: "sum", calls: [["odd", "conv"]] },
      ],
      ["sum"],
    ),
  );
  assert.deepEqual(shapeOf(analysis, 2), [null, 6, 6, 2]);
  assert.equal(shapeOf(analysis, 3), null);
  const total = analysis.totals.parameters;
  assert.ok(total.kind === "unknown");
  assert.equal(total.atLeast, 56);
  assert.deepEqual(
    analysis.problems.map((problem) => problem.severity),
    ["information"],
  );
});

test("layers that wait for one another are named and do not hang", () => {
  const graph = handMadeGraph([
    handMadeInput("in", 4),
    { className: "Add", name: "a", calls: [["in", "b"]] },
    { className: "Add", name: "b", calls: [["a"]] },
  ]);
  const analysis = analyseModel(graph);
  assert.deepEqual(
    analysis.problems.map((problem) => problem.code),
    ["graph-cycle"],
  );
  assert.equal(analysis.layers[1]?.macs.kind, "unknown");
});

test("the input size can be put in from outside", () => {
  const graph = handMadeGraph([
    handMadeInput("in", null, null, 3),
    { className: "Conv2D", name: "conv", config: { filters: 8, kernel_size: 3 } },
    { className: "GlobalAveragePooling2D", name: "pool" },
    { className: "Dense", name: "dense", config: { units: 10 } },
  ]);
  const free = analyseModel(graph);
  assert.equal(
    formatShape(free.layers[1]?.calls[0]?.outputs[0] ?? { kind: "unranked", reason: "" }),
    "(H − 2)×(W − 2)×8",
  );
  assert.equal(free.totals.macs.kind, "unknown");
  assert.deepEqual(numbers(free).parameters, 314);
  const sized = analyseModel(graph, { inputShape: [10, 12, null] });
  assert.deepEqual(shapeOf(sized, 1), [null, 8, 10, 8]);
  assert.equal(numbers(sized).macs, 8 * 10 * 9 * 3 * 8 + 80);
});

test("the peak of live activations keeps a skip connection alive", () => {
  const relu = (name: string, from: string) => ({ className: "ReLU", name, calls: [[from]] });
  const graph = handMadeGraph([
    handMadeInput("in", 100),
    relu("a", "in"),
    relu("b", "a"),
    relu("c", "b"),
    { className: "Add", name: "sum", calls: [["a", "c"]] },
  ]);
  // While c runs: a (for the sum), b (its input) and c: 300 values of 4 bytes.
  assert.equal(countToNumber(analyseModel(graph).totals.peakActivationBytes), 1200);
});

test("the peak inside a nested model counts", () => {
  const inner = handMadeGraph([
    handMadeInput("x", 10),
    { className: "Dense", name: "wide", config: { units: 1000 } },
    { className: "Dense", name: "narrow", config: { units: 1 } },
  ]);
  const outer = handMadeGraph([
    handMadeInput("in", 10),
    { className: "Functional", name: "inner", model: inner },
    { className: "ReLU", name: "relu" },
  ]);
  // While `wide` runs: its 10 inputs, which are the outer model's input, and its 1000 outputs.
  assert.equal(countToNumber(analyseModel(outer).totals.peakActivationElements), 1010);
});
