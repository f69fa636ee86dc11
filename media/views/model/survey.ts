/** What a run of the whole model tells of each layer: how long it took, and the map with the most to see. */
import type { LayerThumb } from "../../worker/layerThumb.ts";

export interface LayerSurvey {
  readonly milliseconds: number;
  /** `null` for a layer whose output is no map. */
  readonly thumb: LayerThumb | null;
}

/** By the names of a layer's path joined by slashes, as the engine names layers. */
export type ModelSurvey = ReadonlyMap<string, LayerSurvey>;

export function surveyOf(survey: ModelSurvey, path: readonly string[]): LayerSurvey | undefined {
  return survey.get(path.join("/"));
}
