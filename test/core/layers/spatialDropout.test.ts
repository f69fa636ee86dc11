/** SpatialDropout insists on its number of axes, in Keras and in TensorFlow.js alike. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { askTensorflowJs } from "../../support/tensorflowJs.ts";
import { analyse, caseOf } from "../dialect/singleLayers.ts";

const shapes = [
  [null, 4],
  [null, 5, 4],
  [null, 6, 5, 4],
  [null, 7, 6, 5, 4],
];

for (const rank of [1, 2, 3]) {
  test(`SpatialDropout${rank}D takes ${rank + 2} axes with the batch`, () => {
    for (const shape of shapes) {
      const { problems } = analyse(
        { className: `SpatialDropout${rank}D`, config: { rate: 0.2 }, inputs: [shape] },
        "keras",
      );
      const codes = problems.map(({ code }) => code);
      assert.deepEqual(codes, shape.length === rank + 2 ? [] : ["wrong-rank"], `${rank} on ${shape.length}`);
    }
  });
}

test("TensorFlow.js refuses what the analysis does", async () => {
  const layers = shapes.map((shape) => ({
    className: "SpatialDropout1D",
    config: { rate: 0.2 },
    inputs: [shape],
  }));
  const answers = await askTensorflowJs(layers.map(caseOf));
  assert.deepEqual(
    answers.map((answer) => answer.refuses !== undefined),
    [true, false, true, true],
  );
});
