/** The order in which the maps of a layer are shown. */
import type { MapSort } from "../../../protocol/panelChoices.ts";
import type { FeatureMaps } from "../../worker/featureMaps.ts";
import type { MapStatistics } from "../../worker/mapStatistics.ts";

const orders = new WeakMap<FeatureMaps, Map<MapSort, readonly number[]>>();

/** Channels, the largest of what is sorted by first and equal ones by index; what is not a number stands at the end. */
export function mapOrder(maps: FeatureMaps, sort: MapSort): readonly number[] {
  const known = orders.get(maps) ?? new Map<MapSort, readonly number[]>();
  orders.set(maps, known);
  let order = known.get(sort);
  if (!order) {
    order = sortedChannels(maps, sort);
    known.set(sort, order);
  }
  return order;
}

/** The channel that stands `by` places further on, or the one at the end. */
export function neighbourInOrder(order: readonly number[], channel: number, by: number): number {
  const place = Math.max(0, order.indexOf(channel)) + by;
  return order[Math.max(0, Math.min(order.length - 1, place))] ?? channel;
}

function sortedChannels(maps: FeatureMaps, sort: MapSort): number[] {
  const channels = Array.from({ length: maps.channels }, (_, channel) => channel);
  if (sort === "index") return channels;
  const keys = maps.statistics.map((map) => sortKey(map, sort));
  const key = (channel: number) => {
    const value = keys[channel] ?? Number.NaN;
    return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
  };
  return channels.sort((a, b) => (key(a) === key(b) ? a - b : key(b) > key(a) ? 1 : -1));
}

function sortKey(map: MapStatistics, sort: Exclude<MapSort, "index">): number {
  return sort === "sparsity" ? map.zeros / Math.max(1, map.count) : map[sort];
}
