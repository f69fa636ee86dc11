/** Everything the panel shows, as one record, and what a person can do; views read the one and call the other. */
import type { ModelGraph } from "../../core/graph/modelGraph.ts";
import type { PanelTarget } from "../../protocol/panel.ts";
import {
  defaultChoices,
  type PanelChoices,
  type PanelTab,
  type RunMode,
} from "../../protocol/panelChoices.ts";
import type { ListedPicture } from "../../protocol/pictureMessages.ts";
import type { SaveFormat } from "../../protocol/saveMessages.ts";
import type { ModelSurvey } from "../views/model/survey.ts";
import { type Viewport, wholeMap } from "../views/pixel/viewport.ts";
import type { ModelOverview } from "../worker/describeOverview.ts";
import type { LayerGeometry } from "../worker/geometry/layerGeometry.ts";
import type { GraphResult } from "../worker/graph/layOutGraph.ts";
import type { InputMap } from "../worker/inputMap.ts";
import type { MapPosition, ModelDescription, RunOutcome } from "../worker/messages.ts";
import type { PixelAnswer, PositionBox } from "../worker/pixelAnswer.ts";
import { type CompareActions, type CompareState, initialCompare } from "./compareState.ts";
import type { OwnPicture } from "./decodePicture.ts";
import { initialKernels, type KernelActions, type KernelsState } from "./kernelsState.ts";
import type { ProbeStep, StepSize } from "./probeSteps.ts";

export type RunState =
  | { readonly state: "idle" }
  | {
      readonly state: "running";
      readonly mode: RunMode;
      readonly layer: string;
      readonly done: number;
      readonly total: number;
      /** A weight file is being read, before the first layer. */
      readonly reading?: { readonly fileName: string; readonly bytes: number; readonly of: number };
    }
  | {
      readonly state: "done";
      readonly note: string | null;
      /** What is on screen was run ahead, and the worker is still at its own. */
      readonly repeats: boolean;
    }
  | {
      readonly state: "error";
      readonly message: string;
      /** The layer that stopped the run, names from the outermost model inwards; `null` where it is none. */
      readonly layerPath: readonly string[] | null;
    }
  | { readonly state: "cancelled" };

/** A model that the host has sent. */
export interface PanelModel {
  readonly target: PanelTarget;
  readonly fileName: string;
  readonly modelNames: readonly string[];
  readonly graph: ModelGraph;
  readonly memoryLimitBytes: number;
}

export type OverviewOrder = "model" | "parameters" | "macs" | "memory" | "time";

/** How far the run of all layers is that gives their times and small pictures. */
export type SurveyRun =
  | { readonly state: "none" | "done" | "stopped" }
  | { readonly state: "running"; readonly done: number }
  | { readonly state: "failed"; readonly reason: string };

export interface ModelGraphState {
  readonly result: GraphResult;
  /** Paths of inner models that are drawn as one box, names joined by line breaks. */
  readonly closed: readonly string[];
}

export interface PanelState {
  /** The panel has no room for the pixel view beside the maps, which is a tab then. */
  readonly narrow: boolean;
  /** What the header says of where numbers came from would take too many lines, and is folded. */
  readonly slim: boolean;
  readonly helpOpen: boolean;
  /** The question where to go on the maps is open; `problem` says why the last answer was none. */
  readonly goTo: { readonly problem: string | null } | null;
  readonly model: PanelModel | null;
  /** Why there is no model, or `null`. */
  readonly noModel: string | null;
  readonly description: ModelDescription | null;
  /** All layers; `null` until the model view has asked for them. */
  readonly overview: ModelOverview | null;
  readonly overviewOrder: OverviewOrder;
  /** The model as a graph, or why it is not drawn; `null` until the model view has asked for it. */
  readonly graph: ModelGraphState | null;
  /** What a run of all layers told of each. */
  readonly survey: ModelSurvey;
  readonly surveyRun: SurveyRun;
  readonly choices: PanelChoices;
  readonly inputShape: readonly (number | null)[] | null;
  /** Pictures of files that are decoded, by their addresses. */
  readonly ownPictures: ReadonlyMap<string, OwnPicture>;
  /** Image files to choose from; `null` until they were asked for. */
  readonly pictureList: { readonly pictures: readonly ListedPicture[]; readonly isCut: boolean } | null;
  /** The choice of a picture is open, for the input of this number. */
  readonly picker: { readonly slot: number; readonly filter: string } | null;
  /** Something that may be a picture is being dragged over the panel. */
  readonly dragging: boolean;
  /** The weight file in use; `null` for none. */
  readonly weightFile: string | null;
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
  /** Part of the enlarged map that is on screen, in the drawn map's rows and columns. */
  readonly viewport: Viewport;
  readonly answer: PixelAnswer | null;
  /** Group of taps that the probe shows. */
  readonly group: number;
  /** How far the arithmetic is stepped through; `null` shows all of it. */
  readonly step: ProbeStep | null;
  readonly playing: boolean;
  readonly backwards: boolean;
  /** Channel of the layer's input that the window slides over; `null` until it is here. */
  readonly inputMap: InputMap | null;
  readonly compare: CompareState;
  readonly kernels: KernelsState;
  /** Where the layer reads; `null` until the tab has asked for it. */
  readonly geometry: LayerGeometry | null;
  /** The choice of what to save is open. */
  readonly saveOpen: boolean;
  /** How the last saving or copying ended; `null` once it is of no interest any more. */
  readonly saved: { readonly message: string; readonly failed: boolean } | null;
  readonly layerListOpen: boolean;
  readonly layerFilter: string;
  /** A line that says what went wrong with a choice, such as an unreadable picture. */
  readonly notice: string | null;
}

export const initialState: PanelState = {
  narrow: false,
  slim: false,
  helpOpen: false,
  goTo: null,
  model: null,
  noModel: null,
  description: null,
  overview: null,
  overviewOrder: "model",
  graph: null,
  survey: new Map(),
  surveyRun: { state: "none" },
  choices: defaultChoices,
  inputShape: null,
  ownPictures: new Map(),
  pictureList: null,
  picker: null,
  dragging: false,
  weightFile: null,
  run: { state: "idle" },
  outcome: null,
  stale: false,
  channel: 0,
  slice: 0,
  pixel: null,
  pointed: false,
  pinned: false,
  viewport: wholeMap,
  answer: null,
  group: 0,
  step: null,
  playing: false,
  backwards: false,
  inputMap: null,
  compare: initialCompare,
  kernels: initialKernels,
  geometry: null,
  saveOpen: false,
  saved: null,
  layerListOpen: false,
  layerFilter: "",
  notice: null,
};

export interface PanelActions {
  readonly run: (mode: RunMode) => void;
  readonly stop: () => void;
  readonly choose: (choices: Partial<PanelChoices>) => void;
  /** Opens or closes the choice of a picture for an input. */
  readonly togglePicker: (slot: number) => void;
  readonly filterPictures: (text: string) => void;
  /** A sample, noise, or the address of a file for an input. */
  readonly choosePicture: (slot: number, sample: string) => void;
  /** The editor's dialog to choose a file. */
  readonly browsePictures: (slot: number) => void;
  /** Uses a file that was dropped or pasted. */
  readonly takePictureFile: (file: File, slot: number) => void;
  /** Uses the file of an address, dropped from the editor's explorer. */
  readonly takePictureAddress: (uri: string, slot: number) => void;
  /** Says whether something is being dragged over the panel. */
  readonly dragOver: (dragging: boolean) => void;
  /** Takes the picture of the clipboard, or says how else to paste. */
  readonly pastePicture: (slot: number) => void;
  readonly pickWeights: () => void;
  /** Initialisers in place of the weight file. */
  readonly dropWeights: () => void;
  readonly setInputShape: (sizes: readonly (number | null)[]) => void;
  /** Turns the panel to a layer, and selects it in the file. */
  readonly chooseLayer: (layerPath: readonly string[]) => void;
  /** Shows a layer in its file and puts the cursor there. */
  readonly revealLayer: (layerPath: readonly string[]) => void;
  readonly toggleLayerList: () => void;
  readonly filterLayers: (text: string) => void;
  readonly selectChannel: (channel: number) => void;
  /** The channel that stands so many places further on in the order shown. */
  readonly stepChannel: (by: number) => void;
  readonly selectSlice: (slice: number) => void;
  /** Points at a value of the chosen map; ignored while another is pinned. */
  readonly pointAt: (row: number, column: number) => void;
  /** Moves to a value and keeps it pinned if it was. */
  readonly moveTo: (row: number, column: number) => void;
  readonly pin: () => void;
  readonly release: () => void;
  /** Enlarges the map by a factor around a place of the drawn map, or around the pixel. */
  readonly zoomBy: (factor: number, around?: { readonly row: number; readonly column: number }) => void;
  readonly panBy: (rows: number, columns: number) => void;
  /** Shows the whole map. */
  readonly zoomOut: () => void;
  readonly toggleGoTo: () => void;
  /** Goes to the place that a person typed, or says what is wrong with it. */
  readonly goTo: (text: string) => void;
  readonly selectGroup: (group: number) => void;
  readonly togglePlay: () => void;
  readonly stepBy: (direction: 1 | -1, size: StepSize) => void;
  readonly toggleBackwards: () => void;
  /** Shows all of the arithmetic again. */
  readonly endSteps: () => void;
  readonly compare: CompareActions;
  readonly kernels: KernelActions;
  readonly showTab: (tab: PanelTab) => void;
  readonly orderOverview: (order: OverviewOrder) => void;
  /** Runs all layers once, for their times and pictures in the model view. */
  readonly surveyModel: () => void;
  readonly stopSurvey: () => void;
  /** Opens an inner model in the graph, or closes it to one box. */
  readonly toggleGroup: (path: readonly string[]) => void;
  readonly toggleHelp: () => void;
  readonly toggleSave: () => void;
  /** Saves what is shown, or copies it; the editor asks where to. */
  readonly saveView: (format: SaveFormat) => void;
  /** The panel has become this wide, in CSS pixels. */
  readonly resized: (width: number) => void;
}

/** The tab on screen: the pixel view has one only where it does not stand beside the others. */
export function shownTab(state: PanelState): PanelTab {
  if (state.model?.target.layerPath.length === 0 || isLayerLost(state)) return "model";
  const { tab } = state.choices;
  return tab === "pixel" && !state.narrow ? "maps" : tab;
}

/** True when the model no longer has the layer that the panel stands on. */
export function isLayerLost({ model, description }: PanelState): boolean {
  return (
    model !== null && description !== null && description.layer === null && model.target.layerPath.length > 0
  );
}

/** Part of the input picture that the chosen value sees; `null` while that is of an older run. */
export function shownField({ answer, stale }: PanelState): PositionBox | null {
  return stale ? null : (answer?.field ?? null);
}

/** The tabs that can be chosen, in their order; the keys 1, 2 ... choose them. */
export function offeredTabs(state: PanelState): readonly PanelTab[] {
  return state.narrow
    ? ["maps", "pixel", "kernels", "geometry", "compare", "model"]
    : ["maps", "kernels", "geometry", "compare", "model"];
}

/** The value that the probe explains; `null` before there is one. */
export function probedPosition(state: PanelState): MapPosition | null {
  if (!state.outcome || !state.pixel) return null;
  return { channel: state.channel, slice: state.slice, ...state.pixel };
}
