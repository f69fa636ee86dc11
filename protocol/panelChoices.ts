/** What a person chose last in the panel; remembered per workspace and in the page. */
import { isNumber, isRecord, isText } from "./checkedData.ts";

/** What one step of the arithmetic goes over, and of the window. */
export type PlayStep = "tap" | "group" | "pixel";
export type RunMode = "alone" | "upTo";
export type ColourMapChoice = "auto" | "viridis" | "grey" | "diverging";
/** One scale a map, one for the layer, or the two numbers that a person typed. */
export type ScaleChoice = "map" | "layer" | "typed";
export type MapSort = "index" | "mean" | "deviation" | "energy" | "sparsity";
/** `pixel` is a tab of its own in narrow panels only; wider ones show it at the side. */
export type PanelTab = "maps" | "model" | "pixel";

export interface PanelChoices {
  readonly tab: PanelTab;
  readonly colourMap: ColourMapChoice;
  readonly scale: ScaleChoice;
  /** Values at the first and last colour of a typed scale, low below high; `null` until they are typed. */
  readonly typedScale: readonly [low: number, high: number] | null;
  readonly sort: MapSort;
  /** The enlarged map lies over the input picture. */
  readonly overlay: boolean;
  /** Every picture is shown as the table of its numbers. */
  readonly tables: boolean;
  /** Id of a built-in sample, or `own` for the picture a person picked. */
  readonly sample: string;
  readonly mode: RunMode;
  readonly playBy: PlayStep;
  /** Steps a second. */
  readonly playSpeed: number;
  /** The panel turns to the layer that the cursor goes to. */
  readonly follow: boolean;
}

export const defaultChoices: PanelChoices = {
  tab: "maps",
  colourMap: "auto",
  scale: "map",
  typedScale: null,
  sort: "index",
  overlay: false,
  tables: false,
  sample: "scene",
  mode: "upTo",
  playBy: "tap",
  playSpeed: 4,
  follow: false,
};

const tabs: readonly PanelTab[] = ["maps", "model", "pixel"];
const colourMaps: readonly ColourMapChoice[] = ["auto", "viridis", "grey", "diverging"];
const scales: readonly ScaleChoice[] = ["map", "layer", "typed"];
/** In the order of the key that goes through them. */
export const mapSorts: readonly MapSort[] = ["index", "mean", "deviation", "energy", "sparsity"];
const playSteps: readonly PlayStep[] = ["tap", "group", "pixel"];
export const playSpeeds: readonly number[] = [1, 4, 15, 60];
const modes: readonly RunMode[] = ["upTo", "alone"];

/** Choices from stored data; what is missing or unknown takes its default. */
export function readChoices(data: unknown): PanelChoices {
  if (!isRecord(data)) return defaultChoices;
  const { sample } = data;
  return {
    tab: oneOf(tabs, data.tab, defaultChoices.tab),
    colourMap: oneOf(colourMaps, data.colourMap, defaultChoices.colourMap),
    scale: oneOf(scales, data.scale, defaultChoices.scale),
    typedScale: readScale(data.typedScale),
    sort: oneOf(mapSorts, data.sort, defaultChoices.sort),
    overlay: data.overlay === true,
    tables: data.tables === true,
    sample: isText(sample) && sample.length < 64 ? sample : defaultChoices.sample,
    mode: oneOf(modes, data.mode, defaultChoices.mode),
    playBy: oneOf(playSteps, data.playBy, defaultChoices.playBy),
    playSpeed: oneOf(playSpeeds, data.playSpeed, defaultChoices.playSpeed),
    follow: data.follow === true,
  };
}

function readScale(data: unknown): PanelChoices["typedScale"] {
  if (!Array.isArray(data) || data.length !== 2) return null;
  const [low, high] = data as unknown[];
  return isNumber(low) && isNumber(high) && low < high ? [low, high] : null;
}

function oneOf<Choice>(known: readonly Choice[], value: unknown, otherwise: Choice): Choice {
  return known.find((choice) => choice === value) ?? otherwise;
}
