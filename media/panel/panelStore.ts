/** The panel's state and the world around it, shared by what controls it. */
import { mostSavedEdits, savedSteps } from "../../protocol/kernelEdits.ts";
import type { FromPanel, PanelSavedState, SavedKernels } from "../../protocol/panel.ts";
import type { ColouredPlane } from "../views/planePng.ts";
import type { TableContent } from "../views/table/tableContent.ts";
import type { ToWorker } from "../worker/messages.ts";
import type { DecodedPicture } from "./decodePicture.ts";
import type { DrawingTime } from "./drawOnce.ts";
import { initialState, type PanelState } from "./panelState.ts";

export interface PanelSurroundings {
  readonly saved: PanelSavedState;
  readonly toHost: (message: FromPanel) => void;
  readonly toWorker: (message: ToWorker) => void;
  /** Ends the worker at once and starts another. */
  readonly restartWorker: () => void;
  readonly save: (state: PanelSavedState) => void;
  readonly onChange: (state: PanelState, time: DrawingTime) => void;
  /** Turns the bytes of an image file into pixels; never rejects. */
  readonly decode: (name: string, bytes: ArrayBuffer) => Promise<DecodedPicture>;
  /** The picture of the clipboard; `null` where there is none, or the page may not look. Never rejects. */
  readonly readClipboard: () => Promise<File | null>;
  /** The planes side by side in one PNG, each `side` pixels high and wide at most, as a data URI. */
  readonly toPng: (planes: readonly ColouredPlane[], side: number) => string;
  /** All tables of the view on screen, as it is and as tables. */
  readonly viewTables: (state: PanelState) => readonly TableContent[];
  /** The view on screen as a drawing with a title, and with how it came about in its metadata. */
  readonly viewSvg: (title: string, details: string) => string;
  /** Rejects where the browser cannot draw it. */
  readonly svgToPng: (drawing: string) => Promise<Uint8Array>;
  /** Calls back before each frame, with the milliseconds since the last; returns how to call it off. */
  readonly everyFrame: (callback: (milliseconds: number) => void) => () => void;
  /** Calls back once what has changed is on screen. */
  readonly whenDrawn: (callback: () => void) => void;
  /** Calls back later; returns how to call it off. */
  readonly later: (milliseconds: number, callback: () => void) => () => void;
}

export interface PanelStore {
  readonly state: () => PanelState;
  readonly change: (part: Partial<PanelState>, time?: DrawingTime) => void;
  /** Writes down what must survive hiding and reloading. */
  readonly persist: () => void;
}

export function createPanelStore(around: PanelSurroundings): PanelStore {
  const { saved } = around;
  let state: PanelState = {
    ...initialState,
    choices: saved.choices,
    inputShape: saved.inputShape,
    channel: saved.channel,
    kernels: { ...initialState.kernels, ...saved.kernels },
  };
  return {
    state: () => state,
    change: (part, time = "now") => {
      state = { ...state, ...part };
      around.onChange(state, time);
    },
    persist: () => {
      const target = state.model?.target ?? saved.target;
      const { choices, inputShape, channel, kernels } = state;
      around.save({ target, choices, inputShape, channel, kernels: savedKernels(kernels) });
    },
  };
}

/** Without edits there is nothing that steps could be taken back from. */
function savedKernels({ edits, undo, redo, stage, place }: SavedKernels): SavedKernels {
  const count = edits.reduce((sum, { places }) => sum + places.length, 0);
  return count <= mostSavedEdits
    ? { edits, undo: savedSteps(undo), redo: savedSteps(redo), stage, place }
    : { edits: [], undo: [], redo: [], stage, place };
}
