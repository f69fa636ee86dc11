/** Explains one output value from what the last run kept. */
import { flatIndex } from "../../engine/tensor/tensor.ts";
import { outputCoordinates } from "./featureMaps.ts";
import type { MapPosition } from "./messages.ts";
import type { PixelAnswer, PositionBox } from "./pixelAnswer.ts";
import type { KeptRun } from "./runOrder.ts";

export function answerPixel(kept: KeptRun, position: MapPosition): PixelAnswer | null {
  const coordinates = outputCoordinates(kept.maps, kept.output.shape, position);
  const value = kept.output.data[flatIndex(coordinates, kept.output.shape)];
  if (value === undefined) return null;
  return {
    position,
    coordinates,
    value,
    stages: [],
    beforeActivation: value,
    activation: null,
    field: fieldBox(),
    sentence: "",
  };
}

function fieldBox(): PositionBox | null {
  return null;
}
