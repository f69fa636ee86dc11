/** Models of which a part is not known: what does not depend on it is said, and no total leaves it out without telling. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import type { ModelAnalysis } from "../../../../core/graph/modelAnalysis.ts";
import { formatShape } from "../../../../core/shape/shape.ts";
import { read } from "./readCode.ts";

const start = `import * as tf from "@tensorflow/tfjs";
import { settings } from "./settings";
`;

function models(code: string): ModelAnalysis[] {
  return read(start + code, "model.js").models.map((model) => analyseModel(model));
}

function outputs({ layers }: ModelAnalysis): string[] {
  return layers.map(({ calls }) => calls.flatMap((call) => call.outputs.map(formatShape)).join(" "));
}

test("an input shape with one unknown size says the others", () => {
  const [model] = models(`tf.sequential({ layers: [
  tf.layers.conv2d({ filters: 4, kernelSize: 3, padding: "same", inputShape: [settings.size, 32, 3] }),
  tf.layers.globalAveragePooling2d(),
  tf.layers.dense({ units: 2 }),
] });`);
  assert.ok(model);
  assert.deepEqual(outputs(model), ["?×32×4", "4", "2"]);
  assert.deepEqual(model.totals.parameters, { kind: "exact", value: 3 * 3 * 3 * 4 + 4 + 4 * 2 + 2 });
  assert.equal(model.totals.macs.kind, "unknown");
});

const unknownTotals: Readonly<Record<string, string>> = {
  "an output that is not known": `const x = tf.input({ shape: [4] });
tf.model({ inputs: x, outputs: [tf.layers.dense({ units: 2 }).apply(x), settings.output] });`,
  "an input that is not known": `const x = tf.input({ shape: [4] });
tf.model({ inputs: settings.input, outputs: tf.layers.dense({ units: 2 }).apply(x) });`,
  "a branch that is not known": `const x = tf.input({ shape: [4] });
const y = tf.layers.concatenate().apply([tf.layers.dense({ units: 2 }).apply(x), settings.branch]);
tf.model({ inputs: x, outputs: y });`,
  "a list of layers that is not known": `const net = tf.sequential({ layers: settings.layers });
net.add(tf.layers.dense({ units: 2, inputShape: [4] }));`,
  "a config that is not known": `const net = tf.sequential(settings);
net.add(tf.layers.dense({ units: 2, inputShape: [4] }));`,
  "such a model inside another": `const x = tf.input({ shape: [4] });
const inner = tf.model({ inputs: x, outputs: [tf.layers.dense({ units: 2 }).apply(x), settings.output] });
const y = tf.input({ shape: [4] });
tf.model({ inputs: y, outputs: inner.apply(y)[0] });`,
};

for (const [name, code] of Object.entries(unknownTotals)) {
  test(`the totals of a model with ${name} are not known, with the line`, () => {
    const all = models(code);
    assert.ok(all.length > 0);
    for (const { totals } of all)
      for (const count of [totals.parameters, totals.trainable, totals.macs])
        assert.match(
          count.kind === "unknown" ? count.reason : String(count.value),
          /`settings.*` \(line \d\) /,
        );
  });
}

test("a layer that also gives its states gives them where its input is not known", () => {
  const [decoder] = models(`const x = tf.input({ shape: [20, settings.size] });
const [, ...states] = tf.layers.lstm({ units: 8, returnState: true }).apply(x);
const y = tf.input({ shape: [15, 12] });
const z = tf.layers.lstm({ units: 8 }).apply(y, { initialState: states });
tf.model({ inputs: [x, y], outputs: z });`);
  assert.deepEqual(
    decoder?.layers.map(({ node }) => node.className),
    ["InputLayer", "LSTM", "InputLayer", "LSTM"],
  );
  assert.equal(decoder.totals.parameters.kind, "unknown");
});

test("how many tensors a layer gives is unknown where its settings are", () => {
  const [model] = models(`const x = tf.input({ shape: [20, 3] });
const y = tf.layers.gru({ units: 8, returnState: settings.states }).apply(x);
tf.model({ inputs: x, outputs: tf.layers.dense({ units: 1 }).apply(y) });`);
  assert.equal(model?.totals.parameters.kind, "unknown");
});
