/** The tables behind the pictures of maps: one row a channel, one a bin, and the values around the chosen pixel. */
import type { FeatureMaps } from "../../worker/featureMaps.ts";
import { type MapStatistics, markOf } from "../../worker/mapStatistics.ts";
import type { MapPosition } from "../../worker/messages.ts";
import { groupedNumber } from "../numberText.ts";
import type { TableContent, TableRow } from "../table/tableContent.ts";
import { binLimits, type Histogram } from "./histogram.ts";
import { channelTitle, valueAt } from "./mapPicture.ts";

/** Statistics of the whole layer, then of its channels in the order given. */
export function channelTable(maps: FeatureMaps, order: readonly number[], layer: string): TableContent {
  return {
    id: "channel-table",
    caption: `Feature maps of ${layer}: ${groupedNumber(maps.channels)} ${maps.channels === 1 ? "channel" : "channels"}`,
    columns: [
      "Channel",
      "Minimum",
      "Maximum",
      "Mean",
      "Deviation",
      "Energy",
      "Zeros %",
      "Not finite",
      "Mark",
    ],
    rows: [
      statisticsRow("all", maps.overall),
      ...order.map((channel) => statisticsRow(channel, maps.statistics[channel] ?? maps.overall)),
    ],
    note: null,
  };
}

function statisticsRow(name: string | number, map: MapStatistics): TableRow {
  const { min, max, mean, deviation, energy, nonFinite } = map;
  const zeros = (100 * map.zeros) / Math.max(1, map.count);
  return [name, min, max, mean, deviation, energy, zeros, nonFinite, markOf(map) ?? ""];
}

/** One value a row, for what is a vector. */
export function vectorTable(maps: FeatureMaps, layer: string): TableContent {
  return {
    id: "channel-table",
    caption: `Values of ${layer}: ${groupedNumber(maps.columns)}`,
    columns: ["Index", "Value"],
    rows: Array.from({ length: maps.columns }, (_, index) => [index, maps.values[index] ?? null]),
    note: null,
  };
}

export function histogramTable(histogram: Histogram, of: string): TableContent {
  return {
    id: "histogram-table",
    caption: `How often values occur in ${of}, zeros left out`,
    columns: ["From", "To", "Values"],
    rows: histogram.counts.map((count, bin) => [...binLimits(histogram, bin), count]),
    note: null,
  };
}

/** Rows and columns of the values table on either side of the pixel. */
const reach = 8;

/** Values of the chosen map around a place; row and column numbers at the edges. */
export function valuesTable(maps: FeatureMaps, place: MapPosition): TableContent {
  const across = range(place.column, maps.columns);
  const down = range(place.row, maps.rows);
  const whole = across.length === maps.columns && down.length === maps.rows;
  return {
    id: "values-table",
    caption: `Values of ${channelTitle(maps, place.channel)}`,
    columns: ["Row", ...across.map((column) => `column ${column}`)],
    rows: down.map((row) => [row, ...across.map((column) => valueAt(maps, { ...place, row, column }))]),
    note: whole ? null : `Of ${maps.rows} rows and ${maps.columns} columns; the table follows the pixel.`,
  };
}

function range(middle: number, size: number): number[] {
  const first = Math.max(0, Math.min(middle - reach, size - 2 * reach - 1));
  return Array.from({ length: Math.min(size, 2 * reach + 1) }, (_, at) => first + at);
}
