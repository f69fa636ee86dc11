/** Reads where a person wants to go on the maps: `12, 31`, `#7`, or both. */
import { placeText } from "../views/maps/mapPicture.ts";
import type { FeatureMaps } from "../worker/featureMaps.ts";
import type { MapPosition } from "../worker/messages.ts";

export type GoToResult =
  | { readonly kind: "place"; readonly place: MapPosition }
  | { readonly kind: "problem"; readonly message: string };

/** What is left out of the text stays as it is in `from`. */
export function readGoTo(text: string, maps: FeatureMaps, from: MapPosition): GoToResult {
  const channel = /#\s*(\d+)/.exec(text)?.[1];
  const numbers = text.replace(/#\s*\d+/, " ").match(/\d+/g) ?? [];
  const wanted = maps.form === "maps" ? 2 : maps.form === "volumes" ? 3 : 1;
  if (channel === undefined && numbers.length === 0) return problem(`Type ${howTo(maps)}.`);
  if (numbers.length > 0 && numbers.length !== wanted) {
    const given = numbers.length === 1 ? "One number is" : `${numbers.length} numbers are`;
    return problem(`${given} no place here: type ${howTo(maps)}.`);
  }
  const places = numbers.map(Number);
  const place: MapPosition = {
    channel: channel === undefined ? from.channel : Number(channel),
    slice: wanted === 3 ? (places[0] ?? from.slice) : from.slice,
    row: wanted > 1 ? (places.at(-2) ?? from.row) : 0,
    column: places.at(-1) ?? from.column,
  };
  const outside =
    place.channel >= maps.channels ||
    place.slice >= maps.slices ||
    place.row >= maps.rows ||
    place.column >= maps.columns;
  return outside
    ? problem(`There is no ${placeText(maps, place)}: ${sizesText(maps)}.`)
    : { kind: "place", place };
}

/** What can be typed, with an example. */
export function howTo(maps: FeatureMaps): string {
  switch (maps.form) {
    case "maps":
      return "row, column (12, 31), a channel (#7), or both";
    case "volumes":
      return "slice, row, column (4, 12, 31), a channel (#7), or both";
    case "strips":
      return "a position (31), a channel (#7), or both";
    case "vector":
      return "an index (31)";
  }
}

function sizesText({ channels, slices, rows, columns, form }: FeatureMaps): string {
  const parts = [`columns go from 0 to ${columns - 1}`];
  if (form === "vector" || form === "strips") parts[0] = `places go from 0 to ${columns - 1}`;
  if (rows > 1) parts.unshift(`rows go from 0 to ${rows - 1}`);
  if (slices > 1) parts.unshift(`slices go from 0 to ${slices - 1}`);
  if (channels > 1) parts.push(`channels from 0 to ${channels - 1}`);
  return parts.join(", ");
}

function problem(message: string): GoToResult {
  return { kind: "problem", message };
}
