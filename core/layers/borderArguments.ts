/** Reads a pair of numbers before and after each spatial axis, as ZeroPadding and Cropping take them. */
import type { ConfigData } from "../graph/paramValue.ts";
import type { ConfigReader } from "./configReader.ts";

/**
 * Keras's forms: one integer for everything; for 1-D a pair `[before, after]`; for 2-D and 3-D one entry an axis, each an
 * integer or a pair.
 */
export function readBorders(
  reader: ConfigReader,
  param: string,
  rank: number,
  fallback: number,
): [number, number][] | undefined {
  const data = reader.data(param);
  if (data === undefined && reader.has(param)) {
    reader.integer(param); // reports that the value is not computable
    return undefined;
  }
  if (data === undefined || data === null) return Array.from({ length: rank }, () => [fallback, fallback]);
  const borders = parseBorders(data, rank);
  if (borders) return borders;
  const forms =
    rank === 1
      ? "an integer or a pair [before, after]"
      : `an integer, or a list of ${rank} integers or pairs [before, after]`;
  reader.report("invalid-argument", `${param} of "${reader.node.name}" must be ${forms} of 0 or more.`, {
    param,
  });
  return undefined;
}

function parseBorders(data: ConfigData, rank: number): [number, number][] | undefined {
  if (isSize(data)) return Array.from({ length: rank }, () => [data, data]);
  if (!Array.isArray(data)) return undefined;
  const list = data as readonly ConfigData[];
  if (rank === 1) {
    const pair = asPair(list.length === 1 ? (list[0] ?? null) : list);
    return pair && [pair];
  }
  if (list.length !== rank) return undefined;
  const borders = list.map(asPair);
  return borders.every((pair) => pair !== undefined) ? borders : undefined;
}

function asPair(data: ConfigData): [number, number] | undefined {
  if (isSize(data)) return [data, data];
  if (!Array.isArray(data) || data.length !== 2) return undefined;
  const [before, after] = data as readonly ConfigData[];
  return isSize(before) && isSize(after) ? [before, after] : undefined;
}

function isSize(data: ConfigData | undefined): data is number {
  return typeof data === "number" && Number.isSafeInteger(data) && data >= 0;
}
