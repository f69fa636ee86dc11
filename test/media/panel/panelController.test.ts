/** The panel's behaviour between host and worker, both played by the test. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { doneMessage, graph, layer, modelMessage, panel } from "./playedPanel.ts";

test("a model is described, run, shown, and its middle value probed", () => {
  const { controller, runs, finish, toWorker } = panel();
  controller.fromHost(modelMessage(graph));
  assert.equal(controller.state().run.state, "running");
  assert.equal(runs().length, 1);
  finish();
  assert.equal(controller.state().run.state, "done");
  const probe = toWorker.at(-1);
  assert.deepEqual(probe?.type === "probe" && probe.position, { channel: 0, slice: 0, row: 3, column: 3 });
});

test("an edit keeps the old maps, stale, until the new ones are there, and drops the answer of the old run", () => {
  const { controller, runs, finish } = panel();
  controller.fromHost(modelMessage(graph));
  finish(1);
  const old = controller.state().outcome;
  const oldRun = runs().at(-1)?.id ?? -1;
  controller.fromHost(modelMessage(graph, { cause: "edited", version: 2 }));
  assert.equal(controller.state().outcome, old);
  assert.equal(controller.state().stale, true);
  controller.fromWorker(doneMessage(oldRun, 5));
  assert.equal(controller.state().outcome, old, "an older run's result is not shown");
  finish(2);
  assert.equal(controller.state().stale, false);
  assert.equal(controller.state().outcome?.maps.overall.max, 142);
});

test("the layer the cursor goes to is shown, with the old maps until its own are there", () => {
  const two = handMadeGraph([handMadeInput("image", 8, 8, 3), layer, { ...layer, name: "next" }]);
  const { controller, runs, finish, toHost } = panel();
  controller.fromHost(modelMessage(two));
  finish();
  const target = { uri: "file:///a.json", modelIndex: 0, layerPath: ["next"] };
  controller.fromHost({ type: "target", target });
  assert.deepEqual(runs().at(-1)?.order.layerPath, ["next"]);
  assert.equal(controller.state().stale, true);
  assert.ok(!toHost.some((message) => message.type === "layerChosen"), "the host knows already");
  controller.fromHost({ type: "target", target: { ...target, modelIndex: 1 } });
  controller.fromHost({ type: "target", target });
  assert.equal(runs().length, 2);
});

test("a layer chosen in the panel is selected in the file, and the keyboard stays in the panel", () => {
  const { controller, toHost } = panel();
  controller.fromHost(modelMessage(graph));
  controller.actions.chooseLayer(["image"]);
  assert.deepEqual(toHost.slice(-2), [
    { type: "layerChosen", layerPath: ["image"] },
    { type: "revealLayer", layerPath: ["image"], focus: false },
  ]);
});

test("the list of layers is asked for when the model view is shown, once for each model", () => {
  const { controller, toWorker } = panel();
  const asked = () => toWorker.filter((message) => message.type === "overview").length;
  controller.fromHost(modelMessage(graph));
  assert.equal(asked(), 0);
  controller.actions.showTab("model");
  controller.actions.showTab("maps");
  controller.actions.showTab("model");
  assert.equal(asked(), 1);
  controller.fromHost(modelMessage(graph, { cause: "edited", version: 2 }));
  assert.equal(asked(), 2);
});

test("stop tells the worker, and ends it when it does not answer", () => {
  const { controller, toWorker, timers, restarts } = panel();
  controller.fromHost(modelMessage(graph));
  controller.actions.stop();
  assert.equal(toWorker.at(-1)?.type, "stop");
  assert.equal(controller.state().run.state, "running");
  timers[0]?.();
  assert.equal(restarts(), 1);
  assert.equal(controller.state().run.state, "cancelled");
  assert.equal(toWorker.at(-1)?.type, "model", "the new worker gets the model");
});

test("a worker that answers the stop is kept", () => {
  const { controller, runs, timers, restarts } = panel();
  controller.fromHost(modelMessage(graph));
  controller.actions.stop();
  controller.fromWorker({ type: "cancelled", id: runs().at(-1)?.id ?? -1 });
  assert.equal(controller.state().run.state, "cancelled");
  assert.deepEqual([timers.length, restarts()], [0, 0]);
});

test("free sizes are asked for before anything runs, and a run by button takes the suggestions", () => {
  const free = handMadeGraph([handMadeInput("image", null, null, 3), layer]);
  const { controller, runs, stored } = panel();
  controller.fromHost(modelMessage(free));
  assert.equal(controller.state().run.state, "idle");
  assert.equal(runs().length, 0);
  controller.actions.run("upTo");
  const [run] = runs();
  assert.deepEqual(run?.order.inputShape, [224, 224, null]);
  assert.deepEqual(stored.at(-1)?.inputShape, [224, 224, null]);
});

test("more than 2 GMACs before a layer are not run unasked", () => {
  const large = handMadeGraph([
    handMadeInput("image", 512, 512, 3),
    { className: "Conv2D", name: "big", config: { filters: 128, kernel_size: [9, 9] } },
    layer,
  ]);
  const { controller, runs, finish } = panel();
  controller.fromHost(modelMessage(large));
  assert.equal(runs().at(-1)?.order.mode, "alone");
  finish();
  const { run } = controller.state();
  assert.match(
    run.state === "done" ? (run.note ?? "") : "",
    /ran alone: with all before it takes [\d.]+ GMACs/,
  );
  controller.actions.run("upTo");
  assert.equal(runs().at(-1)?.order.mode, "upTo");
});

test("a layer that cannot run says why and starts nothing", () => {
  const odd = handMadeGraph([handMadeInput("image", 8, 8, 3), { className: "Mystery", name: "conv" }]);
  const { controller, runs } = panel();
  controller.fromHost(modelMessage(odd));
  const { run } = controller.state();
  assert.match(run.state === "error" ? run.message : "", /Mystery/);
  assert.equal(runs().length, 0);
});

test("pointing moves the pixel until it is pinned; escape lets it go; all of it stays inside the map", () => {
  const { controller, finish } = panel();
  controller.fromHost(modelMessage(graph));
  finish();
  const { actions, state } = controller;
  actions.pointAt(2, 1);
  actions.pin();
  actions.pointAt(0, 0);
  assert.deepEqual(state().pixel, { row: 2, column: 1 });
  actions.moveTo(-5, 99);
  assert.deepEqual(state().pixel, { row: 0, column: 5 });
  actions.release();
  actions.pointAt(4, 4);
  assert.deepEqual(state().pixel, { row: 4, column: 4 });
  actions.selectChannel(99);
  assert.equal(state().channel, 1);
});

test("choices are remembered by host and page, and a new sample runs again", () => {
  const { controller, runs, finish, toHost, stored } = panel();
  controller.fromHost(modelMessage(graph));
  finish();
  controller.actions.choose({ colourMap: "grey" });
  assert.equal(runs().length, 1, "colours need no new run");
  controller.actions.choose({ sample: "impulse" });
  assert.equal(runs().length, 2);
  assert.deepEqual(runs().at(-1)?.order.input.pictures, [{ kind: "sample", id: "impulse" }]);
  const last = toHost.at(-1);
  assert.equal(last?.type === "rememberChoices" && last.choices.sample, "impulse");
  assert.deepEqual(stored.at(-1)?.choices, controller.state().choices);
});

test("a lost worker is replaced, and the panel says so", () => {
  const { controller, restarts, toWorker } = panel();
  controller.fromHost(modelMessage(graph));
  controller.workerLost("out of memory");
  assert.equal(restarts(), 1);
  assert.equal(toWorker.at(-1)?.type, "model");
  const { run } = controller.state();
  assert.match(run.state === "error" ? run.message : "", /out of memory/);
});

test("while the file cannot be read the last picture stays, dimmed", () => {
  const { controller, finish } = panel();
  controller.fromHost(modelMessage(graph));
  finish();
  controller.fromHost({ type: "noModel", fileName: "a.json", message: "no model", keepOld: true });
  assert.equal(controller.state().stale, true);
  assert.ok(controller.state().outcome);
  controller.fromHost({ type: "noModel", fileName: "a.json", message: "no model", keepOld: false });
  assert.equal(controller.state().outcome, null);
});
