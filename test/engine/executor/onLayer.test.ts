/** Telling of every layer of a run: its output as it is by itself, in the order of the run, though the backend would join them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { factors, input, numbers, relu, succeed, times } from "./smallModels.ts";

for (const backend of ["reference", "simd"] as const) {
  test(`each layer's output is told as it is (${backend})`, async () => {
    const graph = handMadeGraph([input(), times("minus"), relu("relu", "minus"), times("twice")]);
    const weights = factors({ minus: -3, twice: 2 });
    const told: [string, number[]][] = [];
    let time = 0;
    const result = await succeed(graph, ["twice"], {
      backend,
      weights,
      inputs: [{ shape: [1, 1, 2, 1], data: Float32Array.of(1, -2) }],
      now: () => time++,
      onLayer: (name, { data }, milliseconds) => {
        told.push([name, [...data]]);
        assert.ok(milliseconds > 0);
      },
    });
    assert.deepEqual(told, [
      ["minus", [-3, 6]],
      ["relu", [0, 6]],
      ["twice", [0, 12]],
    ]);
    assert.deepEqual(numbers(result), [0, 12]);
    assert.equal(result.fused, null);
  });
}

test("layers inside of models are told by their path", async () => {
  const inner = handMadeGraph([handMadeInput("given", 1, 2, 1), times("factor")]);
  const graph = handMadeGraph([input(), { className: "Functional", name: "block", model: inner }]);
  const told: string[] = [];
  await succeed(graph, ["block"], { onLayer: (name) => told.push(name) });
  assert.deepEqual(told, ["block/factor"]);
});
