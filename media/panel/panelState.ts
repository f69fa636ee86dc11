/** Everything the panel shows, as one record, and what a person can do; views read the one and call the other. */
import type { ModelGraph } from "../../core/graph/modelGraph.ts";
import type { PanelTarget } from "../../protocol/panel.ts";
import { defaultChoices, type PanelChoices, type RunMode } from "../../protocol/panelChoices.ts";
import type { MapPosition, ModelDescription, PictureSource, RunOutcome } from "../worker/messages.ts";
import type { PixelAnswer } from "../worker/pixelAnswer.ts";

export type RunState =
  | { readonly state: "idle" }
  | {
      readonly state: "running";
      readonly mode: RunMode;
      readonly layer: string;
      readonly done: number;
      readonly total: number;
    }
  | { readonly state: "done"; readonly note: string | null }
  | { readonly state: "error"; readonly message: string }
  | { readonly state: "cancelled" };

/** A model that the host has sent. */
export interface PanelModel {
  readonly target: PanelTarget;
  readonly fileName: string;
  readonly modelNames: readonly string[];
  readonly graph: ModelGraph;
  readonly memoryLimitBytes: number;
}

export interface PanelState {
  readonly model: PanelModel | null;
  /** Why there is no model, or `null`. */
  readonly noModel: string | null;
  readonly description: ModelDescription | null;
  readonly choices: PanelChoices;
  readonly inputShape: readonly (number | null)[] | null;
  readonly ownPicture: Extract<PictureSource, { kind: "own" }> | null;
  readonly run: RunState;
  readonly outcome: RunOutcome | null;
  /** The outcome belongs to an older file, layer or choice. */
  readonly stale: boolean;
  readonly channel: number;
  readonly slice: number;
  readonly pixel: { readonly row: number; readonly column: number } | null;
  /** A person has pointed at the pixel; until then it is the middle of the map. */
  readonly pointed: boolean;
  readonly pinned: boolean;
  readonly answer: PixelAnswer | null;
  /** Group of taps that the probe shows. */
  readonly group: number;
  readonly layerListOpen: boolean;
  readonly layerFilter: string;
  /** A line that says what went wrong with a choice, such as an unreadable picture. */
  readonly notice: string | null;
}

export const initialState: PanelState = {
  model: null,
  noModel: null,
  description: null,
  choices: defaultChoices,
  inputShape: null,
  ownPicture: null,
  run: { state: "idle" },
  outcome: null,
  stale: false,
  channel: 0,
  slice: 0,
  pixel: null,
  pointed: false,
  pinned: false,
  answer: null,
  group: 0,
  layerListOpen: false,
  layerFilter: "",
  notice: null,
};

export interface PanelActions {
  readonly run: (mode: RunMode) => void;
  readonly stop: () => void;
  readonly choose: (choices: Partial<PanelChoices>) => void;
  readonly pickPicture: () => void;
  readonly setInputShape: (sizes: readonly (number | null)[]) => void;
  readonly chooseLayer: (layerPath: readonly string[]) => void;
  readonly revealLayer: () => void;
  readonly toggleLayerList: () => void;
  readonly filterLayers: (text: string) => void;
  readonly selectChannel: (channel: number) => void;
  readonly selectSlice: (slice: number) => void;
  /** Points at a value of the chosen map; ignored while another is pinned. */
  readonly pointAt: (row: number, column: number) => void;
  /** Moves to a value and keeps it pinned if it was. */
  readonly moveTo: (row: number, column: number) => void;
  readonly pin: () => void;
  readonly release: () => void;
  readonly selectGroup: (group: number) => void;
}

/** The value that the probe explains; `null` before there is one. */
export function probedPosition(state: PanelState): MapPosition | null {
  if (!state.outcome || !state.pixel) return null;
  return { channel: state.channel, slice: state.slice, ...state.pixel };
}
