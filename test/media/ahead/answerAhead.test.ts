/** A run that is done before the page is there: it is the one that the page would ask for, or none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { type AheadAnswer, readAheadAnswer } from "../../../media/ahead/aheadAnswer.ts";
import { createAheadAnswers } from "../../../media/ahead/answerAhead.ts";
import { rehearsalMessages } from "../../../media/ahead/rehearsal.ts";
import { runOrder } from "../../../media/worker/runOrder.ts";
import type { ToPanel } from "../../../protocol/panel.ts";
import { readChoices } from "../../../protocol/panelChoices.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { graph, layer, modelMessage, panel } from "../panel/playedPanel.ts";

const yieldNow = () => new Promise<void>((resolve) => setImmediate(resolve));
const noWeightFile: ToPanel = { type: "weights", fileName: null, again: false };

function choices(part: object = {}): ToPanel {
  return { type: "choices", choices: readChoices({ ...readChoices(undefined), ...part }) };
}

async function answered(messages: readonly ToPanel[]): Promise<AheadAnswer> {
  const answer = await createAheadAnswers(yieldNow)(messages);
  assert.ok(answer);
  return answer;
}

test("the order is the page's own, and the outcome that of its worker", async () => {
  const messages = [choices({ normalisation: "symmetric" }), noWeightFile, modelMessage(graph)];
  const { order, outcome, description } = await answered(messages);
  const { controller, runs } = panel();
  for (const message of messages) controller.fromHost(message);
  assert.deepEqual(order, runs()[0]?.order);
  assert.deepEqual(description, controller.state().description);
  const report = {
    onProgress: () => {},
    signal: { aborted: false },
    yieldNow: () => Promise.resolve(),
    now: () => 0,
  };
  const same = await runOrder(analyseModel(graph), order, report);
  assert.ok(same.kind === "done");
  assert.deepEqual(outcome.maps, same.outcome.maps);
  assert.ok(new Set(outcome.maps.values).size > 10, "there is something to compare");
});

test("one model after another is answered, and a model twice with the same values", async () => {
  const answers = createAheadAnswers(yieldNow);
  const first = await answers([choices(), noWeightFile, modelMessage(graph)]);
  const other = handMadeGraph([
    handMadeInput("image", 12, 12, 3),
    { ...layer, config: { filters: 5, kernel_size: [3, 3] } },
  ]);
  const second = await answers([choices(), noWeightFile, modelMessage(other)]);
  const again = await answers([choices(), noWeightFile, modelMessage(graph)]);
  assert.deepEqual(
    [first, second, again].map((each) => each?.outcome.maps.channels),
    [2, 5, 2],
  );
  assert.deepEqual(again?.outcome.maps, first?.outcome.maps);
});

test("the model that warms the engine up runs", async () => {
  const { outcome } = await answered(rehearsalMessages());
  assert.deepEqual(outcome.outputShape, [1, 12, 12, 64]);
});

const large = (size: number, filters: number, kernel = 3, stride = 1) =>
  handMadeGraph([
    handMadeInput("image", size, size, 3),
    { ...layer, config: { filters, kernel_size: [kernel, kernel], strides: [stride, stride] } },
  ]);

test("there is no answer where the page asks first, or where it is not worth it", async () => {
  const free = handMadeGraph([
    { className: "InputLayer", name: "image", config: { batch_shape: [null, null, null, 3] } },
    layer,
  ]);
  const cases: Readonly<Record<string, readonly ToPanel[]>> = {
    "no model": [choices(), noWeightFile],
    "no layer": [
      choices(),
      noWeightFile,
      modelMessage(graph, { target: { uri: "file:///a.json", modelIndex: 0, layerPath: [] } }),
    ],
    "free sizes": [choices(), noWeightFile, modelMessage(free)],
    "a weight file": [choices(), { type: "weights", fileName: "a.h5", again: false }, modelMessage(graph)],
    "a layer that cannot work": [choices(), noWeightFile, modelMessage(large(2, 2))],
    "much to compute": [choices(), noWeightFile, modelMessage(large(1000, 32, 31, 8))],
    "much to hand on": [choices(), noWeightFile, modelMessage(large(400, 32))],
  };
  for (const [what, messages] of Object.entries(cases)) {
    assert.equal(await createAheadAnswers(yieldNow)(messages), null, what);
  }
});

test("the page takes an answer as it was sent, and nothing that lacks a part", async () => {
  const answer = structuredClone(await answered([choices(), noWeightFile, modelMessage(graph)]));
  assert.equal(readAheadAnswer(answer), answer);
  const { outcome, description } = answer;
  const { maps, picture } = outcome;
  const damaged: readonly unknown[] = [
    null,
    "answer",
    { ...answer, description: {} },
    { ...answer, description: { ...description, freeAxes: null } },
    { ...answer, order: undefined },
    { ...answer, outcome: { ...outcome, notes: "none" } },
    { ...answer, outcome: { ...outcome, maps: { ...maps, values: [...maps.values] } } },
    { ...answer, outcome: { ...outcome, maps: { ...maps, values: maps.values.subarray(1) } } },
    { ...answer, outcome: { ...outcome, maps: { ...maps, statistics: [] } } },
    { ...answer, outcome: { ...outcome, picture: { ...picture, rgba: new ArrayBuffer(3) } } },
  ];
  for (const [index, data] of damaged.entries()) assert.equal(readAheadAnswer(data), undefined, `${index}`);
});
