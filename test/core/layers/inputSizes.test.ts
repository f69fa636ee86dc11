/** An InputLayer, or the first layer, says which of its sizes is none, and asks for a shape only where there is none at all. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ConfigData } from "../../../core/graph/paramValue.ts";
import { handMadeGraph } from "../../support/handMadeGraph.ts";

function problemsOf(config: Readonly<Record<string, ConfigData>>, className = "InputLayer") {
  const layers = [{ className, name: "image", config }];
  return analyseModel(handMadeGraph(layers)).problems.map(({ code, message }) => `${code}: ${message}`);
}

test("a size that is none is told with its value", () => {
  for (const [size, shown] of [
    [0, "0"],
    [2.5, "2.5"],
    [-3, "-3"],
    ["wide", '"wide"'],
  ] as const) {
    const [problem, ...more] = problemsOf({ batch_shape: [null, 16, size, 3] });
    assert.deepEqual(more, []);
    assert.ok(problem?.startsWith(`missing-input-shape: InputLayer "image" has the size ${shown}.`), problem);
  }
});

test("a shape that is absent is asked for, and one that is right is not mentioned", () => {
  assert.deepEqual(problemsOf({}), [
    'missing-input-shape: InputLayer "image" does not say its shape; add batch_shape.',
  ]);
  assert.deepEqual(problemsOf({ batch_shape: [null, null, -1, 3] }), []);
});

test("a layer that has its input shape itself tells the same", () => {
  const [problem, ...more] = problemsOf({ units: 2, batch_shape: [null, 0] }, "Dense");
  assert.deepEqual(more, []);
  assert.equal(
    problem,
    'missing-input-shape: The input shape of "image" has the size 0. Sizes are positive whole numbers, or null where they are free.',
  );
});
