/** Weight files between host, page and worker, host and worker played by the test. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { doneMessage, graph, modelMessage, panel } from "./playedPanel.ts";

test("weights go to the worker before the model does, and a picked file runs the shown layer again", () => {
  const { controller, toWorker, runs, finish } = panel();
  controller.fromHost({ type: "weights", fileName: "model.h5", again: false });
  assert.deepEqual(toWorker, [{ type: "weights", fileName: "model.h5" }]);
  controller.fromHost(modelMessage(graph));
  finish();
  assert.equal(runs().length, 1);
  controller.fromHost({ type: "weights", fileName: "other.keras", again: true });
  assert.equal(runs().length, 2);
  assert.equal(controller.state().weightFile, "other.keras");
});

test("the worker's files are asked of the host, and the answers go back", () => {
  const { controller, toHost, toWorker } = panel();
  controller.fromWorker({ type: "readFile", id: 7, path: "a.bin", what: "size" });
  assert.deepEqual(toHost.at(-1), { type: "readFile", id: 7, path: "a.bin", what: "size" });
  controller.fromHost({ type: "fileSize", id: 7, size: 12 });
  assert.deepEqual(toWorker.at(-1), { type: "fileSize", id: 7, size: 12 });
});

test("reading weights is shown until the first layer runs; why a file is not used is a notice", () => {
  const { controller, runs } = panel();
  controller.fromHost(modelMessage(graph));
  const id = runs().at(-1)?.id ?? -1;
  controller.fromWorker({ type: "readingWeights", id, fileName: "w.h5", bytes: 5, of: 10 });
  const reading = controller.state().run;
  assert.deepEqual(reading.state === "running" && reading.reading, { fileName: "w.h5", bytes: 5, of: 10 });
  controller.fromWorker({ type: "progress", id, layer: "conv", done: 0, total: 1 });
  const running = controller.state().run;
  assert.equal(running.state === "running" && running.reading, undefined);
  const done = doneMessage(id, 1);
  assert.ok(done.type === "done");
  const outcome = { ...done.outcome, weightReport: ["w.h5: it is cut off."], weightsRefused: true };
  controller.fromWorker({ ...done, outcome });
  assert.equal(controller.state().notice, "The weights are not used: w.h5: it is cut off.");
});
