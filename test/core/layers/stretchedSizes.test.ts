/** Sizes that are never equal and fit where one of them is 1: told with the sizes, and refused only where none fit. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { formatShape } from "../../../core/shape/shape.ts";
import { readDocument } from "../../../server/parse/readDocument.ts";

/** A convolution that takes `lost` rows from a free height, and its input, in that order or the other. */
function added(lost: number, inputFirst: boolean) {
  const tensors = [
    ["in", 0, 0, {}],
    ["c", 0, 0, {}],
  ];
  const layer = (class_name: string, name: string, config: object, inbound_nodes: unknown) => ({
    ...{ class_name, name, config: { name, ...config }, inbound_nodes },
  });
  const config = {
    name: "m",
    layers: [
      layer("InputLayer", "in", { batch_input_shape: [null, null, 8, 4] }, []),
      layer("Conv2D", "c", { filters: 4, kernel_size: [lost + 1, 1] }, [[["in", 0, 0, {}]]]),
      layer("Add", "sum", {}, [inputFirst ? tensors : [...tensors].reverse()]),
    ],
    input_layers: [["in", 0, 0]],
    output_layers: [["sum", 0, 0]],
  };
  const text = JSON.stringify({ class_name: "Functional", config });
  const graph = readDocument({ text, languageId: "json", fileName: "m.json" })?.models[0];
  assert.ok(graph);
  return graph;
}

test("H and H − 2 fit where H is 3, in either order, and the sum has H rows", () => {
  for (const inputFirst of [true, false]) {
    const graph = added(2, inputFirst);
    const analysis = analyseModel(graph);
    assert.deepEqual(
      analysis.problems.map(({ code, severity }) => [code, severity]),
      [["shapes-do-not-merge", "information"]],
    );
    assert.match(analysis.problems[0]?.message ?? "", /for H: only 3/);
    assert.deepEqual(
      analysis.outputs.map(({ shape }) => formatShape(shape)),
      ["H×8×4"],
    );
  }
});
