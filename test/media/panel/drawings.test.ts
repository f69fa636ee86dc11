/** When the panel is drawn: a move of the pixel waits for its answer, everything else is drawn at once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { graph, modelMessage, panel } from "./playedPanel.ts";

test("another pixel is drawn with the answer of the worker, which is drawn at once", () => {
  const { controller, drawings, finish, toWorker } = panel();
  controller.fromHost(modelMessage(graph));
  finish();
  drawings.length = 0;
  controller.actions.moveTo(2, 2);
  assert.deepEqual(drawings, ["with the answer"]);
  const probe = toWorker.at(-1);
  assert.ok(probe?.type === "probe");
  controller.fromWorker({ type: "pixel", id: probe.id, answer: null });
  assert.deepEqual(drawings, ["with the answer", "now"]);
});

test("a pixel of maps that are out of date, for which nothing is asked, is drawn at once", () => {
  const { controller, drawings, finish, toWorker } = panel();
  controller.fromHost(modelMessage(graph));
  finish();
  controller.fromHost(modelMessage(graph, { cause: "edited" }));
  const asked = toWorker.length;
  drawings.length = 0;
  controller.actions.moveTo(1, 3);
  assert.equal(toWorker.length, asked);
  assert.deepEqual(drawings, ["now"]);
});
