/** A run that was done while the page was loading: shown at once, and the worker's own in its place when that is there. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunOutcome } from "../../../media/worker/messages.ts";
import type { ToPanel } from "../../../protocol/panel.ts";
import { doneMessage, graph, modelMessage, panel } from "./playedPanel.ts";

function outcomeOf(value: number): RunOutcome {
  const message = doneMessage(1, value);
  assert.ok(message.type === "done");
  return message.outcome;
}

/** What a panel that was told the same would ask for. */
function aheadMessage(value: number, target = {}): Extract<ToPanel, { type: "ahead" }> {
  const { controller, runs } = panel();
  controller.fromHost(modelMessage(graph, target));
  const { description } = controller.state();
  return { type: "ahead", answer: { description, order: runs()[0]?.order, outcome: outcomeOf(value) } };
}

const maxOf = (controller: ReturnType<typeof panel>["controller"]) =>
  controller.state().outcome?.maps.overall.max;

test("it is shown at once, and the worker's takes its place without a word in between", () => {
  const { controller, runs, toWorker, finish } = panel();
  controller.fromHost(modelMessage(graph));
  controller.fromHost(aheadMessage(3));
  assert.deepEqual(controller.state().run, { state: "done", note: null, repeats: true });
  assert.equal(maxOf(controller), 213);
  assert.equal(runs().length, 1, "the worker runs it all the same");
  assert.ok(
    !toWorker.some(({ type }) => type === "probe"),
    "nothing is asked of a worker that has no run yet",
  );
  controller.fromWorker({ type: "progress", id: runs()[0]?.id ?? -1, layer: "conv", done: 0, total: 1 });
  assert.equal(controller.state().run.state, "done");
  finish(1);
  assert.deepEqual(controller.state().run, { state: "done", note: null, repeats: false });
  assert.equal(maxOf(controller), 71);
  assert.equal(toWorker.at(-1)?.type, "probe");
});

test("it is shown before the worker has described the model, which runs then as ordered", () => {
  const { controller, runs, toWorker, finish } = panel({}, null, "held");
  controller.fromHost(modelMessage(graph));
  assert.equal(runs().length, 0);
  controller.fromHost(aheadMessage(3));
  assert.equal(maxOf(controller), 213);
  assert.equal(controller.state().description?.layer?.output, "6×6×2");
  assert.deepEqual(toWorker.map(({ type }) => type).slice(-2), ["describe", "run"]);
  finish(1);
  assert.equal(maxOf(controller), 71);
});

test("one of another order, a damaged one and one that comes late are passed over", () => {
  const other = aheadMessage(3, { memoryLimitBytes: 5 });
  const { controller, finish } = panel();
  controller.fromHost(modelMessage(graph));
  controller.fromHost(other);
  controller.fromHost({ type: "ahead", answer: { outcome: outcomeOf(3) } });
  assert.equal(controller.state().outcome, null);
  assert.equal(controller.state().run.state, "running");
  finish(1);
  controller.fromHost(aheadMessage(3));
  assert.equal(maxOf(controller), 71);
  controller.fromHost(modelMessage(graph, { cause: "edited", version: 2 }));
  controller.fromHost(aheadMessage(3));
  assert.equal(maxOf(controller), 71, "it is of the text before");
  const none = panel().controller;
  none.fromHost(aheadMessage(3));
  assert.equal(none.state().outcome, null, "no model was sent");
});

test("what the worker cannot run is told, though it was run ahead", () => {
  const { controller, runs } = panel();
  controller.fromHost(modelMessage(graph));
  controller.fromHost(aheadMessage(3));
  const id = runs()[0]?.id ?? -1;
  controller.fromWorker({ type: "refused", id, reason: "no memory", layerPath: null });
  const { run } = controller.state();
  assert.deepEqual(run, { state: "error", message: "no memory", layerPath: null });
});

test("a newer run ends the wait for the worker's own", () => {
  const { controller, runs, finish } = panel();
  controller.fromHost(modelMessage(graph));
  controller.fromHost(aheadMessage(3));
  const old = runs()[0]?.id ?? -1;
  controller.fromHost(modelMessage(graph, { cause: "edited", version: 2 }));
  controller.fromWorker(doneMessage(old, 9));
  assert.equal(maxOf(controller), 213);
  finish(2);
  assert.equal(maxOf(controller), 142);
});
