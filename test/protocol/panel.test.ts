/** The panel's door: messages of the right shape come in, everything else is dropped. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readFromPanel, readSavedState, readToPanel } from "../../protocol/panel.ts";
import { defaultChoices, readChoices } from "../../protocol/panelChoices.ts";
import { handMadeGraph, handMadeInput } from "../support/handMadeGraph.ts";

const target = { uri: "file:///a.json", modelIndex: 0, layerPath: ["conv"] };
const model = {
  type: "model",
  target,
  version: 3,
  fileName: "a.json",
  modelNames: ["m"],
  graph: handMadeGraph([handMadeInput("image", 4, 4, 3)]),
  memoryLimitBytes: 1e9,
  cause: "asked",
};

test("a message that went through JSON comes out the same", () => {
  const sent = JSON.parse(JSON.stringify(model));
  assert.deepEqual(readToPanel(sent), sent);
  for (const message of [
    { type: "ready", target },
    { type: "layerChosen", layerPath: ["a", "b"] },
    { type: "revealLayer", layerPath: [], focus: true },
    { type: "pickPicture", slot: 1 },
    { type: "loadPicture", uri: "file:///a.png", slot: null },
    { type: "listPictures" },
    { type: "rememberChoices", choices: defaultChoices },
  ]) {
    assert.deepEqual(readFromPanel(message), message);
  }
});

test("the layer that the cursor went to needs its whole place", () => {
  assert.deepEqual(readToPanel({ type: "target", target }), { type: "target", target });
  assert.equal(readToPanel({ type: "target", target: { uri: "a" } }), undefined);
});

test("a model with a missing or wrong part is dropped", () => {
  const wrong: Record<string, unknown>[] = [
    { graph: { name: "m", layers: [{}], inputs: [], outputs: [] } },
    { graph: null },
    { version: Number.NaN },
    { target: { uri: "a" } },
    { cause: "because" },
    { modelNames: [1] },
  ];
  for (const part of wrong) assert.equal(readToPanel({ ...model, ...part }), undefined, JSON.stringify(part));
});

test("a picture must be an ArrayBuffer, not the numbers that a Buffer becomes", () => {
  const bytes = new Uint8Array([1, 2]).buffer;
  const picture = { type: "picture", uri: "file:///a.png", name: "a.png", slot: null };
  assert.deepEqual(readToPanel({ ...picture, bytes }), { ...picture, bytes });
  assert.equal(readToPanel({ ...picture, bytes: { 0: 1, 1: 2 } }), undefined);
  const kept = { type: "keepPicture", name: "a.png", slot: 0 };
  assert.deepEqual(readFromPanel({ ...kept, bytes }), { ...kept, bytes });
  assert.equal(readFromPanel({ ...kept, bytes: [1, 2] }), undefined);
});

test("a graph nested very deeply costs no stack", () => {
  let inner: object = { name: "m", layers: [], inputs: [], outputs: [] };
  for (let depth = 0; depth < 50_000; depth++) {
    inner = {
      name: "m",
      inputs: [],
      outputs: [],
      layers: [{ name: "l", className: "Functional", config: {}, calls: [], model: inner }],
    };
  }
  assert.ok(readToPanel({ ...model, graph: inner }));
});

test("anything at all is read without an exception", () => {
  fc.assert(
    fc.property(fc.anything(), (data) => {
      readToPanel(data);
      readFromPanel(data);
      const state = readSavedState(data);
      assert.deepEqual(readChoices(state.choices), state.choices);
    }),
    { seed: 5 },
  );
});

test("choices of an older version keep what is known and take defaults for the rest", () => {
  assert.deepEqual(readChoices({ colourMap: "jet", scale: "layer", sample: "digit" }), {
    ...defaultChoices,
    scale: "layer",
    sample: "digit",
  });
  assert.deepEqual(readSavedState({ inputShape: [224, null, 3], channel: 2 }).inputShape, [224, null, 3]);
  assert.equal(readSavedState({ inputShape: [0] }).inputShape, null);
});
