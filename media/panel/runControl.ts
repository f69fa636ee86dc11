/** Describing, running and stopping: what passes between the panel's state and its worker but for single pixels. */
import type { RunMode } from "../../protocol/panelChoices.ts";
import type { AheadAnswer } from "../ahead/aheadAnswer.ts";
import { wholeMap } from "../views/pixel/viewport.ts";
import type { FromWorker, PictureSource, RunOrder, RunOutcome } from "../worker/messages.ts";
import type { RunState } from "./panelState.ts";
import type { PanelStore, PanelSurroundings } from "./panelStore.ts";
import { firstLively, macsText, needsSizes, tooMuchUnasked } from "./runPolicy.ts";

/** Seed of the weights that come from initialisers. */
export const weightSeed = 0;
/** Time a run has to hear that it should stop before its worker is ended, in milliseconds. */
const stopPatience = 1500;

/** What the worker says of descriptions and runs. */
export type RunMessage = Exclude<
  FromWorker,
  {
    type:
      | "overview"
      | "surveyed"
      | "surveyEnded"
      | "readFile"
      | "pixel"
      | "inputMap"
      | "compared"
      | "comparedMaps"
      | "kernels"
      | "rerun"
      | "rankOne";
  }
>;

export interface RunControl {
  /** Asks the worker what the chosen layer is, and runs it then unless sizes have to be asked for first. */
  readonly describeAndRun: () => void;
  readonly run: () => void;
  /**
   * Shows a run that was done while the page was loading, where it is the one that is under way or about to be. The worker's own goes on
   * and takes its place, so that what is asked of the worker next is about what is on screen.
   */
  readonly showAhead: (answer: AheadAnswer) => void;
  /** What a person asked for by button, which overrides the limit on unasked work; `null` forgets it. */
  readonly ask: (mode: RunMode | null) => void;
  /** Ends a run that is no longer wanted, without saying so. */
  readonly abandon: () => void;
  readonly stop: () => void;
  readonly fromWorker: (message: RunMessage) => void;
  readonly workerLost: (message: string) => void;
}

export interface RunNeeds {
  /** There is a new outcome. */
  readonly finished: () => void;
  /** A picture for each input; `null` while one is being read, which starts a run itself once it is there. */
  readonly pictures: () => readonly PictureSource[] | null;
  /** A new worker has been told of the model. */
  readonly restarted: () => void;
}

export function createRunControl(store: PanelStore, around: PanelSurroundings, needs: RunNeeds): RunControl {
  const { state, change } = store;
  const { toWorker } = around;
  let describeId = 0;
  let runId = 0;
  let callOff: (() => void) | undefined;
  let runWhenDescribed = false;
  let asked: RunMode | null = null;
  let ordered: RunOrder | null = null;

  const describe = () => {
    const { model, inputShape } = state();
    if (!model) return;
    const { layerPath, from } = model.target;
    const choice = { layerPath, inputShape, ...(from ? { from } : {}) };
    toWorker({ type: "describe", id: ++describeId, choice });
  };

  const abandon = () => {
    if (state().run.state === "running") toWorker({ type: "stop", id: runId });
    callOff?.();
    callOff = undefined;
  };

  const run = (start = (ask: () => void) => ask()) => {
    const { model, description, choices, inputShape, outcome } = state();
    const layer = description?.layer;
    const pictures = needs.pictures();
    if (!model || !layer || !pictures) return;
    abandon();
    const stale = outcome !== null;
    if (layer.obstacle !== null) {
      change({ run: { state: "error", message: layer.obstacle, layerPath: model.target.layerPath }, stale });
      return;
    }
    const { layerPath, from } = model.target;
    const mode = layer.range ? "upTo" : (asked ?? (tooMuchUnasked(description) ? "alone" : choices.mode));
    const { normalisation, fit, noiseSeed } = choices;
    const input = { pictures, normalisation, fit, noiseSeed };
    const { memoryLimitBytes } = model;
    const range = from ? { from } : {};
    const order = { layerPath, ...range, inputShape, mode, input, seed: weightSeed, memoryLimitBytes };
    ordered = order;
    const id = ++runId;
    start(() => {
      if (id === runId) toWorker({ type: "run", id, order });
    });
    const layerName = layerPath.at(-1) ?? "";
    change({
      run: { state: "running", mode, layer: layerName, done: 0, total: 0 },
      stale,
      notice: null,
      saved: null,
    });
  };

  const restart = () => {
    around.restartWorker();
    const { model, weightFile } = state();
    toWorker({ type: "weights", fileName: weightFile });
    if (model) toWorker({ type: "model", graph: model.graph });
    needs.restarted();
  };

  const showOutcome = (outcome: RunOutcome, repeats = false) => {
    const { maps } = outcome;
    const { outcome: before, pixel, pinned, pointed, channel, slice, description, viewport } = state();
    const old = before?.maps;
    const sameSize = old !== undefined && old.rows === maps.rows && old.columns === maps.columns;
    const middle = { row: Math.floor(maps.rows / 2), column: Math.floor(maps.columns / 2) };
    const unasked = asked === null && description !== null && tooMuchUnasked(description);
    change({
      outcome,
      stale: false,
      run: {
        state: "done",
        note: unasked ? `ran alone: with all before it takes ${macsText(description)}` : null,
        repeats,
      },
      channel: channel > 0 ? Math.min(channel, maps.channels - 1) : firstLively(maps),
      slice: sameSize ? Math.min(slice, maps.slices - 1) : Math.floor(maps.slices / 2),
      pixel: sameSize && pixel ? pixel : middle,
      pointed: pointed && sameSize,
      pinned: pinned && sameSize,
      viewport: sameSize ? viewport : wholeMap,
      group: 0,
      step: null,
      answer: null,
      inputMap: null,
      ...(outcome.weightsRefused
        ? { notice: `The weights are not used: ${outcome.weightReport.join(" ")}` }
        : {}),
    });
  };

  const showAhead = ({ description, order, outcome }: AheadAnswer) => {
    if (!state().model || state().outcome) return;
    if (runWhenDescribed) {
      change({ description });
      if (needsSizes(state())) return;
      runWhenDescribed = false;
      // The processor is wanted for the drawing first.
      run(around.whenDrawn);
    }
    if (state().run.state !== "running" || JSON.stringify(order) !== JSON.stringify(ordered)) return;
    showOutcome(outcome, true);
  };

  const described = (message: Extract<FromWorker, { type: "described" }>) => {
    if (message.id !== describeId) return;
    // Of a layer that is gone the last run's outcome says nothing.
    const gone = message.model.layer === null && state().run.state !== "running";
    change({ description: message.model, ...(gone ? { run: { state: "idle" } } : {}) });
    const { inputShape } = state();
    if (inputShape && inputShape.length !== message.model.firstInput?.length) {
      // The file has got an input of another rank since the sizes were put in.
      change({ inputShape: null });
      describe();
      return;
    }
    if (!runWhenDescribed || needsSizes(state())) return;
    runWhenDescribed = false;
    run();
  };

  const reached = (
    running: Extract<RunState, { state: "running" }>,
    message: Extract<RunMessage, { type: "progress" | "readingWeights" }>,
  ) => {
    if (message.type === "progress") {
      const { layer, done, total } = message;
      const { reading: _, ...rest } = running;
      change({ run: { ...rest, layer, done, total } }, "soon");
      return;
    }
    const { fileName, bytes, of } = message;
    change({ run: { ...running, reading: { fileName, bytes, of } } }, "soon");
  };

  const runReport = (message: Exclude<RunMessage, { type: "described" }>) => {
    const { run: running } = state();
    const isAwaited = running.state === "running" || (running.state === "done" && running.repeats);
    if (message.id !== runId || !isAwaited) return;
    if (message.type === "progress" || message.type === "readingWeights") {
      if (running.state === "running") reached(running, message);
      return;
    }
    callOff?.();
    callOff = undefined;
    switch (message.type) {
      case "done":
        showOutcome(message.outcome);
        needs.finished();
        return;
      case "refused":
        change({ run: { state: "error", message: message.reason, layerPath: message.layerPath } });
        return;
      case "failed":
        around.toHost({ type: "failure", message: message.message });
        change({ run: { state: "error", message: message.message, layerPath: null } });
        return;
      case "cancelled":
        change({ run: { state: "cancelled" } });
        return;
    }
  };

  return {
    describeAndRun: () => {
      runWhenDescribed = true;
      describe();
    },
    run: () => run(),
    showAhead,
    ask: (mode) => {
      asked = mode;
    },
    abandon,
    stop: () => {
      if (state().run.state !== "running") return;
      toWorker({ type: "stop", id: runId });
      callOff?.();
      // A kernel that is in the middle of a layer cannot hear: end it, and the worker with it.
      callOff = around.later(stopPatience, () => {
        restart();
        change({ run: { state: "cancelled" } });
      });
    },
    fromWorker: (message) => {
      if (message.type === "described") described(message);
      else runReport(message);
    },
    workerLost: (message) => {
      around.toHost({ type: "failure", message });
      callOff?.();
      restart();
      change({
        run: {
          state: "error",
          message: `The run ended: ${message}. Run it again, or run the layer alone.`,
          layerPath: null,
        },
      });
    },
  };
}
