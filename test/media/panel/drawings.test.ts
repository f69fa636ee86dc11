/** When the panel is drawn: a move of the pixel waits for its answer, the progress of a run for time to read it, everything else is drawn at once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawOnce } from "../../../media/panel/drawOnce.ts";
import { graph, modelMessage, panel } from "./playedPanel.ts";

test("another pixel is drawn with the answer of the worker, which is drawn at once", () => {
  const { controller, drawings, finish, toWorker } = panel();
  controller.fromHost(modelMessage(graph));
  finish();
  drawings.length = 0;
  controller.actions.moveTo(2, 2);
  assert.deepEqual(drawings, ["withAnswer"]);
  const probe = toWorker.at(-1);
  assert.ok(probe?.type === "probe");
  controller.fromWorker({ type: "pixel", id: probe.id, answer: null });
  assert.deepEqual(drawings, ["withAnswer", "now"]);
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

test("how far a run is can wait, its end cannot", () => {
  const { controller, drawings, finish, runs } = panel();
  controller.fromHost(modelMessage(graph));
  drawings.length = 0;
  const id = runs().at(-1)?.id ?? -1;
  controller.fromWorker({ type: "progress", id, layer: "conv", done: 0, total: 2 });
  assert.deepEqual(drawings, ["soon"]);
  finish();
  assert.ok(!drawings.slice(1).includes("soon"));
  assert.ok(drawings.length > 1);
});

test("many changes are one drawing, at the earliest time that any of them asks for", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let drawn = 0;
  const draw = drawOnce(() => drawn++);
  draw("soon");
  draw("withAnswer");
  draw("soon");
  context.mock.timers.tick(13);
  assert.equal(drawn, 0);
  context.mock.timers.tick(1);
  assert.equal(drawn, 1);
  context.mock.timers.tick(200);
  assert.equal(drawn, 1, "the later wish went with the earlier one");
  draw("soon");
  draw("now");
  draw("now");
  await Promise.resolve();
  assert.equal(drawn, 2);
  context.mock.timers.tick(200);
  assert.equal(drawn, 2);
  draw("soon");
  context.mock.timers.tick(100);
  assert.equal(drawn, 3);
});
