/** Plain data as a value of the program. */
import type { ConfigData } from "../../../../core/graph/paramValue.ts";
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import { newArray, newObject, type Slot, type Value } from "./values.ts";

/** Every part of it stands at `range`. The data has a bounded depth, as all that was read has. */
export function valueOfData(data: ConfigData, range: SourceRange): Value {
  const slot = (item: ConfigData): Slot => ({ value: valueOfData(item, range), range });
  if (typeof data !== "object" || data === null) return data;
  if (Array.isArray(data)) return newArray(data.map(slot));
  return newObject(Object.entries(data).map(([key, item]) => [key, slot(item)] as const));
}
