/** Stepping and playing through the arithmetic of a value, the worker played by the test. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { graph, modelMessage, panel } from "./playedPanel.ts";
import { twoChannels } from "./twoChannels.ts";

/** Answers the probes that have been asked as the worker does: taps of the wanted channel, two in all, two taps each. */
function answerProbes({ controller, toWorker }: ReturnType<typeof panel>): void {
  const probe = toWorker.findLast((message) => message.type === "probe");
  if (probe?.type !== "probe") return;
  const { id, position, group } = probe;
  controller.fromWorker({ type: "pixel", id, answer: twoChannels(position, group) });
}

test("playing goes over taps, channels and on to the next value, and stops at the end of the map", () => {
  const shown = panel();
  const { controller, finish } = shown;
  controller.fromHost(modelMessage(graph));
  finish();
  controller.actions.moveTo(5, 4);
  answerProbes(shown);
  controller.actions.choose({ playSpeed: 60 });
  controller.actions.togglePlay();
  const places: string[] = [];
  for (let frame = 0; frame < 40 && controller.state().playing; frame++) {
    const { pixel, step, group } = controller.state();
    places.push(`${pixel?.column} ${step?.kind === "tap" ? `${group}.${step.tap}` : (step?.kind ?? "all")}`);
    shown.frames.at(-1)?.(1000 / 60);
    answerProbes(shown);
  }
  const one = (column: number) => ["0.0", "0.1", "1.0", "1.1", "bias"].map((step) => `${column} ${step}`);
  assert.deepEqual([...new Set(places)], [...one(4), "5 all", ...one(5)]);
  assert.equal(controller.state().playing, false);
  assert.equal(controller.state().pinned, true);
});

test("a step by hand pauses, and escape shows everything again", () => {
  const shown = panel();
  const { controller, finish } = shown;
  controller.fromHost(modelMessage(graph));
  finish();
  answerProbes(shown);
  controller.actions.togglePlay();
  controller.actions.stepBy(1, "group");
  assert.equal(controller.state().playing, false);
  assert.deepEqual(controller.state().step, { kind: "tap", stage: 0, tap: 1 });
  controller.actions.stepBy(-1, "tap");
  controller.actions.stepBy(-1, "tap");
  assert.equal(controller.state().step, null, "before the first tap there is nothing to stand on");
  controller.actions.stepBy(1, "tap");
  controller.actions.moveTo(0, 0);
  assert.equal(controller.state().step, null, "another value begins anew");
});

test("the channel of the input under the window is asked for once, and again for another run", () => {
  const shown = panel();
  const { controller, finish, toWorker } = shown;
  const asked = () => toWorker.flatMap((message) => (message.type === "inputMap" ? [message.channel] : []));
  const give = () => {
    const order = toWorker.findLast((message) => message.type === "inputMap");
    if (order?.type !== "inputMap") return;
    const map = { channel: order.channel, rows: 1, columns: 1, values: new Float32Array(1), min: 0, max: 0 };
    controller.fromWorker({ type: "inputMap", id: order.id, map });
  };
  controller.fromHost(modelMessage(graph));
  finish();
  answerProbes(shown);
  give();
  controller.actions.moveTo(0, 0);
  answerProbes(shown);
  assert.deepEqual(asked(), [0]);
  controller.actions.selectGroup(1);
  answerProbes(shown);
  give();
  assert.deepEqual(asked(), [0, 1]);
  assert.equal(controller.state().inputMap?.channel, 1);
  controller.fromHost(modelMessage(graph, { cause: "edited", version: 2 }));
  finish(2);
  answerProbes(shown);
  assert.deepEqual(asked(), [0, 1, 0]);
});
