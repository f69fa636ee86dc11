/** `JSON.stringify` and `JSON.parse` on the program's values. */
import { limits, spend } from "./budget.ts";
import type { CallSite } from "./callSite.ts";
import { toText } from "./conversions.ts";
import { unknownAt } from "./evaluation.ts";
import { ownEntries } from "./members.ts";
import { native } from "./native.ts";
import { copiedDepth, copyOf } from "./objectFunctions.ts";
import {
  isKind,
  isPrimitive,
  isUnknown,
  type NativeValue,
  newArray,
  newObject,
  type Slot,
  type Value,
} from "./values.ts";

export const jsonFunctions: readonly NativeValue[] = [
  native("stringify", ([slot, replacer, space], site) => {
    const plain = replacer?.value === undefined || replacer.value === null;
    const data = plain ? dataOf(slot?.value, site, 0) : unreadable;
    const indent = space?.value;
    const gap = typeof indent === "number" || typeof indent === "string" ? indent : undefined;
    const text = data === unreadable ? "" : JSON.stringify(data, null, gap);
    if (data !== unreadable && (text === undefined || text.length <= limits.textLength)) return text;
    // Most often `parse` stands around it, to copy data.
    return {
      ...unknownAt(
        site.scope.evaluation,
        site.node,
        "is a JSON text of something that is not known, or long",
      ),
      json: copyOf(slot?.value, site, 0),
    };
  }),
  native("parse", ([slot], site) => {
    const given = slot?.value;
    if (isUnknown(given)) return given.json ?? given;
    const text = toText(given, site.node, site.scope);
    if (isUnknown(text)) return text;
    try {
      return parsedValue(JSON.parse(text), site);
    } catch {
      return unknownAt(site.scope.evaluation, site.node, "is no JSON text");
    }
  }),
];

const unreadable = Symbol("not plain data");

/** Plain data as JavaScript has it; `unreadable` where part of it is not known or is no data. */
function dataOf(value: Value, site: CallSite, depth: number): unknown {
  spend(site.scope.evaluation.budget, 0.5);
  if (isPrimitive(value)) return value;
  if (depth > copiedDepth) return unreadable;
  if (isKind(value, "array")) {
    if (value.rest) return unreadable;
    const items = value.items.map((item) => dataOf(item.value, site, depth + 1));
    return items.includes(unreadable) ? unreadable : items;
  }
  if (isKind(value, "closure") || isKind(value, "class")) return undefined;
  if (!isKind(value, "object") || value.rest || value.classOf) return unreadable;
  const record: Record<string, unknown> = Object.create(null);
  for (const [key, slot] of ownEntries(value, site.node, site.scope)) {
    const data = dataOf(slot.value, site, depth + 1);
    if (data === unreadable) return unreadable;
    record[key] = data;
  }
  return record;
}

/** The program's value for parsed data; the depth is that of a text of bounded length. */
function parsedValue(data: unknown, site: CallSite): Value {
  spend(site.scope.evaluation.budget, 0.5);
  const slot = (item: unknown): Slot => ({ value: parsedValue(item, site), range: site.range });
  if (Array.isArray(data)) return newArray(data.map(slot));
  if (typeof data === "object" && data !== null)
    return newObject(Object.entries(data).map(([key, item]) => [key, slot(item)] as const));
  return typeof data === "string" || typeof data === "number" || typeof data === "boolean" ? data : null;
}
