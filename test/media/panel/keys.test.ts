/** Keys of the panel: what each does, and who else keeps it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { exactCount } from "../../../core/cost/count.ts";
import { type KeyPress, keyAction } from "../../../media/panel/keys.ts";
import { initialState, type PanelActions, type PanelState } from "../../../media/panel/panelState.ts";
import type { ComparedKind } from "../../../media/worker/compare/comparison.ts";
import { toFeatureMaps } from "../../../media/worker/featureMaps.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

const maps = toFeatureMaps({ shape: [1, 4, 5, 2], data: new Float32Array(40) }, "channels_last");
const shown: PanelState = {
  ...initialState,
  model: {
    target: { uri: "file:///a.json", modelIndex: 0, layerPath: ["image"] },
    fileName: "a.json",
    modelNames: ["m"],
    graph: handMadeGraph([handMadeInput("image", 4, 5, 2)]),
    memoryLimitBytes: 1e9,
  },
  outcome: {
    layerPath: ["image"],
    mode: "alone",
    maps,
    outputShape: [1, 4, 5, 2],
    milliseconds: 1,
    rangeMilliseconds: null,
    algorithm: null,
    fused: null,
    weights: "",
    edited: null,
    weightReport: [],
    weightsRefused: false,
    notes: [],
    input: "",
    inputs: [],
    picture: null,
  },
  pixel: { row: 1, column: 2 },
};

const layerDescription: PanelState["description"] = {
  modelName: "m",
  inputs: [],
  firstInput: [4, 5, 2],
  freeAxes: [],
  layer: {
    layerPath: ["image"],
    className: "Conv2D",
    kinds: [],
    inputs: [],
    output: "4×5×2",
    parameters: exactCount(0),
    macs: exactCount(0),
    macsUpTo: exactCount(0),
    field: "",
    range: null,
    obstacle: null,
  },
};

/** The calls that a key leads to, such as `moveTo 1 3`; `null` where the key is left to others. */
function press(part: Partial<KeyPress> & { readonly key: string }, state = shown): string[] | null {
  const calls: string[] = [];
  const actions = new Proxy({} as PanelActions, {
    get:
      (_, name) =>
      (...values: unknown[]) =>
        calls.push([String(name), ...values.map((v) => JSON.stringify(v))].join(" ")),
  });
  const action = keyAction({ shift: false, modified: false, focus: "other", ...part }, state, actions);
  if (!action) return null;
  action();
  return calls;
}

test("arrows move the pixel by one, with Shift by eight", () => {
  assert.deepEqual(press({ key: "ArrowRight" }), ["moveTo 1 3"]);
  assert.deepEqual(press({ key: "ArrowUp" }), ["moveTo 0 2"]);
  assert.deepEqual(press({ key: "ArrowDown", shift: true }), ["moveTo 9 2"]);
  assert.deepEqual(press({ key: "End" }), ["moveTo 1 4"]);
});

test("up and down in a wrapped vector move by its drawn rows", () => {
  const vector = toFeatureMaps({ shape: [1, 200], data: new Float32Array(200) }, "channels_last");
  const state = { ...shown, outcome: { ...shown.outcome, maps: vector }, pixel: { row: 0, column: 50 } };
  // 200 values are drawn 20 a row.
  assert.deepEqual(press({ key: "ArrowDown" }, state as PanelState), ["moveTo 0 70"]);
});

test("numbers choose tabs: the pixel view has one only in narrow panels", () => {
  assert.deepEqual(press({ key: "2" }), ['showTab "kernels"']);
  assert.deepEqual(press({ key: "2" }, { ...shown, narrow: true }), ['showTab "pixel"']);
  assert.equal(press({ key: "9" }), null);
});

test("Escape ends one thing at a time", () => {
  const running: PanelState["run"] = { state: "running", mode: "alone", layer: "", done: 0, total: 1 };
  const all: PanelState = { ...shown, helpOpen: true, layerListOpen: true, run: running, pinned: true };
  assert.deepEqual(press({ key: "Escape" }, all), ["toggleHelp"]);
  assert.deepEqual(press({ key: "Escape" }, { ...all, helpOpen: false }), ["toggleLayerList"]);
  assert.deepEqual(press({ key: "Escape" }, { ...all, helpOpen: false, layerListOpen: false }), ["stop"]);
  assert.deepEqual(press({ key: "Escape" }, { ...shown, pinned: true }), ["release"]);
  assert.equal(press({ key: "Escape" }), null);
});

test("the editor's own keys, text fields and buttons keep theirs", () => {
  assert.equal(press({ key: "f", modified: true }), null);
  assert.equal(press({ key: "ArrowLeft", focus: "field" }), null);
  assert.equal(press({ key: "Enter", focus: "button" }), null);
  assert.deepEqual(press({ key: "Enter" }), ["pin"]);
});

test("without a model no key does anything, and the model view has no pixel to move", () => {
  assert.equal(press({ key: "?" }, initialState), null);
  const model = { ...shown, choices: { ...shown.choices, tab: "model" as const } };
  assert.equal(press({ key: "ArrowLeft" }, model), null);
});

test("in the comparison, S sorts kinds and W writes the chosen one, if it can stand in the layer's place", () => {
  const row = {
    kind: "pointwise",
    own: false,
    layers: [],
    words: [],
    obstacle: null,
    counts: { output: "4×5×2", sameShape: true, parameters: 1, macs: 1, bytesMoved: 1 },
    measured: null,
  } as const;
  const comparing = (kinds: readonly ComparedKind[]): PanelState => ({
    ...shown,
    choices: { ...shown.choices, tab: "compare" },
    description: layerDescription,
    compare: {
      ...shown.compare,
      comparison: {
        kind: "seven",
        layerPath: ["image"],
        kinds,
        output: { channels: 2, slices: 1, rows: 4, columns: 5 },
        toMeasure: 0,
      },
    },
  });
  const state = comparing([row]);
  const calls: string[] = [];
  const compare = {
    nextSort: () => calls.push("nextSort"),
    writeKind: (kind: string) => calls.push(`writeKind ${kind}`),
  };
  const actions = { compare } as unknown as PanelActions;
  const key = (name: string, on: PanelState) =>
    keyAction({ key: name, shift: false, modified: false, focus: "other" }, on, actions);
  key("s", state)?.();
  key("w", state)?.();
  assert.deepEqual(calls, ["nextSort", "writeKind pointwise"]);
  assert.equal(key("w", comparing([{ ...row, counts: { ...row.counts, sameShape: false } }])), null);
  assert.equal(key("w", shown), null);
});
