/** Layers of Keras 1 and 2 alone: shapes and weights by the formulas of those versions' own build methods, worked out by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inferLayer } from "../../../core/layers/inferLayer.ts";
import { shapeFromNumbers, shapeToNumbers } from "../../../core/shape/shape.ts";
import { readKerasLayer } from "../../../server/parse/keras-json/readKerasLayer.ts";

function infer(className: string, config: Record<string, unknown>, input: (number | null)[]) {
  const node = readKerasLayer(
    JSON.stringify({ class_name: className, config: { name: "layer", ...config } }),
  );
  const { value, problems } = inferLayer(node, [shapeFromNumbers(input)], "keras");
  return {
    errors: problems.filter(({ severity }) => severity === "error").map(({ code }) => code),
    output: value.outputs.map(shapeToNumbers),
    weights: (value.weights ?? []).map(({ shape }) => shape),
  };
}

test("MaxoutDense has a matrix and a bias for each map", () => {
  const answer = infer("MaxoutDense", { output_dim: 5, nb_feature: 3, input_dim: 7 }, [null, 7]);
  assert.deepEqual(answer, {
    errors: [],
    output: [[null, 5]],
    weights: [
      [3, 7, 5],
      [3, 5],
    ],
  });
  assert.deepEqual(infer("MaxoutDense", { output_dim: 5, bias: false }, [null, 7]).weights, [[4, 7, 5]]);
  assert.deepEqual(infer("MaxoutDense", { output_dim: 5 }, [null, 4, 7]).errors, ["wrong-rank"]);
});

test("Highway keeps its width and has two square matrices", () => {
  const { output, weights } = infer("Highway", { activation: "relu" }, [null, 6]);
  assert.deepEqual(output, [[null, 6]]);
  assert.deepEqual(weights, [[6, 6], [6, 6], [6], [6]]);
});

test("LocallyConnected has a kernel and a bias at every position", () => {
  const one = infer("LocallyConnected1D", { filters: 4, kernel_size: [3], strides: [2] }, [null, 11, 3]);
  assert.deepEqual(one.output, [[null, 5, 4]]);
  assert.deepEqual(one.weights, [
    [5, 9, 4],
    [5, 4],
  ]);
  const two = infer("LocallyConnected2D", { filters: 4, kernel_size: [3, 2] }, [null, 7, 6, 3]);
  assert.deepEqual(two.output, [[null, 5, 5, 4]]);
  assert.deepEqual(two.weights, [
    [25, 18, 4],
    [5, 5, 4],
  ]);
});

test("the other implementations of LocallyConnected store their kernel as a matrix, or as a list", () => {
  const same = { filters: 4, kernel_size: [3], padding: "same" };
  const input = [null, 5, 2];
  assert.deepEqual(
    infer("LocallyConnected1D", { ...same, implementation: 2 }, input).weights[0],
    [5, 2, 5, 4],
  );
  // Positions 0 and 4 see two inputs, 1 to 3 see three: 13 pairs.
  assert.deepEqual(infer("LocallyConnected1D", { ...same, implementation: 3 }, input).weights[0], [
    13 * 2 * 4,
  ]);
  assert.deepEqual(infer("LocallyConnected1D", same, input).errors, ["unsupported-combination"]);
});

test("LocallyConnected needs a fixed size", () => {
  const free = infer("LocallyConnected1D", { filters: 4, kernel_size: [3] }, [null, null, 2]);
  assert.deepEqual(free.errors, ["size-not-known"]);
});

test("RandomWidth leaves the width open and keeps the rest", () => {
  assert.deepEqual(infer("RandomWidth", { factor: 0.2 }, [null, 8, 6, 3]).output, [[null, 8, null, 3]]);
});

test("ParametricSoftplus and SReLU have a number of each kind for every element, or for every shared axis", () => {
  assert.deepEqual(infer("ParametricSoftplus", {}, [null, 4, 3]).weights, [
    [4, 3],
    [4, 3],
  ]);
  assert.deepEqual(infer("SReLU", { shared_axes: [1, 2] }, [null, 5, 4, 3]).weights, [
    [1, 1, 3],
    [1, 1, 3],
    [1, 1, 3],
    [1, 1, 3],
  ]);
});

test("RandomFourierFeatures projects, with one scale that can be learned", () => {
  const { output, weights } = infer("RandomFourierFeatures", { output_dim: 5 }, [null, 7]);
  assert.deepEqual(output, [[null, 5]]);
  assert.deepEqual(weights, [[7, 5], [5], [1]]);
});

test("a Merge with a function of its own has the output shape that the file states, and no weights", () => {
  const code = { mode: "<lambda>", mode_type: "raw", output_shape: [4, 2] };
  const { output, weights } = infer("Merge", code, [null, 6]);
  assert.deepEqual([output, weights], [[[null, 4, 2]], []]);
});

test("ConvLSTM2DCell is one step of ConvLSTM2D", () => {
  const { output, weights } = infer("ConvLSTM2DCell", { filters: 4, kernel_size: 3 }, [null, 9, 8, 3]);
  assert.deepEqual(output, [
    [null, 7, 6, 4],
    [null, 7, 6, 4],
    [null, 7, 6, 4],
  ]);
  assert.deepEqual(weights, [[3, 3, 3, 16], [3, 3, 4, 16], [16]]);
});
