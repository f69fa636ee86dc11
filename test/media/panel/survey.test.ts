/** When all layers run for the model view: by itself once it is looked at, and again when something changed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import { describeOverview } from "../../../media/worker/describeOverview.ts";
import { layOutGraph } from "../../../media/worker/graph/layOutGraph.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { graph, layer, modelMessage, panel } from "./playedPanel.ts";

/** A panel whose model view is shown, its first run done and its layers counted. */
function lookingAtModel(model: ModelGraph = graph) {
  const played = panel();
  const { controller, toWorker, finish } = played;
  controller.fromHost(modelMessage(model));
  finish();
  controller.actions.showTab("model");
  const count = () => {
    const asked = toWorker.filter((message) => message.type === "overview").at(-1);
    const overview = describeOverview(analyseModel(model));
    const closed = asked?.closed ?? [];
    const answer = {
      type: "overview",
      id: asked?.id ?? -1,
      overview,
      graph: layOutGraph(overview, closed),
      closed,
    } as const;
    controller.fromWorker(answer);
  };
  count();
  const surveys = () => toWorker.filter((message) => message.type === "survey");
  const told = (name: string) =>
    controller.fromWorker({
      type: "surveyed",
      id: surveys().at(-1)?.id ?? -1,
      layers: [{ name, milliseconds: 2, thumb: null }],
    });
  const end = (how: "done" | "cancelled" | "refused", reason: string | null = null) =>
    controller.fromWorker({ type: "surveyEnded", id: surveys().at(-1)?.id ?? -1, end: how, reason });
  return { ...played, count, surveys, told, end };
}

test("all layers run once when the model view is looked at, and what they tell is kept", () => {
  const { controller, surveys, told, end } = lookingAtModel();
  assert.equal(surveys().length, 1);
  told("conv");
  assert.deepEqual(controller.state().surveyRun, { state: "running", done: 1 });
  end("done");
  controller.actions.showTab("maps");
  controller.actions.showTab("model");
  assert.equal(surveys().length, 1);
  assert.equal(controller.state().survey.get("conv")?.milliseconds, 2);
});

test("a layer that is used twice takes the time of both", () => {
  const { controller, told, end } = lookingAtModel();
  told("conv");
  told("conv");
  end("done");
  assert.equal(controller.state().survey.get("conv")?.milliseconds, 4);
});

test("another picture runs the layer first, and then all layers again; the old numbers stay until then", () => {
  const { controller, surveys, told, end, finish } = lookingAtModel();
  told("conv");
  end("done");
  controller.actions.choosePicture(0, "digit");
  assert.equal(surveys().length, 1);
  assert.equal(controller.state().survey.size, 1);
  finish();
  assert.equal(surveys().length, 2);
  assert.deepEqual(surveys()[1]?.order.input.pictures, [{ kind: "sample", id: "digit" }]);
});

test("a run comes first, and the layers run again when it is done", () => {
  const { controller, surveys, end, finish } = lookingAtModel();
  controller.actions.run("upTo");
  end("cancelled");
  finish();
  assert.equal(surveys().length, 2);
});

test("a person can stop it, and it stays stopped until asked for", () => {
  const { controller, toWorker, surveys, end } = lookingAtModel();
  controller.actions.stopSurvey();
  assert.equal(toWorker.at(-1)?.type, "stopSurvey");
  end("cancelled");
  controller.actions.showTab("model");
  assert.equal(surveys().length, 1);
  controller.actions.surveyModel();
  assert.equal(surveys().length, 2);
});

test("why not all layers ran is said", () => {
  const { controller, end } = lookingAtModel();
  end("refused", "Mystery is not known");
  assert.deepEqual(controller.state().surveyRun, { state: "failed", reason: "Mystery is not known" });
});

test("much work is not done unasked", () => {
  const large = handMadeGraph([
    handMadeInput("image", 512, 512, 3),
    { className: "Conv2D", name: "conv", config: { filters: 512, kernel_size: [9, 9] } },
    layer.name === "conv" ? { ...layer, name: "next" } : layer,
  ]);
  const { controller, surveys } = lookingAtModel(large);
  assert.equal(surveys().length, 0);
  controller.actions.surveyModel();
  assert.equal(surveys().length, 1);
});

test("an inner model is closed to one box and opened again", () => {
  const { controller, toWorker, count } = lookingAtModel();
  controller.actions.toggleGroup(["block"]);
  const asked = () => toWorker.filter((message) => message.type === "overview").at(-1);
  assert.deepEqual(asked()?.closed, ["block"]);
  count();
  controller.actions.toggleGroup(["block"]);
  assert.deepEqual(asked()?.closed, []);
});

test("where the shown layer is gone from the file, the layers that are left are counted", () => {
  const { controller, toWorker, finish } = panel();
  const overviews = () => toWorker.filter((message) => message.type === "overview").length;
  controller.fromHost(modelMessage(graph));
  finish();
  controller.actions.showTab("model");
  controller.actions.showTab("maps");
  const before = overviews();
  const renamed = handMadeGraph([handMadeInput("image", 8, 8, 3), { ...layer, name: "other" }]);
  controller.fromHost(modelMessage(renamed, { version: 2, cause: "edited" }));
  assert.equal(controller.state().run.state, "idle");
  assert.equal(overviews(), before + 1);
  const model = toWorker.findLastIndex((message) => message.type === "model");
  assert.ok(toWorker.findLastIndex((message) => message.type === "overview") > model);
});
