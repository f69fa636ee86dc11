// Dropout rates: what Keras refuses and TensorFlow.js changes is told; the shape stays known.
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { Dialect } from "../../../core/graph/modelGraph.ts";
import type { ConfigData } from "../../../core/graph/paramValue.ts";
import { shapeToNumbers } from "../../../core/shape/shape.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

function dropout(rate: ConfigData, dialect: Dialect = "keras") {
  const graph = handMadeGraph([
    handMadeInput("in", 4, 3),
    { className: "Dropout", name: "drop", config: { rate } },
  ]);
  return analyseModel({ ...graph, dialect });
}

test("a rate outside of 0 to 1 is an error in Keras and a warning in TensorFlow.js", () => {
  const [problem, ...more] = dropout(50).problems;
  assert.deepEqual(more, []);
  assert.deepEqual([problem?.code, problem?.severity], ["invalid-argument", "error"]);
  assert.match(problem?.message ?? "", /is 50, .*refuses.* For 50% write 0\.5\./);
  const [softer] = dropout(-0.1, "tfjs").problems;
  assert.equal(softer?.severity, "warning");
  assert.match(softer?.message ?? "", /takes 0 and drops nothing\.$/);
  const [output] = dropout(50).outputs;
  assert.deepEqual(output && shapeToNumbers(output.shape), [null, 4, 3]);
});

test("the ends are allowed, and a rate that is not known says nothing", () => {
  for (const rate of [0, 0.5, 1, null]) assert.deepEqual(dropout(rate).problems, []);
});
