/** A TensorFlow.js file in Keras 3's form: TensorFlow.js cannot load it, the analysis reads it and says so once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { shapeToNumbers } from "../../../core/shape/shape.ts";
import { readDocument } from "../../../server/parse/readDocument.ts";
import { askTensorflowJs } from "../../support/tensorflowJs.ts";

const tensor = {
  class_name: "__keras_tensor__",
  config: { shape: [null, 8, 8, 3], dtype: "float32", keras_history: ["in", 0, 0] },
};
const keras2Node = [[["in", 0, 0, {}]]];
const keras3Node = [{ args: [tensor], kwargs: {} }];

function model(inputShape: Record<string, unknown>, node: unknown) {
  return {
    class_name: "Functional",
    config: {
      name: "m",
      layers: [
        { class_name: "InputLayer", name: "in", config: { name: "in", ...inputShape }, inbound_nodes: [] },
        {
          class_name: "Conv2D",
          name: "c",
          config: { name: "c", filters: 4, kernel_size: [3, 3] },
          inbound_nodes: node,
        },
      ],
      input_layers: [["in", 0, 0]],
      output_layers: [["c", 0, 0]],
    },
  };
}

const shape = [null, 8, 8, 3];
const forms = [
  { model: model({ batch_input_shape: shape }, keras2Node), refused: null, told: null },
  {
    model: model({ batch_shape: shape }, keras2Node),
    refused: /InputLayer should be passed either/,
    told: /has batch_shape in place of batch_input_shape/,
  },
  {
    model: model({ batch_input_shape: shape }, keras3Node),
    refused: /Corrupted configuration/,
    told: /inbound_nodes are objects with args/,
  },
];

test("both parts of Keras 3's form stop TensorFlow.js, and are told once", async () => {
  const answers = await askTensorflowJs(
    forms.map((form) => ({ model: form.model, layer: "c", batch: 1, freeSize: 1 })),
  );
  for (const [index, form] of forms.entries()) {
    if (form.refused) assert.match(answers[index]?.refuses ?? "", form.refused);
    else assert.deepEqual(answers[index]?.outputs, [[null, 6, 6, 4]]);
    const text = JSON.stringify({ format: "layers-model", modelTopology: { model_config: form.model } });
    const document = readDocument({ text, languageId: "json", fileName: "model.json" });
    const told = document?.problems.filter(({ code }) => code === "tfjs-cannot-build") ?? [];
    assert.deepEqual(
      told.map(({ severity, message }) => [severity, form.told?.test(message)]),
      form.told ? [["information", true]] : [],
    );
    const graph = document?.models[0];
    assert.ok(graph);
    const found = analyseModel(graph).layers.find(({ node }) => node.name === "c");
    assert.deepEqual(found?.calls[0]?.outputs.map(shapeToNumbers), [[null, 6, 6, 4]]);
  }
});

test("a Keras 3 file that is no TensorFlow.js file is left alone", () => {
  const text = JSON.stringify(model({ batch_shape: shape }, keras3Node));
  const document = readDocument({ text, languageId: "json", fileName: "model.json" });
  assert.equal(document?.models[0]?.dialect, "keras");
  assert.deepEqual(document?.problems, []);
});
