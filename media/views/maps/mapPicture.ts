/** What the grid and the enlarged map both need: the plane of a channel and the scale its colours stand for. */
import type { PanelChoices } from "../../../protocol/panelChoices.ts";
import { type FeatureMaps, valueIndex } from "../../worker/featureMaps.ts";
import type { MapPosition } from "../../worker/messages.ts";
import type { Plane } from "../drawPlane.ts";
import { type ValueScale, valueScale } from "../valueScale.ts";

export function planeOf(maps: FeatureMaps, channel: number, slice: number): Plane {
  const { rows, columns, slices, values } = maps;
  return { values, rows, columns, start: (channel * slices + slice) * rows * columns };
}

/** Per map, or one for the whole layer. */
export function scaleOf(maps: FeatureMaps, channel: number, choices: PanelChoices): ValueScale {
  const range = choices.scale === "layer" ? maps.overall : (maps.statistics[channel] ?? maps.overall);
  // Colours must mean the same in all maps of a layer, so signedness is judged over the whole layer.
  const { min, max } = maps.overall;
  const signed = min < 0 && max > 0;
  const colourMap = choices.colourMap === "auto" ? (signed ? "diverging" : "viridis") : choices.colourMap;
  return valueScale(colourMap, range.min, range.max);
}

/** Values side by side where a vector is wrapped into rows; the columns of the maps elsewhere. */
export function wrappedColumns(maps: FeatureMaps): number {
  return maps.rows > 1 || maps.columns <= 32 ? maps.columns : Math.ceil(Math.sqrt(maps.columns * 2));
}

/** The value at a place; `NaN` outside the maps. */
export function valueAt(maps: FeatureMaps, place: MapPosition): number {
  return maps.values[valueIndex(maps, place)] ?? Number.NaN;
}

/** `channel 7`, or `values` for a vector. */
export function channelTitle(maps: FeatureMaps, channel: number): string {
  return maps.form === "vector" ? `${maps.columns} values` : `channel ${channel}`;
}

/** Where a value is, in words: `row 12, column 31, channel 7`. */
export function placeText(maps: FeatureMaps, place: MapPosition): string {
  switch (maps.form) {
    case "vector":
      return `index ${place.column}`;
    case "strips":
      return `position ${place.column}, channel ${place.channel}`;
    case "maps":
      return `row ${place.row}, column ${place.column}, channel ${place.channel}`;
    case "volumes":
      return `slice ${place.slice}, row ${place.row}, column ${place.column}, channel ${place.channel}`;
  }
}
