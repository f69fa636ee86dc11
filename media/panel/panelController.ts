/** Carries out what a person or the editor asks of the panel. */
import type { ToPanel } from "../../protocol/panel.ts";
import { type PanelChoices, readChoices } from "../../protocol/panelChoices.ts";
import type { FromWorker } from "../worker/messages.ts";
import { decodePicture } from "./decodePicture.ts";
import { initialState, type PanelActions, type PanelState } from "./panelState.ts";
import { createPanelStore, type PanelStore, type PanelSurroundings } from "./panelStore.ts";
import { createRunControl, type RunControl } from "./runControl.ts";
import { clampGroup, needsSizes, suggestedSizes } from "./runPolicy.ts";

export interface PanelController {
  readonly actions: PanelActions;
  readonly state: () => PanelState;
  readonly fromHost: (message: ToPanel) => void;
  readonly fromWorker: (message: FromWorker) => void;
  readonly workerLost: (message: string) => void;
}

export function createPanelController(around: PanelSurroundings): PanelController {
  const store = createPanelStore(around);
  const runs = createRunControl(store, around);
  runs.awaitPicture(around.saved.choices.sample === "own");
  const actions = panelActions(store, runs, around);
  return {
    actions,
    state: store.state,
    fromHost: (message) => fromHost(message, { store, runs, actions, around }),
    fromWorker: runs.fromWorker,
    workerLost: runs.workerLost,
  };
}

function panelActions(store: PanelStore, runs: RunControl, around: PanelSurroundings): PanelActions {
  const { state, change, persist } = store;
  const { toHost } = around;

  const choose = (part: Partial<PanelChoices>) => {
    const choices = readChoices({ ...state().choices, ...part });
    const newInput = choices.sample !== state().choices.sample;
    change({ choices, notice: null });
    toHost({ type: "rememberChoices", choices });
    persist();
    if (newInput && !needsSizes(state())) runs.run();
  };

  const setInputShape = (inputShape: readonly (number | null)[]) => {
    change({ inputShape });
    persist();
    runs.describeAndRun();
  };

  const placePixel = (row: number, column: number) => {
    const { outcome, pixel } = state();
    if (!outcome) return;
    const { maps } = outcome;
    const placed = {
      row: Math.max(0, Math.min(maps.rows - 1, row)),
      column: Math.max(0, Math.min(maps.columns - 1, column)),
    };
    if (placed.row === pixel?.row && placed.column === pixel.column) return;
    change({ pixel: placed, pointed: true });
    runs.probe();
  };

  return {
    run: (mode) => {
      runs.ask(mode);
      choose({ mode });
      if (needsSizes(state())) setInputShape(suggestedSizes(state()));
      else runs.run();
    },
    stop: runs.stop,
    choose,
    pickPicture: () => toHost({ type: "pickPicture" }),
    setInputShape,
    chooseLayer: (layerPath) => {
      const { model, outcome } = state();
      if (!model) return;
      runs.ask(null);
      toHost({ type: "layerChosen", layerPath });
      const target = { ...model.target, layerPath };
      const stale = outcome !== null;
      change({ model: { ...model, target }, layerListOpen: false, layerFilter: "", stale });
      persist();
      runs.describeAndRun();
    },
    revealLayer: () => {
      const { model } = state();
      if (model) toHost({ type: "revealLayer", layerPath: model.target.layerPath });
    },
    toggleLayerList: () => change({ layerListOpen: !state().layerListOpen, layerFilter: "" }),
    filterLayers: (layerFilter) => change({ layerFilter }),
    selectChannel: (channel) => {
      const last = (state().outcome?.maps.channels ?? 1) - 1;
      change({ channel: Math.max(0, Math.min(last, channel)) });
      persist();
      runs.probe();
    },
    selectSlice: (slice) => {
      const last = (state().outcome?.maps.slices ?? 1) - 1;
      change({ slice: Math.max(0, Math.min(last, slice)) });
      runs.probe();
    },
    pointAt: (row, column) => {
      if (!state().pinned) placePixel(row, column);
    },
    moveTo: placePixel,
    pin: () => change({ pinned: state().pixel !== null }),
    release: () => change({ pinned: false }),
    selectGroup: (group) => {
      change({ group: clampGroup(group, state().answer) });
      runs.probe();
    },
  };
}

interface Panel {
  readonly store: PanelStore;
  readonly runs: RunControl;
  readonly actions: PanelActions;
  readonly around: PanelSurroundings;
}

function fromHost(message: ToPanel, panel: Panel): void {
  const { store, runs, actions, around } = panel;
  const { state, change } = store;
  switch (message.type) {
    case "choices": {
      change({ choices: message.choices });
      const missing = message.choices.sample === "own" && state().ownPicture === null;
      runs.awaitPicture(missing);
      if (missing) around.toHost({ type: "loadPicture" });
      return;
    }
    case "noModel": {
      runs.abandon();
      const old = message.keepOld
        ? { stale: state().outcome !== null }
        : { model: null, description: null, outcome: null, answer: null };
      change({ noModel: message.message, run: { state: "idle" }, ...old });
      return;
    }
    case "model":
      takeModel(message, panel);
      return;
    case "picture":
      void decodePicture(message.name, message.bytes).then((decoded) => {
        runs.awaitPicture(false);
        if (decoded.kind === "unreadable") {
          withoutPicture(decoded.message, panel);
          return;
        }
        change({ ownPicture: decoded.picture });
        if (state().choices.sample === "own") runs.run();
        else actions.choose({ sample: "own" });
      });
      return;
    case "pictureFailed":
      runs.awaitPicture(false);
      withoutPicture(message.message, panel);
      return;
  }
}

function takeModel(message: Extract<ToPanel, { type: "model" }>, panel: Panel): void {
  const { store, runs, around } = panel;
  const { state, change, persist } = store;
  const { target, fileName, modelNames, graph, memoryLimitBytes, cause } = message;
  const { model: before, outcome } = state();
  const sameModel = before?.target.uri === target.uri && before.target.modelIndex === target.modelIndex;
  const { saved } = around;
  const keepSizes = sameModel || (before === null && saved.target?.uri === target.uri);
  const keepMaps = sameModel || cause === "restored";
  if (cause === "asked") runs.ask(null);
  change({
    model: { target, fileName, modelNames, graph, memoryLimitBytes },
    noModel: null,
    stale: outcome !== null,
    ...(keepSizes ? {} : { inputShape: null }),
    ...(keepMaps ? {} : { outcome: null, answer: null, channel: 0 }),
  });
  persist();
  around.toWorker({ type: "model", graph });
  runs.describeAndRun();
}

/** Falls back to the first sample where there is no own picture, and says why. */
function withoutPicture(why: string, panel: Panel): void {
  const { store, actions } = panel;
  const { ownPicture, choices } = store.state();
  if (ownPicture === null && choices.sample === "own") {
    actions.choose({ sample: initialState.choices.sample });
  }
  store.change({ notice: why });
}
