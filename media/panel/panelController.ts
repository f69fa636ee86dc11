/** Carries out what a person or the editor asks: keeps the state, talks to host and worker, and tells the view. */
import {
  type FromPanel,
  type PanelChoices,
  type PanelSavedState,
  type RunMode,
  readChoices,
  type ToPanel,
} from "../../protocol/panel.ts";
import type { FromWorker, RunOutcome, ToWorker } from "../worker/messages.ts";
import { decodePicture } from "./decodePicture.ts";
import { initialState, type PanelActions, type PanelState, probedPosition } from "./panelState.ts";
import {
  clampGroup,
  firstLively,
  macsText,
  needsSizes,
  suggestedSizes,
  tooMuchUnasked,
} from "./runPolicy.ts";

const seed = 0;

export interface PanelSurroundings {
  readonly saved: PanelSavedState;
  readonly toHost: (message: FromPanel) => void;
  readonly toWorker: (message: ToWorker) => void;
  /** Ends the worker at once and starts another. */
  readonly restartWorker: () => void;
  readonly save: (state: PanelSavedState) => void;
  readonly onChange: (state: PanelState) => void;
  /** Calls back later; returns how to call it off. */
  readonly later: (milliseconds: number, callback: () => void) => () => void;
}

export interface PanelController {
  readonly actions: PanelActions;
  readonly state: () => PanelState;
  readonly fromHost: (message: ToPanel) => void;
  readonly fromWorker: (message: FromWorker) => void;
  readonly workerLost: (message: string) => void;
}

export function createPanelController(around: PanelSurroundings): PanelController {
  const { saved, toHost, toWorker } = around;
  let state: PanelState = {
    ...initialState,
    choices: saved.choices,
    inputShape: saved.inputShape,
    channel: saved.channel,
  };
  let describeId = 0;
  let runId = 0;
  let probeId = 0;
  let cancelWait: (() => void) | undefined;
  /** A run waits for the description that says whether it is possible. */
  let runWhenDescribed = false;
  /** Mode a person asked for by button, which overrides the limit on unasked work. */
  let askedMode: RunMode | null = null;
  let pictureWanted = saved.choices.sample === "own";

  const change = (part: Partial<PanelState>) => {
    state = { ...state, ...part };
    around.onChange(state);
  };

  const persist = () => {
    const target = state.model?.target ?? saved.target;
    around.save({ target, choices: state.choices, inputShape: state.inputShape, channel: state.channel });
  };

  const describe = (thenRun: boolean) => {
    const { model, inputShape } = state;
    if (!model) return;
    runWhenDescribed = thenRun || runWhenDescribed;
    toWorker({
      type: "describe",
      id: ++describeId,
      choice: { layerPath: model.target.layerPath, inputShape },
    });
  };

  const abandonRun = () => {
    if (state.run.state === "running") toWorker({ type: "stop", id: runId });
    cancelWait?.();
    cancelWait = undefined;
  };

  const startRun = () => {
    const { model, description } = state;
    const layer = description?.layer;
    if (!model || !layer || pictureWanted) return;
    abandonRun();
    if (layer.obstacle !== null) {
      change({ run: { state: "error", message: layer.obstacle }, stale: state.outcome !== null });
      return;
    }
    const mode = askedMode ?? (tooMuchUnasked(description) ? "alone" : state.choices.mode);
    toWorker({
      type: "run",
      id: ++runId,
      order: {
        layerPath: model.target.layerPath,
        inputShape: state.inputShape,
        mode,
        picture:
          state.choices.sample === "own" && state.ownPicture
            ? state.ownPicture
            : { kind: "sample", id: state.choices.sample },
        seed,
        memoryLimitBytes: model.memoryLimitBytes,
      },
    });
    change({
      run: { state: "running", mode, layer: model.target.layerPath.at(-1) ?? "", done: 0, total: 0 },
      stale: state.outcome !== null,
      notice: null,
    });
  };

  const probe = () => {
    const position = probedPosition(state);
    if (position && !state.stale) toWorker({ type: "probe", id: ++probeId, position, group: state.group });
  };

  const showOutcome = (outcome: RunOutcome) => {
    const { maps } = outcome;
    const old = state.outcome?.maps;
    const sameSize = old !== undefined && old.rows === maps.rows && old.columns === maps.columns;
    const pixel =
      sameSize && state.pixel
        ? state.pixel
        : { row: Math.floor(maps.rows / 2), column: Math.floor(maps.columns / 2) };
    const note =
      askedMode === null && state.description && tooMuchUnasked(state.description) && outcome.mode === "alone"
        ? `ran alone: with all before it takes ${macsText(state.description)}`
        : null;
    change({
      outcome,
      stale: false,
      run: { state: "done", note },
      channel: state.channel > 0 ? Math.min(state.channel, maps.channels - 1) : firstLively(maps),
      slice: sameSize ? Math.min(state.slice, maps.slices - 1) : Math.floor(maps.slices / 2),
      pixel,
      pointed: state.pointed && sameSize,
      pinned: state.pinned && sameSize,
      group: 0,
      answer: null,
    });
    probe();
  };

  const choose = (part: Partial<PanelChoices>) => {
    const choices = readChoices({ ...state.choices, ...part });
    const newInput = choices.sample !== state.choices.sample;
    change({ choices, notice: null });
    toHost({ type: "rememberChoices", choices });
    persist();
    if (newInput) startRun();
  };

  const chooseLayer = (layerPath: readonly string[]) => {
    const { model } = state;
    if (!model) return;
    askedMode = null;
    toHost({ type: "layerChosen", layerPath });
    change({
      model: { ...model, target: { ...model.target, layerPath } },
      layerListOpen: false,
      layerFilter: "",
      stale: state.outcome !== null,
    });
    persist();
    describe(true);
  };

  const placePixel = (row: number, column: number) => {
    const maps = state.outcome?.maps;
    if (!maps) return;
    const pixel = {
      row: Math.max(0, Math.min(maps.rows - 1, row)),
      column: Math.max(0, Math.min(maps.columns - 1, column)),
    };
    if (pixel.row === state.pixel?.row && pixel.column === state.pixel.column) return;
    change({ pixel, pointed: true });
    probe();
  };

  const actions: PanelActions = {
    run: (mode) => {
      askedMode = mode;
      choose({ mode });
      if (needsSizes(state)) actions.setInputShape(suggestedSizes(state));
      else startRun();
    },
    stop: () => {
      if (state.run.state !== "running") return;
      toWorker({ type: "stop", id: runId });
      cancelWait?.();
      // A kernel that is in the middle of a layer cannot hear: end it, and the worker with it.
      cancelWait = around.later(1500, () => {
        around.restartWorker();
        if (state.model) toWorker({ type: "model", graph: state.model.graph });
        change({ run: { state: "cancelled" } });
      });
    },
    choose,
    pickPicture: () => toHost({ type: "pickPicture" }),
    setInputShape: (inputShape) => {
      change({ inputShape });
      persist();
      describe(true);
    },
    chooseLayer,
    revealLayer: () => {
      if (state.model) toHost({ type: "revealLayer", layerPath: state.model.target.layerPath });
    },
    toggleLayerList: () => change({ layerListOpen: !state.layerListOpen, layerFilter: "" }),
    filterLayers: (layerFilter) => change({ layerFilter }),
    selectChannel: (channel) => {
      const last = (state.outcome?.maps.channels ?? 1) - 1;
      change({ channel: Math.max(0, Math.min(last, channel)) });
      persist();
      probe();
    },
    selectSlice: (slice) => {
      const last = (state.outcome?.maps.slices ?? 1) - 1;
      change({ slice: Math.max(0, Math.min(last, slice)) });
      probe();
    },
    pointAt: (row, column) => {
      if (!state.pinned) placePixel(row, column);
    },
    moveTo: placePixel,
    pin: () => change({ pinned: state.pixel !== null }),
    release: () => change({ pinned: false }),
    selectGroup: (group) => {
      change({ group: clampGroup(group, state.answer) });
      probe();
    },
  };

  const fromHost = (message: ToPanel) => {
    switch (message.type) {
      case "choices":
        change({ choices: message.choices });
        pictureWanted = message.choices.sample === "own" && state.ownPicture === null;
        if (pictureWanted) toHost({ type: "loadPicture" });
        return;
      case "noModel":
        abandonRun();
        change({
          noModel: message.message,
          run: { state: "idle" },
          ...(message.keepOld
            ? { stale: state.outcome !== null }
            : { model: null, description: null, outcome: null, answer: null }),
        });
        return;
      case "model": {
        const { target, fileName, modelNames, graph, memoryLimitBytes } = message;
        const sameModel =
          state.model?.target.uri === target.uri && state.model.target.modelIndex === target.modelIndex;
        if (message.cause === "asked") askedMode = null;
        const keepSizes = sameModel || (state.model === null && saved.target?.uri === target.uri);
        change({
          model: { target, fileName, modelNames, graph, memoryLimitBytes },
          noModel: null,
          stale: state.outcome !== null,
          ...(keepSizes ? {} : { inputShape: null }),
          ...(sameModel || message.cause === "restored" ? {} : { outcome: null, answer: null, channel: 0 }),
        });
        persist();
        toWorker({ type: "model", graph });
        describe(true);
        return;
      }
      case "picture":
        void decodePicture(message.name, message.bytes).then((decoded) => {
          pictureWanted = false;
          if (decoded.kind === "unreadable") {
            change({ notice: decoded.message });
            if (state.ownPicture === null) choose({ sample: initialState.choices.sample });
            return;
          }
          change({ ownPicture: decoded.picture });
          if (state.choices.sample === "own") startRun();
          else choose({ sample: "own" });
        });
        return;
      case "pictureFailed":
        pictureWanted = false;
        if (state.ownPicture === null && state.choices.sample === "own") {
          choose({ sample: initialState.choices.sample });
        }
        change({ notice: message.message });
        return;
    }
  };

  const fromWorker = (message: FromWorker) => {
    switch (message.type) {
      case "described":
        if (message.id !== describeId) return;
        change({ description: message.model });
        if (state.inputShape && state.inputShape.length !== message.model.firstInput?.length) {
          // The file has got an input of another rank since the sizes were put in.
          change({ inputShape: null });
          if (message.model.freeAxes.length > 0) return;
        }
        if (runWhenDescribed && !needsSizes(state)) {
          runWhenDescribed = false;
          startRun();
        }
        return;
      case "pixel":
        if (message.id !== probeId) return;
        change({ answer: message.answer, group: clampGroup(state.group, message.answer) });
        return;
      default:
        if (message.id === runId) runReport(message);
    }
  };

  const runReport = (message: Exclude<FromWorker, { type: "described" | "pixel" }>) => {
    if (state.run.state !== "running") return;
    if (message.type === "progress") {
      const { layer, done, total } = message;
      change({ run: { ...state.run, layer, done, total } });
      return;
    }
    cancelWait?.();
    cancelWait = undefined;
    switch (message.type) {
      case "done":
        showOutcome(message.outcome);
        return;
      case "refused":
        change({ run: { state: "error", message: message.reason } });
        return;
      case "failed":
        toHost({ type: "failure", message: message.message });
        change({ run: { state: "error", message: message.message } });
        return;
      case "cancelled":
        change({ run: { state: "cancelled" } });
        return;
    }
  };

  const workerLost = (message: string) => {
    toHost({ type: "failure", message });
    cancelWait?.();
    around.restartWorker();
    if (state.model) toWorker({ type: "model", graph: state.model.graph });
    change({
      run: { state: "error", message: `The run ended: ${message}. Run it again, or run the layer alone.` },
    });
  };

  return { actions, state: () => state, fromHost, fromWorker, workerLost };
}
