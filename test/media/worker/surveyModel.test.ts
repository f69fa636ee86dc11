/** A run of all layers: each is told of once, with its picture, in models with inner models and several outputs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import { tensorOf } from "../../../engine/tensor/tensor.ts";
import { layerThumb, thumbSide } from "../../../media/worker/layerThumb.ts";
import { type SurveyedLayer, type SurveyOrder, surveyModel } from "../../../media/worker/surveyModel.ts";
import { noWeights } from "../../../media/worker/weightSession.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { inputOrder } from "../../support/inputOrder.ts";

const conv = (name: string, config: HandMadeLayer["config"] = {}): HandMadeLayer => ({
  className: "Conv2D",
  name,
  config: { filters: 3, kernel_size: [3, 3], padding: "same", ...config },
});
const inner = handMadeGraph([handMadeInput("given", 8, 8, 3), conv("deep")]);
const graph = handMadeGraph(
  [
    handMadeInput("image", 8, 8, 3),
    conv("first"),
    { className: "Functional", name: "block", model: inner },
    { ...conv("second"), calls: [["first"]] },
    { className: "GlobalAveragePooling2D", name: "mean", calls: [["second"]] },
    { className: "Dense", name: "scores", config: { units: 5 } },
  ],
  ["block", "scores"],
);
const order: SurveyOrder = {
  inputShape: null,
  input: inputOrder({ kind: "sample", id: "scene" }),
  seed: 0,
  memoryLimitBytes: 1e9,
};

async function survey(model: ModelGraph, part: Partial<SurveyOrder> = {}, aborted = false) {
  const layers: SurveyedLayer[] = [];
  let time = 0;
  const result = await surveyModel(
    analyseModel(model),
    { ...order, ...part },
    {
      onLayer: (layer) => layers.push(layer),
      signal: { aborted },
      yieldNow: async () => {},
      now: () => time++,
    },
    noWeights,
  );
  return { layers, result };
}

test("all layers on the way to all outputs are told of, each once", async () => {
  const { layers, result } = await survey(graph);
  assert.equal(result.kind, "done");
  assert.deepEqual(
    layers.map((layer) => layer.name),
    ["image", "first", "block/deep", "second", "mean", "scores"],
  );
  for (const { name, thumb } of layers) {
    assert.ok(thumb, name);
    assert.equal(thumb.rgba.byteLength, 4 * thumb.width * thumb.height);
  }
});

test("a layer that cannot run ends it, with its name and the reason", async () => {
  const odd = handMadeGraph([
    handMadeInput("image", 8, 8, 3),
    conv("first"),
    { className: "Mystery", name: "odd" },
  ]);
  const { result } = await survey(odd);
  assert.ok(result.kind === "refused");
  assert.match(result.reason, /odd|Mystery/);
  assert.equal((await survey(graph, { memoryLimitBytes: 100 })).result.kind, "refused");
});

test("it can be called off", async () => {
  assert.equal((await survey(graph, {}, true)).result.kind, "cancelled");
});

test("the picture is of the channel in which values differ most, in its proportions, averaged down", () => {
  // Channel 0 is even, channel 1 goes from 0 on the left to 1 on the right.
  const [rows, columns] = [4, 96];
  const data = Float32Array.from({ length: 2 * rows * columns }, (_, at) =>
    at % 2 === 0 ? 0.5 : Math.floor((at / 2) % columns) / (columns - 1),
  );
  const thumb = layerThumb(tensorOf([1, rows, columns, 2], data), "channels_last");
  assert.ok(thumb);
  assert.deepEqual([thumb.width, thumb.height], [thumbSide, rows]);
  const pixels = new Uint8Array(thumb.rgba);
  // Viridis goes from dark violet to yellow.
  assert.deepEqual([...pixels.slice(0, 3)], [0x44, 0x01, 0x54]);
  assert.deepEqual([...pixels.slice(4 * (thumbSide - 1), 4 * thumbSide - 1)], [0xfd, 0xe7, 0x25]);
});

test("channels first, volumes, sequences, vectors and nothing at all have pictures or none", () => {
  const thumbOf = (shape: number[], format: "channels_first" | "channels_last" = "channels_last") => {
    const count = shape.reduce((a, b) => a * b, 1);
    return layerThumb(
      tensorOf(
        shape,
        Float32Array.from({ length: count }, (_, at) => at),
      ),
      format,
    );
  };
  assert.deepEqual(sizeOf(thumbOf([1, 2, 5, 7], "channels_first")), [7, 5]);
  assert.deepEqual(sizeOf(thumbOf([1, 3, 5, 7, 2])), [7, 5]);
  assert.deepEqual(sizeOf(thumbOf([1, 6, 4])), [6, 4]);
  assert.deepEqual(sizeOf(thumbOf([1, 10])), [4, 3]);
  assert.equal(thumbOf([1, 0]), null);
});

function sizeOf(thumb: ReturnType<typeof layerThumb>): number[] {
  return thumb ? [thumb.width, thumb.height] : [];
}
