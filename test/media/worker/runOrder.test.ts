/** A run and the explanation of its values, on small models: sums must add up to the values that the kernels gave. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import { createRunSession } from "../../../engine/executor/runSession.ts";
import { sumText } from "../../../media/views/pixel/pixelProbe.ts";
import { answerPixel } from "../../../media/worker/answerPixel.ts";
import { describeModel } from "../../../media/worker/describeModel.ts";
import type { RunOrder } from "../../../media/worker/messages.ts";
import { type OrderResult, runOrder } from "../../../media/worker/runOrder.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { inputOrder } from "../../support/inputOrder.ts";

const convolution = (name: string, config: HandMadeLayer["config"] = {}): HandMadeLayer => ({
  className: "Conv2D",
  name,
  config: { filters: 4, kernel_size: [3, 3], padding: "same", ...config },
});

const graph = handMadeGraph([
  handMadeInput("image", 8, 6, 3),
  convolution("first", { activation: "relu" }),
  { className: "MaxPooling2D", name: "pool", config: { pool_size: [2, 2] } },
  {
    className: "SeparableConv2D",
    name: "separable",
    config: { filters: 5, kernel_size: [3, 3], padding: "same" },
  },
  {
    className: "Conv2DTranspose",
    name: "transposed",
    config: { filters: 2, kernel_size: [2, 2], strides: [2, 2] },
  },
  { className: "Flatten", name: "flat" },
  { className: "Dense", name: "dense", config: { units: 7, activation: "softmax" } },
]);

function order(layer: string, part: Partial<RunOrder> = {}): RunOrder {
  return {
    layerPath: [layer],
    inputShape: null,
    mode: "upTo",
    input: inputOrder({ kind: "sample", id: "scene" }),
    seed: 0,
    memoryLimitBytes: 1e9,
    ...part,
  };
}

async function run(model: ModelGraph, wanted: RunOrder, aborted = false): Promise<OrderResult> {
  let clock = 0;
  return runOrder(analyseModel(model), wanted, {
    onProgress: () => {},
    signal: { aborted },
    yieldNow: async () => {},
    now: () => ++clock,
  });
}

test("what Keras's backends do in different ways is noted, and where weights came from is not said twice", async () => {
  const cubic = { className: "UpSampling2D", name: "cubic", config: { interpolation: "bicubic" } };
  const result = await run(
    handMadeGraph([handMadeInput("image", 8, 6, 3), convolution("first"), cubic]),
    order("cubic"),
  );
  assert.ok(result.kind === "done");
  assert.equal(result.outcome.notes.length, 1);
  assert.match(result.outcome.notes[0] ?? "", /^"cubic" interpolates by cubics/);
});

test("the next layer on the same picture runs only what is new, with the same maps", async () => {
  const session = createRunSession();
  const analysis = analyseModel(graph);
  const layersOf = async (layer: string) => {
    const ran: string[] = [];
    const report = {
      onProgress: (name: string) => ran.push(name),
      signal: { aborted: false },
      yieldNow: async () => {},
      now: () => 0,
    };
    const result = await runOrder(analysis, order(layer), report, undefined, session);
    assert.ok(result.kind === "done");
    const fresh = await done(order(layer));
    assert.deepEqual([...result.outcome.maps.values], [...fresh.outcome.maps.values]);
    return ran;
  };
  assert.deepEqual(await layersOf("first"), ["first"]);
  assert.deepEqual(await layersOf("pool"), ["pool"]);
  assert.deepEqual(await layersOf("transposed"), ["separable", "transposed"]);
  assert.deepEqual(await layersOf("pool"), ["pool"]);
});

async function done(wanted: RunOrder, model = graph): Promise<Extract<OrderResult, { kind: "done" }>> {
  const result = await run(model, wanted);
  if (result.kind !== "done") assert.fail(result.kind === "refused" ? result.reason : result.kind);
  return result;
}

for (const layer of ["first", "separable", "transposed", "dense"]) {
  for (const mode of ["alone", "upTo"] as const) {
    test(`every value of ${layer} (${mode}) is the sum that its explanation gives`, async () => {
      const { outcome, kept } = await done(order(layer, { mode }));
      const { maps } = outcome;
      for (let channel = 0; channel < maps.channels; channel++) {
        for (const [row, column] of [
          [0, 0],
          [Math.floor(maps.rows / 2), Math.floor(maps.columns / 2)],
          [maps.rows - 1, maps.columns - 1],
        ] as const) {
          const position = { channel, slice: 0, row, column };
          const answer = answerPixel(kept, position, 1);
          const value = maps.values[(channel * maps.rows + row) * maps.columns + column];
          assert.equal(answer?.value, value);
          const stage = answer?.stages.at(-1);
          if (!answer || !stage) assert.fail("no stage");
          const sum = stage.groups.reduce((total, group) => total + group.result, 0) + (stage.bias ?? 0);
          assert.ok(Math.abs(sum - answer.beforeActivation) < 1e-5);
          if (answer.activation === null) assert.ok(Math.abs(sum - answer.value) < 1e-5);
          if (answer.activation === "relu") assert.ok(Math.abs(Math.max(0, sum) - answer.value) < 1e-5);
          const shown = stage.grid?.taps.reduce((total, tap) => total + tap.product, 0) ?? Number.NaN;
          const expected = stage.shownGroup < 0 ? stage.total : (stage.groups[stage.shownGroup]?.result ?? 0);
          assert.ok(Math.abs(shown - expected) < 1e-5, `drawn taps add up to ${shown}, not ${expected}`);
        }
      }
    });
  }
}

test("a corner of a same-padded convolution has five taps in the padding, and the box reaches outside", async () => {
  const { kept } = await done(order("first", { mode: "alone" }));
  const answer = answerPixel(kept, { channel: 0, slice: 0, row: 0, column: 0 }, 0);
  assert.equal(answer?.stages[0]?.grid?.taps.filter((tap) => tap.padded).length, 5);
  assert.deepEqual(answer?.field, { row: -1, column: -1, rows: 3, columns: 3 });
  assert.match(answer?.sentence ?? "", /27 products of 3 input channels, 15 of them in the padding/);
});

test("with all layers before, the box is the receptive field: 3 + 1 pixels after a 2×2 pooling", async () => {
  const { kept } = await done(order("pool"));
  const answer = answerPixel(kept, { channel: 0, slice: 0, row: 1, column: 1 }, 0);
  assert.deepEqual(answer?.field, { row: 1, column: 1, rows: 4, columns: 4 });
  assert.equal(answer?.stages[0]?.combine, "maximum");
  assert.equal(answer?.stages[0]?.grid?.taps.filter((tap) => tap.chosen).length, 1);
});

test("an impulse through one convolution gives back the kernel, flipped", async () => {
  const one = handMadeGraph([handMadeInput("image", 5, 5, 1), convolution("only", { filters: 1 })]);
  const { outcome, kept } = await done(
    order("only", { input: inputOrder({ kind: "sample", id: "impulse" }) }),
    one,
  );
  const answer = answerPixel(kept, { channel: 0, slice: 0, row: 2, column: 2 }, 0);
  const kernel = answer?.stages[0]?.grid?.taps.map((tap) => tap.weight) ?? [];
  const around = [1, 2, 3].flatMap((row) => [1, 2, 3].map((column) => outcome.maps.values[row * 5 + column]));
  assert.deepEqual(around, [...kernel].reverse());
  if (answer) assert.match(sumText(answer), /^Σ .* \+ bias 0 = /);
});

test("what is too large is refused with the numbers, and an aborted run is cancelled", async () => {
  const refused = await run(graph, order("first", { memoryLimitBytes: 1000 }));
  assert.equal(refused.kind, "refused");
  assert.match(refused.kind === "refused" ? refused.reason : "", /limit is/);
  assert.deepEqual(await run(graph, order("first"), true), { kind: "cancelled" });
});

test("the same seed gives the same maps, another one gives others", async () => {
  const [a, b, c] = [
    await done(order("first")),
    await done(order("first")),
    await done(order("first", { seed: 1 })),
  ];
  assert.deepEqual(a.outcome.maps.values, b.outcome.maps.values);
  assert.notDeepEqual(a.outcome.maps.values, c.outcome.maps.values);
  assert.match(a.outcome.weights, /glorot_uniform \(kernel\), zeros \(bias\), seed 0, untrained/);
});

test("the description counts the work up to a layer, and names free sizes and obstacles", () => {
  const analysis = analyseModel(graph);
  const { layer } = describeModel(analysis, analysis, { layerPath: ["separable"] });
  const first = 8 * 6 * 9 * 3 * 4;
  const separable = 4 * 3 * 4 * (9 + 5);
  assert.deepEqual(layer?.macsUpTo, { kind: "exact", value: first + separable });
  assert.equal(layer?.obstacle, null);
  const free = analyseModel(handMadeGraph([handMadeInput("image", null, null, 3), convolution("first")]));
  const asked = describeModel(free, free, { layerPath: ["first"] });
  assert.deepEqual(
    asked.freeAxes.map((axis) => [axis.axis, axis.name, axis.suggestion]),
    [
      [0, "H", 224],
      [1, "W", 224],
    ],
  );
  const odd = analyseModel(
    handMadeGraph([handMadeInput("image", 4, 4, 3), { className: "Mystery", name: "odd" }]),
  );
  assert.match(describeModel(odd, odd, { layerPath: ["odd"] }).layer?.obstacle ?? "", /Mystery/);
  assert.equal(describeModel(odd, odd, { layerPath: ["gone"] }).layer, null);
});
