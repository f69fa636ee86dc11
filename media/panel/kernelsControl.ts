/** Asks the worker for the kernels while their tab is shown, and has edits seen: the layer runs again at once. */
import type { KernelStep } from "../../protocol/kernelEdits.ts";
import { withChanges } from "../worker/changedMaps.ts";
import type { FromWorker } from "../worker/messages.ts";
import { mostSteps, withStep } from "./kernelHistory.ts";
import { chosenStage, namedStep, numberStep, restoreStep } from "./kernelSteps.ts";
import { initialKernels, type KernelActions, type KernelsState } from "./kernelsState.ts";
import { type PanelState, shownTab } from "./panelState.ts";
import type { PanelStore, PanelSurroundings } from "./panelStore.ts";
import { weightSeed } from "./runControl.ts";

export type KernelsMessage = Extract<FromWorker, { type: "kernels" | "rerun" | "rankOne" }>;

export interface KernelsControl {
  /** Asks for what the tab shows and does not have yet. */
  readonly follow: () => void;
  /** The weights are others, or the worker is: all is asked anew. */
  readonly forget: () => void;
  /** Another model: its weights have no edits. */
  readonly reset: () => void;
  /** A worker that has just begun knows of no edits. */
  readonly sendEdits: () => void;
  readonly fromWorker: (message: KernelsMessage) => void;
  readonly actions: KernelActions;
}

export interface KernelNeeds {
  /** Runs the layer with all before it. */
  readonly run: () => void;
  /** The maps are others. */
  readonly redrawn: () => void;
  /** What a survey of the model told is of older weights. */
  readonly edited: () => void;
  readonly selectChannel: (channel: number) => void;
}

/** A person who goes from kernel to kernel is not waited for; in milliseconds. */
const quietTime = 250;
/** Measuring runs the layer twice. */
const mostUnasked = 1e9;

export function createKernelsControl(
  store: PanelStore,
  around: PanelSurroundings,
  needs: KernelNeeds,
): KernelsControl {
  const { state } = store;
  const change = (part: Partial<KernelsState>) => store.change({ kernels: { ...state().kernels, ...part } });
  let kernelsId = 0;
  let rerunId = 0;
  let errorsId = 0;
  let asked: PanelState["description"] = null;
  let running = false;
  let again = false;
  let errorsOf: readonly unknown[] = [];
  let callOff = () => {};

  const askKernels = () => {
    const { description, inputShape, model } = state();
    const layerPath = description?.layer?.layerPath;
    if (!model || !layerPath || asked === description) return;
    asked = description;
    const choice = { layerPath, inputShape };
    const { memoryLimitBytes: limitBytes } = model;
    around.toWorker({ type: "kernels", id: ++kernelsId, choice, seed: weightSeed, limitBytes });
  };

  const sendErrorRequest = () => {
    const stage = chosenStage(state().kernels);
    if (!stage || !canRunAgain(state(), stage.layerPath)) return;
    const { place } = state().kernels;
    around.toWorker({ type: "rankOne", id: ++errorsId, weight: stage.weight, place });
  };

  const askErrors = () => {
    const { kernels, outcome, stale, description } = state();
    const stage = chosenStage(kernels);
    const subject = [kernels.kernels, kernels.stage, kernels.place, stale ? null : outcome?.maps];
    if (subject.every((part, at) => part === errorsOf[at])) return;
    errorsOf = subject;
    errorsId++;
    callOff();
    callOff = () => {};
    const hasRank = stage?.slides && stage.rows > 1 && stage.columns > 1;
    if (!hasRank || !canRunAgain(state(), stage.layerPath)) {
      if (kernels.rankOne || kernels.rankOneAsks) change({ rankOne: null, rankOneAsks: false });
      return;
    }
    const macs = description?.layer?.macs;
    const large = macs?.kind !== "exact" || macs.value > mostUnasked;
    // What was measured is of another kernel, or of older numbers.
    if (kernels.rankOneAsks !== large || kernels.rankOne) {
      change({ rankOneAsks: large, rankOne: null });
    }
    if (!large) callOff = around.later(quietTime, sendErrorRequest);
  };

  const runAgain = () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    around.toWorker({ type: "rerun", id: ++rerunId });
  };

  const take = (step: KernelStep | null, part: (kernels: KernelsState) => Partial<KernelsState>) => {
    if (!step) return;
    change(part(state().kernels));
    around.toWorker({ type: "kernelEdits", edits: state().kernels.edits });
    store.persist();
    needs.edited();
    if (canRunAgain(state(), step.layerPath)) runAgain();
    else needs.run();
  };

  const doStep = (step: KernelStep | null) =>
    take(step, ({ edits, undo }) => ({
      edits: step ? withStep(edits, step) : edits,
      undo: step ? [...undo, step].slice(-mostSteps) : undo,
      redo: [],
      said: step?.text ?? "",
    }));

  const showKernels = ({ kernels }: Extract<KernelsMessage, { type: "kernels" }>) => {
    const { kernels: before, channel } = state();
    const path = kernels.kind === "kernels" ? kernels.layerPath.join("\n") : "";
    const old = before.kernels?.kind === "kernels" ? before.kernels.layerPath.join("\n") : null;
    if (kernels.kind === "none") {
      change({ kernels });
      return;
    }
    // After a reload the kernel that was chosen before is chosen again; in another layer, the first of its own.
    const sameLayer = before.kernels === null || old === path;
    const own = kernels.stages.findIndex((each) => each.layerPath.join("\n") === path);
    const stage = Math.min(sameLayer ? before.stage : Math.max(0, own), kernels.stages.length - 1);
    const size = kernels.stages[stage];
    const place = sameLayer
      ? before.place
      : { filter: size?.makesChannels ? channel : 0, channel: 0, slice: 0 };
    change({
      kernels,
      stage,
      place: {
        filter: Math.min(place.filter, (size?.filters ?? 1) - 1),
        channel: Math.min(place.channel, (size?.channels ?? 1) - 1),
        slice: Math.min(place.slice, (size?.slices ?? 1) - 1),
      },
    });
  };

  const showRun = ({ id, result }: Extract<KernelsMessage, { type: "rerun" }>) => {
    if (id !== rerunId) return;
    running = false;
    const { outcome } = state();
    if (again) {
      again = false;
      runAgain();
    }
    if (!result || !outcome) {
      needs.run();
      return;
    }
    const { changes, edited } = result;
    const maps = withChanges(outcome.maps, changes);
    store.change({ outcome: { ...outcome, maps, edited }, answer: null, inputMap: null, step: null });
    needs.redrawn();
  };

  return {
    follow: () => {
      if (shownTab(state()) !== "kernels") return;
      askKernels();
      askErrors();
    },
    forget: () => {
      asked = null;
      running = false;
      again = false;
      errorsOf = [];
    },
    reset: () => {
      store.change({ kernels: initialKernels });
      around.toWorker({ type: "kernelEdits", edits: [] });
    },
    sendEdits: () => {
      const { edits } = state().kernels;
      if (edits.length > 0) around.toWorker({ type: "kernelEdits", edits });
    },
    fromWorker: (message) => {
      if (message.type === "rerun") showRun(message);
      else if (message.type === "kernels") {
        if (message.id === kernelsId) showKernels(message);
      } else if (message.id === errorsId) change({ rankOne: message.errors });
    },
    actions: {
      selectStage: (stage) => {
        change({ stage, place: { filter: 0, channel: 0, slice: 0 } });
        store.persist();
      },
      selectKernel: (part) => {
        const { kernels } = state();
        const stage = chosenStage(kernels);
        const place = { ...kernels.place, ...part };
        change({ place });
        store.persist();
        if (stage?.makesChannels && isShown(state(), stage.layerPath) && part.filter !== undefined) {
          needs.selectChannel(place.filter);
        }
      },
      setScope: (scope) => change({ scope }),
      setNumber: (row, column, value) => doStep(numberStep(state().kernels, row, column, value)),
      setNamed: (id) => doStep(namedStep(state().kernels, id)),
      restore: () => doStep(restoreStep(state().kernels)),
      undo: () => {
        const step = state().kernels.undo.at(-1) ?? null;
        take(step, ({ edits, undo, redo }) => ({
          edits: step ? withStep(edits, step, true) : edits,
          undo: undo.slice(0, -1),
          redo: step ? [...redo, step] : redo,
          said: `Undone: ${step?.text ?? ""}`,
        }));
      },
      redo: () => {
        const step = state().kernels.redo.at(-1) ?? null;
        take(step, ({ edits, undo, redo }) => ({
          edits: step ? withStep(edits, step) : edits,
          undo: step ? [...undo, step] : undo,
          redo: redo.slice(0, -1),
          said: `Done again: ${step?.text ?? ""}`,
        }));
      },
      measureRankOne: () => {
        change({ rankOneAsks: false });
        sendErrorRequest();
      },
    },
  };
}

function isShown({ outcome }: PanelState, layerPath: readonly string[]): boolean {
  return outcome?.layerPath.join("\n") === layerPath.join("\n");
}

/** What ran last was this layer, and nothing else runs that would take its place. */
function canRunAgain(state: PanelState, layerPath: readonly string[]): boolean {
  const { run } = state;
  return !state.stale && run.state === "done" && !run.repeats && isShown(state, layerPath);
}
