/** What the grid and the enlarged map both need: the plane of a channel and the scale its colours stand for. */
import type { PanelChoices } from "../../../protocol/panelChoices.ts";
import { type FeatureMaps, valueIndex } from "../../worker/featureMaps.ts";
import type { MapPosition } from "../../worker/messages.ts";
import type { Plane } from "../drawPlane.ts";
import type { GridSize } from "../pixel/viewport.ts";
import { type ValueScale, valueScale } from "../valueScale.ts";

export function planeOf(maps: FeatureMaps, channel: number, slice: number): Plane {
  const { rows, columns, slices, values } = maps;
  return { values, rows, columns, start: (channel * slices + slice) * rows * columns };
}

/** Per map, one for the whole layer, or as typed. */
export function scaleOf(maps: FeatureMaps, channel: number, choices: PanelChoices): ValueScale {
  // Colours must mean the same in all maps of a layer, so signedness is judged over the whole layer.
  const { min, max } = maps.overall;
  const signed = min < 0 && max > 0;
  const { colourMap: choice, scale, typedScale } = choices;
  if (scale === "typed" && typedScale) return valueScale(choice, ...typedScale);
  const colourMap = choice === "auto" ? (signed ? "diverging" : "viridis") : choice;
  const range = choices.scale === "layer" ? maps.overall : (maps.statistics[channel] ?? maps.overall);
  return valueScale(colourMap, range.min, range.max);
}

/** Text that is equal for equal colours of one map. */
export function scaleKey({ colourMap, scale, typedScale }: PanelChoices): string {
  return `${colourMap} ${scale} ${scale === "typed" ? typedScale : ""}`;
}

/** The map of a channel as it is drawn large: a vector is wrapped into rows, so that each value gets a cell of some size. */
export function drawnPlane(maps: FeatureMaps, channel: number, slice: number): Plane {
  return { ...planeOf(maps, channel, slice), ...drawnSize(maps) };
}

/** Rows and columns of the drawn map; the last row of a wrapped vector may not be full. */
export function drawnSize(maps: FeatureMaps): GridSize {
  const { rows, columns } = maps;
  if (rows > 1 || columns <= 32) return { rows, columns };
  const across = Math.ceil(Math.sqrt(columns * 2));
  return { rows: Math.ceil(columns / across), columns: across };
}

/** Where a value stands in the drawn map. */
export function drawnCell(maps: FeatureMaps, pixel: MapPixel): MapPixel {
  const { columns } = drawnSize(maps);
  const flat = pixel.row * maps.columns + pixel.column;
  return { row: Math.floor(flat / columns), column: flat % columns };
}

/** The value in a cell of the drawn map; `null` where there is none. */
export function pixelOfCell(maps: FeatureMaps, cell: MapPixel): MapPixel | null {
  const { rows, columns } = drawnSize(maps);
  if (cell.row < 0 || cell.column < 0 || cell.row >= rows || cell.column >= columns) return null;
  const flat = cell.row * columns + cell.column;
  if (flat >= maps.rows * maps.columns) return null;
  return { row: Math.floor(flat / maps.columns), column: flat % maps.columns };
}

export interface MapPixel {
  readonly row: number;
  readonly column: number;
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
