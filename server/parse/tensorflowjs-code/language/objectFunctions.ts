/** The functions of `Object`, `JSON` and the like that work on plain data. */
import { spend } from "./budget.ts";
import type { CallSite } from "./callSite.ts";
import { unknownAt } from "./evaluation.ts";
import { itemsOf } from "./iteration.ts";
import { ownEntries } from "./members.ts";
import { native } from "./native.ts";
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

export const objectFunctions: readonly NativeValue[] = [
  native("keys", ([slot], site) => entriesOf(slot, site, (key) => key)),
  native("getOwnPropertyNames", ([slot], site) => entriesOf(slot, site, (key) => key)),
  native("values", ([slot], site) => entriesOf(slot, site, (_, value) => value.value)),
  native("entries", ([slot], site) =>
    entriesOf(slot, site, (key, value) => newArray([{ value: key, range: value.range }, value])),
  ),
  native("assign", assignEntries),
  native("freeze", ([slot]) => slot?.value),
  native("seal", ([slot]) => slot?.value),
  native("fromEntries", fromEntries),
  native("create", createObject),
  native("setPrototypeOf", ([target, proto]) => {
    if (isKind(target?.value, "object") && isKind(proto?.value, "object")) target.value.proto = proto.value;
    return target?.value;
  }),
  native("hasOwn", ([object, key]) => {
    if (isUnknown(object?.value)) return object.value;
    return isKind(object?.value, "object") && object.value.entries.has(String(key?.value));
  }),
  native("is", ([a, b]) => Object.is(a?.value, b?.value)),
];

export const jsonFunctions: readonly NativeValue[] = [
  // Most often the two stand around one another, to copy plain data.
  native("stringify", ([slot], site) => ({
    ...unknownAt(site.scope.evaluation, site.node, "is a JSON text, which ConvLens does not read"),
    json: copyOf(slot?.value, site, 0),
  })),
  native("parse", ([slot], site) => {
    const text = slot?.value;
    if (isUnknown(text)) return text.json ?? text;
    return unknownAt(site.scope.evaluation, site.node, "is a JSON text, which ConvLens does not read");
  }),
];

/** A copy of plain data, all the way down; functions and layers stay the ones they are. */
export function copyOf(value: Value, site: CallSite, depth: number): Value {
  spend(site.scope.evaluation.budget, 0.5);
  if (depth > copiedDepth) return unknownAt(site.scope.evaluation, site.node, "copies something too deep");
  if (isKind(value, "array"))
    return newArray(value.items.map((item) => ({ ...item, value: copyOf(item.value, site, depth + 1) })));
  if (!isKind(value, "object")) return value;
  const entries = [...ownEntries(value, site.node, site.scope)];
  const copy = newObject(
    entries.map(([key, slot]) => [key, { ...slot, value: copyOf(slot.value, site, depth + 1) }] as const),
  );
  if (value.rest) copy.rest = value.rest;
  return copy;
}

const copiedDepth = 50;

function entriesOf(slot: Slot | undefined, site: CallSite, pick: (key: string, slot: Slot) => Value): Value {
  const value = slot?.value;
  if (isUnknown(value)) return value;
  if (isKind(value, "object") && value.rest) return value.rest;
  const entries: Iterable<readonly [string, Slot]> = isKind(value, "object")
    ? ownEntries(value, site.node, site.scope)
    : isKind(value, "array")
      ? value.items.map((item, index) => [String(index), item] as const)
      : [];
  const list: Slot[] = [];
  for (const [key, entry] of inKeyOrder(entries)) list.push({ value: pick(key, entry), range: entry.range });
  spend(site.scope.evaluation.budget, list.length);
  return newArray(list);
}

/** Whole numbers come first and rising, other keys as they were written. */
export function inKeyOrder<T>(entries: Iterable<readonly [string, T]>): (readonly [string, T])[] {
  const all = [...entries];
  const numbers = all.filter(([key]) => isIndex(key));
  if (numbers.length === 0) return all;
  return [...numbers.sort(([a], [b]) => Number(a) - Number(b)), ...all.filter(([key]) => !isIndex(key))];
}

function isIndex(key: string): boolean {
  return /^(?:0|[1-9]\d{0,9})$/.test(key);
}

function assignEntries(args: readonly Slot[], site: CallSite): Value {
  const target = args[0]?.value;
  if (!isKind(target, "object")) return target;
  for (const { value } of args.slice(1)) {
    if (isUnknown(value)) target.rest = value;
    if (!isKind(value, "object")) continue;
    spend(site.scope.evaluation.budget, value.entries.size);
    for (const [key, slot] of ownEntries(value, site.node, site.scope)) target.entries.set(key, slot);
    if (value.rest) target.rest = value.rest;
  }
  return target;
}

function fromEntries([slot]: readonly Slot[], site: CallSite): Value {
  const items = itemsOf(slot?.value, site.node, site.scope);
  if (!items)
    return isUnknown(slot?.value)
      ? slot.value
      : unknownAt(site.scope.evaluation, site.node, "takes no list of entries");
  const object = newObject();
  for (const { value } of items) {
    const [key, entry] = isKind(value, "array") ? value.items : [];
    if (key && entry && isPrimitive(key.value)) object.entries.set(String(key.value), entry);
  }
  return object;
}

function createObject([proto]: readonly Slot[]): Value {
  const object = newObject();
  if (isKind(proto?.value, "object")) object.proto = proto.value;
  return object;
}
