/** What a person chose last in the panel; remembered per workspace and in the page. */
import { isRecord, isText } from "./checkedData.ts";

export type RunMode = "alone" | "upTo";
export type ColourMapChoice = "auto" | "viridis" | "grey" | "diverging";
export type ScaleChoice = "map" | "layer";

export interface PanelChoices {
  readonly colourMap: ColourMapChoice;
  readonly scale: ScaleChoice;
  /** Id of a built-in sample, or `own` for the picture a person picked. */
  readonly sample: string;
  readonly mode: RunMode;
}

export const defaultChoices: PanelChoices = {
  colourMap: "auto",
  scale: "map",
  sample: "scene",
  mode: "upTo",
};

/** Choices from stored data; what is missing or unknown takes its default. */
export function readChoices(data: unknown): PanelChoices {
  if (!isRecord(data)) return defaultChoices;
  const { colourMap, scale, sample, mode } = data;
  return {
    colourMap:
      colourMap === "viridis" || colourMap === "grey" || colourMap === "diverging" ? colourMap : "auto",
    scale: scale === "layer" ? "layer" : "map",
    sample: isText(sample) && sample.length < 64 ? sample : defaultChoices.sample,
    mode: mode === "alone" ? "alone" : "upTo",
  };
}
