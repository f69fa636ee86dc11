/** What a person chose last in the panel; remembered per workspace and in the page. */
import { isRecord, isText } from "./checkedData.ts";

export type RunMode = "alone" | "upTo";
export type ColourMapChoice = "auto" | "viridis" | "grey" | "diverging";
export type ScaleChoice = "map" | "layer";
/** `pixel` is a tab of its own in narrow panels only; wider ones show it at the side. */
export type PanelTab = "maps" | "model" | "pixel";

export interface PanelChoices {
  readonly tab: PanelTab;
  readonly colourMap: ColourMapChoice;
  readonly scale: ScaleChoice;
  /** Id of a built-in sample, or `own` for the picture a person picked. */
  readonly sample: string;
  readonly mode: RunMode;
  /** The panel turns to the layer that the cursor goes to. */
  readonly follow: boolean;
}

export const defaultChoices: PanelChoices = {
  tab: "maps",
  colourMap: "auto",
  scale: "map",
  sample: "scene",
  mode: "upTo",
  follow: false,
};

const tabs: readonly PanelTab[] = ["maps", "model", "pixel"];
const colourMaps: readonly ColourMapChoice[] = ["auto", "viridis", "grey", "diverging"];
const scales: readonly ScaleChoice[] = ["map", "layer"];
const modes: readonly RunMode[] = ["upTo", "alone"];

/** Choices from stored data; what is missing or unknown takes its default. */
export function readChoices(data: unknown): PanelChoices {
  if (!isRecord(data)) return defaultChoices;
  const { sample } = data;
  return {
    tab: oneOf(tabs, data.tab, defaultChoices.tab),
    colourMap: oneOf(colourMaps, data.colourMap, defaultChoices.colourMap),
    scale: oneOf(scales, data.scale, defaultChoices.scale),
    sample: isText(sample) && sample.length < 64 ? sample : defaultChoices.sample,
    mode: oneOf(modes, data.mode, defaultChoices.mode),
    follow: data.follow === true,
  };
}

function oneOf<Choice>(known: readonly Choice[], value: unknown, otherwise: Choice): Choice {
  return known.find((choice) => choice === value) ?? otherwise;
}
