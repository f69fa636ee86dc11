/** What the values of one feature map, or of all of them, look like in numbers. */
import type { OutputLimits } from "./outputLimits.ts";

/** Over the finite values; `NaN` where there is none. */
export interface MapStatistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Population standard deviation. */
  readonly deviation: number;
  /** Mean of the squares. */
  readonly energy: number;
  /** Numbers of values that are 0, stand at a limit of the activation, or are NaN or infinite; and of all values. */
  readonly zeros: number;
  readonly saturated: number;
  readonly nonFinite: number;
  readonly count: number;
}

/** What is wrong with a map as a whole: nothing comes through it, or nothing but the end of its activation. */
export type MapMark = "dead" | "saturated" | "constant" | null;

/** Share of a map's values at a limit from which it is called saturated. */
export const saturatedShare = 0.95;

export function markOf(map: MapStatistics): MapMark {
  if (map.count === 0 || map.nonFinite === map.count) return null;
  if (map.zeros === map.count) return "dead";
  if (map.saturated >= saturatedShare * map.count) return "saturated";
  return map.min === map.max ? "constant" : null;
}

/** Of several maps together, from what each has, so that no value is looked at twice. */
export function combinedStatistics(maps: readonly MapStatistics[]): MapStatistics {
  const [only] = maps;
  if (only && maps.length === 1) return only;
  let [min, max, sum, finite] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  let [zeros, saturated, nonFinite, count] = [0, 0, 0, 0];
  for (const map of maps) {
    zeros += map.zeros;
    saturated += map.saturated;
    nonFinite += map.nonFinite;
    count += map.count;
    const own = map.count - map.nonFinite;
    if (own === 0) continue;
    min = Math.min(min, map.min);
    max = Math.max(max, map.max);
    sum += own * map.mean;
    finite += own;
  }
  const counts = { zeros, saturated, nonFinite, count };
  if (finite === 0) {
    const none = Number.NaN;
    return { min: none, max: none, mean: none, deviation: none, energy: none, ...counts };
  }
  const mean = sum / finite;
  let squares = 0;
  for (const map of maps) {
    const own = map.count - map.nonFinite;
    if (own > 0) squares += own * (map.deviation ** 2 + (map.mean - mean) ** 2);
  }
  const variance = squares / finite;
  return { min, max, mean, deviation: Math.sqrt(variance), energy: mean * mean + variance, ...counts };
}

/** Two passes, so that the deviation of a large mean keeps its digits. */
export function rangeStatistics(
  values: Float32Array,
  range: { readonly start: number; readonly count: number },
  limits: OutputLimits | null,
): MapStatistics {
  const { start, count } = range;
  const low = limits?.low ?? Number.NEGATIVE_INFINITY;
  const high = limits?.high ?? Number.POSITIVE_INFINITY;
  let [min, max, sum, finite] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  let [zeros, saturated] = [0, 0];
  const end = start + count;
  for (let at = start; at < end; at++) {
    const value = values[at] as number;
    // Infinity and NaN less themselves are NaN; asking a function takes long in code that is not compiled yet.
    if (value - value !== 0) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    if (value === 0) zeros++;
    if (value <= low || value >= high) saturated++;
    sum += value;
    finite++;
  }
  const nonFinite = count - finite;
  if (finite === 0) {
    const none = Number.NaN;
    const counts = { zeros, saturated, nonFinite, count };
    return { min: none, max: none, mean: none, deviation: none, energy: none, ...counts };
  }
  const mean = sum / finite;
  let squares = 0;
  for (let at = start; at < end; at++) {
    const value = values[at] as number;
    if (value - value === 0) squares += (value - mean) * (value - mean);
  }
  const variance = squares / finite;
  return {
    min,
    max,
    mean,
    deviation: Math.sqrt(variance),
    energy: mean * mean + variance,
    zeros,
    saturated,
    nonFinite,
    count,
  };
}
