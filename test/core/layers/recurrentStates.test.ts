/** States that recurrent layers are given to start with: wrong ones are told of, since Keras builds the model and fails later. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inferLayer } from "../../../core/layers/inferLayer.ts";
import { shapeFromNumbers } from "../../../core/shape/shape.ts";
import { readKerasLayer } from "../../../server/parse/keras-json/readKerasLayer.ts";

function messages(className: string, states: readonly (number | null)[][]): string[] {
  const node = readKerasLayer(JSON.stringify({ class_name: className, config: { name: "layer", units: 6 } }));
  const inputs = [[null, 5, 4], ...states].map((sizes) => shapeFromNumbers(sizes));
  const { problems } = inferLayer(node, inputs, "keras");
  return problems.map(({ code, message }) => `${code}: ${message}`);
}

test("states that fit", () => {
  assert.deepEqual(messages("GRU", [[null, 6]]), []);
  assert.deepEqual(
    messages("LSTM", [
      [null, 6],
      [null, 6],
    ]),
    [],
  );
});

test("a state of another size", () => {
  const [message, ...others] = messages("SimpleRNN", [[null, 3]]);
  assert.equal(others.length, 0);
  assert.match(message ?? "", /^shapes-do-not-merge: .*initial state 3 .* its own of 6.*units to 3/);
});

test("too few states", () => {
  const [message] = messages("LSTM", [[null, 6]]);
  assert.match(message ?? "", /^wrong-input-count: .*carries 2 states .* given 1/);
});
