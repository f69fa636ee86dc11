/** Running models that hold models, and layers that are used more than once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import { handMadeGraph } from "../../support/handMadeGraph.ts";
import { factors, input, merge, numbers, picture, refuse, succeed, times } from "./smallModels.ts";

test("a shared layer runs once a call, with the same weights", async () => {
  const graph = handMadeGraph([input("a"), input("b"), times("shared", [["a"], ["b"]])]);
  const weights = factors({ shared: 5 });
  const inputs = [picture(1, 2), picture(3, 4)];
  assert.deepEqual(numbers(await succeed(graph, ["shared"], { inputs, weights })), [5, 10]);
  assert.deepEqual(numbers(await succeed(graph, ["shared"], { inputs, weights, call: 1 })), [15, 20]);
  assert.match((await refuse(graph, ["shared"], { inputs, weights, call: 2 })).reason, /called 2 times/);
});

test("nested models: into a layer, through them, and a nested model alone", async () => {
  const innermost = handMadeGraph([input("deep_input"), times("deep")]);
  const inner = handMadeGraph([
    input("inner_input"),
    times("first"),
    { className: "Functional", name: "innermost", model: innermost },
  ]);
  const graph = handMadeGraph([
    input(),
    times("before"),
    { className: "Functional", name: "inner", model: inner },
    times("after"),
  ]);
  const weights = factors({ before: 2, "inner/first": 3, "inner/innermost/deep": 5, after: 7 });
  assert.deepEqual(numbers(await succeed(graph, ["inner", "innermost", "deep"], { weights })), [30, 60]);
  assert.deepEqual(numbers(await succeed(graph, ["after"], { weights })), [210, 420]);
  const whole = await succeed(graph, ["inner"], { weights });
  assert.deepEqual([numbers(whole), whole.operation], [[30, 60], null]);
  assert.deepEqual(numbers(await succeed(graph, ["inner"], { weights, mode: "alone" })), [15, 30]);
  const deep = await succeed(graph, ["inner", "innermost", "deep"], { weights, mode: "alone" });
  assert.deepEqual(numbers(deep), [5, 10]);
  const entry = await succeed(graph, ["inner", "inner_input"], { weights });
  assert.deepEqual(numbers(entry), [2, 4]);
});

test("a nested model called twice has one set of weights and two inputs", async () => {
  const branch = handMadeGraph([input("branch_input"), times("scale")]);
  const graph = handMadeGraph([
    input("a"),
    input("b"),
    { className: "Functional", name: "branch", model: branch, calls: [["a"], ["b"]] },
  ]);
  const merged: ModelGraph = {
    ...graph,
    layers: [
      ...graph.layers,
      ...handMadeGraph([merge("Add", "sum")]).layers.map((node) => ({
        ...node,
        calls: [
          {
            inputs: [
              { layer: 2, call: 0, tensor: 0 },
              { layer: 2, call: 1, tensor: 0 },
            ],
          },
        ],
      })),
    ],
    outputs: [{ layer: 3, call: 0, tensor: 0 }],
  };
  const inputs = [picture(1, 2), picture(10, 20)];
  const result = await succeed(merged, ["sum"], { inputs, weights: factors({ "branch/scale": 3 }) });
  assert.deepEqual(numbers(result), [33, 66]);
});
