/** Kernels between page and worker: what is asked for when, that edits run at once and one at a time, and that they outlive the page. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { emptyWeightStore } from "../../../engine/weights/weightStore.ts";
import { findKernels } from "../../../media/worker/kernels/findKernels.ts";
import { readKernelSteps, savedSteps } from "../../../protocol/kernelEdits.ts";
import { doneMessage, graph, modelMessage, panel } from "./playedPanel.ts";

/** A panel on the tab, with the kernels of a layer that has run. */
function opened(saved: unknown = {}) {
  const played = panel(saved);
  const { controller, toWorker, finish } = played;
  const sent = (type: string) => toWorker.filter((message) => message.type === type);
  controller.fromHost(modelMessage(graph));
  controller.actions.showTab("kernels");
  finish();
  const request = toWorker.findLast((message) => message.type === "kernels");
  assert.ok(request?.type === "kernels");
  const origin = { analysis: analyseModel(graph), store: emptyWeightStore, seed: 0 };
  controller.fromWorker({ type: "kernels", id: request.id, kernels: findKernels(origin, ["conv"]) });
  const redrawn = () => {
    const last = toWorker.findLast((message) => message.type === "rerun");
    assert.ok(last?.type === "rerun");
    const done = doneMessage(0, 2);
    assert.ok(done.type === "done");
    controller.fromWorker({
      type: "rerun",
      id: last.id,
      result: {
        changes: { channels: [0, 1], maps: done.outcome.maps },
        edited: "1 number of conv edited by hand",
      },
    });
  };
  return { ...played, sent, redrawn };
}

test("kernels are asked for once, while their tab is shown", () => {
  const { controller, sent } = opened();
  controller.actions.moveTo(2, 2);
  assert.equal(sent("kernels").length, 1);
});

test("an edit runs the layer again at once; edits that come meanwhile are one more run", () => {
  const { controller, sent, redrawn, runs } = opened();
  const ran = runs().length;
  const { kernels } = controller.actions;
  kernels.setNumber(0, 0, 5);
  kernels.setNumber(0, 1, 6);
  kernels.setNumber(0, 2, 7);
  assert.equal(sent("rerun").length, 1);
  redrawn();
  assert.equal(sent("rerun").length, 2);
  redrawn();
  assert.equal(sent("rerun").length, 2);
  assert.equal(runs().length, ran, "nothing before the layer runs");
  const edits = sent("kernelEdits").at(-1);
  assert.ok(edits?.type === "kernelEdits");
  assert.deepEqual(edits.edits[0]?.values, [5, 6, 7]);
  assert.equal(controller.state().outcome?.edited, "1 number of conv edited by hand");
  assert.equal(controller.state().stale, false);
});

test("undo, redo and the original", () => {
  const { controller } = opened();
  const { kernels } = controller.actions;
  const values = () => controller.state().kernels.edits.flatMap((edit) => edit.values);
  kernels.setNumber(0, 0, 5);
  kernels.setNumber(0, 0, 6);
  kernels.undo();
  assert.deepEqual(values(), [5]);
  kernels.redo();
  assert.deepEqual(values(), [6]);
  kernels.restore();
  assert.deepEqual(values(), []);
  kernels.undo();
  assert.deepEqual(values(), [6]);
  kernels.setNamed("sobelX");
  assert.equal(controller.state().kernels.redo.length, 0, "what was undone is gone after another edit");
});

test("without a finished run of the layer an edit runs all before it, too", () => {
  const { controller, sent, runs } = opened();
  controller.actions.run("upTo");
  const ran = runs().length;
  controller.actions.kernels.setNumber(0, 0, 5);
  assert.equal(sent("rerun").length, 0);
  assert.equal(runs().length, ran + 1);
});

test("edits outlive the page, and are told to a new worker before it runs", () => {
  const first = opened();
  first.controller.actions.kernels.selectKernel({ filter: 1 });
  first.controller.actions.kernels.setNumber(1, 1, 9);
  const saved = JSON.parse(JSON.stringify(first.stored.at(-1)));
  const second = opened(saved);
  assert.deepEqual(second.controller.state().kernels.edits[0]?.values, [9]);
  assert.equal(second.controller.state().kernels.place.filter, 1);
  const types = second.toWorker.map(({ type }) => type);
  assert.ok(types.indexOf("kernelEdits") >= 0 && types.indexOf("kernelEdits") < types.indexOf("run"));
  second.controller.workerLost("it was ended");
  assert.ok(second.sent("kernelEdits").length >= 2, "the next worker is told, too");
});

test("what was done can be taken back, and done again, after the page was built anew", () => {
  const first = opened();
  first.controller.actions.kernels.setNumber(0, 0, 5);
  first.controller.actions.kernels.setNumber(0, 0, 6);
  first.controller.actions.kernels.setNumber(0, 0, 7);
  first.controller.actions.kernels.undo();
  const second = opened(JSON.parse(JSON.stringify(first.stored.at(-1))));
  const { kernels } = second.controller.actions;
  const values = () => second.controller.state().kernels.edits.flatMap((edit) => edit.values);
  assert.deepEqual(values(), [6]);
  kernels.undo();
  assert.deepEqual(values(), [5]);
  kernels.undo();
  assert.deepEqual(values(), []);
  kernels.redo();
  kernels.redo();
  kernels.redo();
  assert.deepEqual(values(), [7]);
});

test("of the steps the newest are written down, as many as are small enough", () => {
  const step = (text: string, size: number) => ({
    layerPath: ["conv"],
    weight: "kernel",
    count: 30_000,
    places: Array.from({ length: size }, (_, at) => at),
    before: Array.from({ length: size }, () => null),
    after: Array.from({ length: size }, () => 1),
    text,
  });
  const texts = (steps: readonly { readonly text: string }[]) => steps.map(({ text }) => text);
  assert.deepEqual(texts(savedSteps([step("a", 1), step("b", 15_000), step("c", 5000)])), ["b", "c"]);
  assert.deepEqual(texts(savedSteps([step("a", 1), step("b", 20_001)])), []);
  const stored = JSON.parse(JSON.stringify([step("a", 2), { ...step("b", 2), after: [1] }, step("c", 2)]));
  assert.deepEqual(readKernelSteps(stored), [step("c", 2)], "none before a broken one");
  assert.deepEqual(readKernelSteps({}), []);
});

test("another model's weights have no edits", () => {
  const { controller, sent } = opened();
  controller.actions.kernels.setNumber(0, 0, 5);
  const target = { uri: "file:///b.json", modelIndex: 0, layerPath: ["conv"] };
  controller.fromHost(modelMessage(graph, { target }));
  assert.deepEqual(controller.state().kernels.edits, []);
  const last = sent("kernelEdits").at(-1);
  assert.deepEqual(last?.type === "kernelEdits" && last.edits, []);
});
