/** What the panel does with each message of the extension host. */
import type { ToPanel } from "../../protocol/panel.ts";
import { readAheadAnswer } from "../ahead/aheadAnswer.ts";
import { type PanelParts, turnTo } from "./panelParts.ts";

/** Takes a message of the host on. */
export function fromHost(message: ToPanel, parts: PanelParts): void {
  const { store, runs, around } = parts;
  const { state, change } = store;
  switch (message.type) {
    case "choices":
      change({ choices: message.choices });
      return;
    case "noModel": {
      runs.abandon();
      const old = message.keepOld
        ? { stale: state().outcome !== null }
        : { model: null, description: null, outcome: null, answer: null };
      change({ noModel: message.message, run: { state: "idle" }, ...old });
      return;
    }
    case "model":
      takeModel(message, parts);
      return;
    case "ahead": {
      const answer = readAheadAnswer(message.answer);
      if (answer) runs.showAhead(answer);
      return;
    }
    case "weights":
      takeWeights(message, parts);
      return;
    case "fileSize":
    case "fileBytes":
    case "fileFailed":
      around.toWorker(message);
      return;
    case "kindWritten":
    case "kindNotWritten":
      parts.compare.fromHost(message);
      return;
    case "saveView":
    case "saveEnded":
      parts.saving.fromHost(message);
      return;
    case "target":
      takeTarget(message, parts);
      return;
    case "picture":
    case "pictureKept":
    case "pictureFailed":
    case "pictureList":
      parts.pictures.fromHost(message);
      return;
  }
}

function takeModel(message: Extract<ToPanel, { type: "model" }>, parts: PanelParts): void {
  const { store, runs, around } = parts;
  const { state, change, persist } = store;
  const { target, fileName, modelNames, graph, memoryLimitBytes, cause } = message;
  const { model: before, outcome, compare } = state();
  const sameModel = before?.target.uri === target.uri && before.target.modelIndex === target.modelIndex;
  const { saved } = around;
  const keepSizes = sameModel || (before === null && saved.target?.uri === target.uri);
  const keepMaps = sameModel || cause === "restored";
  if (cause === "asked") runs.ask(target.from ? "upTo" : null);
  change({
    model: { target, fileName, modelNames, graph, memoryLimitBytes },
    noModel: null,
    stale: outcome !== null,
    ...(sameModel ? {} : { compare: { ...compare, written: null } }),
    ...(keepSizes ? {} : { inputShape: null }),
    ...(sameModel ? {} : { graph: null, overview: null, survey: new Map() }),
    ...(keepMaps ? {} : { outcome: null, answer: null, channel: 0 }),
  });
  const otherModel = before ? !sameModel : saved.target?.uri !== target.uri;
  if (otherModel) parts.kernels.reset();
  else if (!before) parts.kernels.sendEdits();
  persist();
  around.toWorker({ type: "model", graph });
  parts.survey.invalidate();
  runs.describeAndRun();
  parts.overview.invalidate();
}

/** Weights come before their model; for the model that is shown already, it runs again. */
function takeWeights(
  { fileName, again }: Extract<ToPanel, { type: "weights" }>,
  { store, runs, around, survey, kernels }: PanelParts,
): void {
  store.change({ weightFile: fileName, notice: null });
  around.toWorker({ type: "weights", fileName });
  survey.invalidate();
  kernels.forget();
  if (again) runs.run();
}

/** The cursor has gone to another layer of the model that is shown. */
function takeTarget(message: Extract<ToPanel, { type: "target" }>, parts: PanelParts): void {
  const shown = parts.store.state().model?.target;
  const { uri, modelIndex, layerPath } = message.target;
  if (!shown || shown.uri !== uri || shown.modelIndex !== modelIndex) return;
  if (shown.layerPath.join("/") !== layerPath.join("/")) turnTo(parts, layerPath);
}
