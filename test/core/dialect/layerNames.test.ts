/** Names of layers are told to be refused exactly where TensorFlow.js 4.22 refuses the model. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { readDocument } from "../../../server/parse/readDocument.ts";
import { askOfWholeModels } from "../../support/tensorflowJs.ts";

const names = [
  ...["plain", "Conv2d_1", "a-b", "a.b", "a/b", "9x", "x_", "block 1", "_pad", "-a", ".a", "ä", "aä", "a:0"],
  ...["a(1)", "a$", "a,b", "a+b", "名", "a\tb", "a\n"],
];

const dense = (name: string) => ({ class_name: "Dense", config: { name, units: 2 } });
const first = (layer: { class_name: string; config: object }) => ({
  ...layer,
  config: { ...layer.config, batch_input_shape: [null, 5, 3] },
});
const sequential = (layers: readonly object[], name = "model") => ({
  class_name: "Sequential",
  config: { name, layers },
});

const kinds: Readonly<Record<string, (name: string) => object>> = {
  first: (name) => sequential([first(dense(name))]),
  second: (name) => sequential([first(dense("d")), { class_name: "Flatten", config: { name } }]),
  input: (name) =>
    sequential([{ class_name: "InputLayer", config: { name, batch_input_shape: [null, 5, 3] } }, dense("d")]),
  "model inside, first": (name) => sequential([sequential([first(dense("d"))], name)]),
  "model inside, second": (name) => sequential([first(dense("a")), sequential([first(dense("d"))], name)]),
  "layer of a model inside": (name) => sequential([sequential([first(dense(name))], "inside")]),
  "in a TimeDistributed": (name) =>
    sequential([
      first({ class_name: "TimeDistributed", config: { name: "d", layer: dense(name) } as object }),
    ]),
  "in a Bidirectional": (name) =>
    sequential([
      first({
        class_name: "Bidirectional",
        config: {
          name: "d",
          merge_mode: "concat",
          layer: { class_name: "LSTM", config: { name, units: 2 } },
        } as object,
      }),
    ]),
};

const cases = Object.entries(kinds).flatMap(([kind, modelOf]) =>
  names.map((name) => ({ kind, name, model: modelOf(name) })),
);

test("a name is told where TensorFlow.js refuses it, in a file of TensorFlow.js alone", async () => {
  const answers = await askOfWholeModels(cases.map(({ model }) => ({ model, batch: 1, freeSize: 4 })));
  let refused = 0;
  for (const [index, { kind, name, model }] of cases.entries()) {
    const answer = answers[index];
    const why = answer?.refuses;
    if (why !== undefined) assert.match(why, /Not a valid tensor name/, `${kind} ${name}`);
    const told = messagesOf(model, "layers-model");
    assert.equal(told.length, why === undefined ? 0 : 1, `${kind} ${JSON.stringify(name)}: ${why}`);
    assert.deepEqual(messagesOf(model), []);
    refused += told.length;
  }
  assert.ok(refused > 60 && refused < cases.length - 60, String(refused));
});

function messagesOf(model: object, format?: string): readonly string[] {
  const text = JSON.stringify(format ? { format, modelTopology: { model_config: model } } : model);
  const [graph] = readDocument({ text, languageId: "json", fileName: "model.json" })?.models ?? [];
  assert.ok(graph);
  return analyseModel(graph).problems.flatMap(({ code, message }) =>
    code === "tfjs-cannot-build" && message.includes("refuses the name") ? [message] : [],
  );
}
