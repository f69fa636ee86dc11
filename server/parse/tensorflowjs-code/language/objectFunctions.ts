/** The functions of `Object`, `JSON` and the like that work on plain data. */
import { spend } from "./budget.ts";
import { callValue } from "./callFunction.ts";
import type { CallSite } from "./callSite.ts";
import { findMember } from "./classMembers.ts";
import { construct } from "./construct.ts";
import { toText } from "./conversions.ts";
import { unknownAt } from "./evaluation.ts";
import { itemsOf, whyUnknown } from "./iteration.ts";
import { touch } from "./journal.ts";
import { getMember, ownEntries, setMember } from "./members.ts";
import { native } from "./native.ts";
import {
  type ClosureValue,
  isKind,
  isPrimitive,
  isSymbol,
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
  native("freeze", ([slot], { scope }) => {
    // One that may be frozen is taken for one that is not.
    if (isKind(slot?.value, "object") && scope.evaluation.budget.uncertain === 0) slot.value.frozen = true;
    return slot?.value;
  }),
  native("isFrozen", ([slot]) => !isKind(slot?.value, "object") || slot.value.frozen === true),
  native("preventExtensions", ([slot]) => slot?.value),
  native("defineProperty", ([target, key, descriptor], site) => {
    define(target?.value, key, descriptor?.value, site);
    return target?.value;
  }),
  native("defineProperties", ([target, descriptors], site) => {
    const entries = isKind(descriptors?.value, "object") ? [...descriptors.value.entries] : [];
    for (const [name, { value, range }] of entries)
      define(target?.value, { value: name, range }, value, site);
    return target?.value;
  }),
  native("getPrototypeOf", ([slot], site) => {
    const value = slot?.value;
    if (!isKind(value, "object"))
      return isUnknown(value)
        ? value
        : unknownAt(site.scope.evaluation, site.node, "is not followed by ConvLens");
    if (value.classOf) return getMember(value.classOf, "prototype", site.node, site.scope);
    return value.proto ?? null;
  }),
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

export const reflectFunctions: readonly NativeValue[] = [
  native("ownKeys", ([slot], site) => entriesOf(slot, site, (key) => key)),
  native("has", ([object, key], site) => {
    const name = toText(key?.value, site.node, site.scope);
    if (isUnknown(name) || isUnknown(object?.value)) return isUnknown(name) ? name : object?.value;
    return isKind(object?.value, "object") && findMember(object.value, name);
  }),
  native("get", ([object, key], site) => {
    const name = toText(key?.value, site.node, site.scope);
    return isUnknown(name) ? name : getMember(object?.value, name, site.node, site.scope);
  }),
  native("set", ([object, key, slot], site) => {
    const name = toText(key?.value, site.node, site.scope);
    if (isUnknown(name)) return name;
    setMember(object?.value, name, slot?.value, { ...site, range: slot?.range ?? site.range });
    return true;
  }),
  native("apply", ([callee, self, list], site) =>
    callValue(callee?.value, self?.value, itemsOf(list?.value, site.node, site.scope) ?? [], site),
  ),
  native("construct", ([callee, list], site) =>
    construct(callee?.value, itemsOf(list?.value, site.node, site.scope) ?? [], site),
  ),
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

/** Deepest data that is copied or written as JSON. */
export const copiedDepth = 50;

function entriesOf(slot: Slot | undefined, site: CallSite, pick: (key: string, slot: Slot) => Value): Value {
  const value = slot?.value;
  if (isUnknown(value)) return value;
  if ((isKind(value, "object") || isKind(value, "array")) && value.rest) return value.rest;
  const entries: Iterable<readonly [string, Slot]> = isKind(value, "object")
    ? ownEntries(value, site.node, site.scope)
    : isKind(value, "array")
      ? value.items.flatMap((item, index) => (item.hole ? [] : [[String(index), item] as const]))
      : typeof value === "string"
        ? [...value].map((letter, index) => [String(index), { value: letter, range: site.range }] as const)
        : [];
  const list: Slot[] = [];
  for (const [key, entry] of inKeyOrder(entries))
    if (!isSymbol(key)) list.push({ value: pick(key, entry), range: entry.range });
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
  if (isKind(target, "array")) {
    for (const { value } of args.slice(1))
      for (const [key, slot] of isKind(value, "array") ? value.items.entries() : [])
        setMember(target, String(key), slot.value, { ...site, range: slot.range });
  }
  if (!isKind(target, "object")) return target;
  touch(target, site.scope.evaluation);
  for (const { value } of args.slice(1)) {
    if (isUnknown(value)) {
      // What it holds may replace every entry there is.
      for (const [key, slot] of target.entries) target.entries.set(key, { ...slot, value });
      target.rest = value;
    }
    if (!isKind(value, "object")) continue;
    spend(site.scope.evaluation.budget, value.entries.size);
    for (const [key, slot] of ownEntries(value, site.node, site.scope)) target.entries.set(key, slot);
    if (value.rest) target.rest = value.rest;
  }
  return target;
}

function fromEntries([slot]: readonly Slot[], site: CallSite): Value {
  const items = itemsOf(slot?.value, site.node, site.scope);
  if (!items) return whyUnknown(slot?.value, "takes no list of entries", site.node, site.scope);
  const object = newObject();
  for (const { value } of items) {
    const [key, entry] = isKind(value, "array") ? value.items : [];
    if (key && entry && isPrimitive(key.value)) object.entries.set(String(key.value), entry);
  }
  return object;
}

/** A property with a value, or with a getter and a setter. */
function define(target: Value, key: Slot | undefined, descriptor: Value, site: CallSite): void {
  const name = toText(key?.value, site.node, site.scope);
  if (!isKind(target, "object") || !isKind(descriptor, "object") || isUnknown(name)) return;
  touch(target, site.scope.evaluation);
  const value = descriptor.entries.get("value");
  const shown = descriptor.entries.get("enumerable")?.value === true || target.entries.has(name);
  if (value) target.entries.set(name, shown ? value : { ...value, hidden: true });
  const closureOf = (part: string): ClosureValue | undefined => {
    const given = descriptor.entries.get(part)?.value;
    return isKind(given, "closure") ? given : undefined;
  };
  const [get, set] = [closureOf("get"), closureOf("set")];
  if (!get && !set) return;
  const after = [...target.entries.values()].filter(({ hidden }) => !hidden).length;
  target.accessors ??= new Map();
  target.accessors.set(name, { after, ...(get ? { get } : {}), ...(set ? { set } : {}) });
}

function createObject([proto]: readonly Slot[]): Value {
  const object = newObject();
  if (isKind(proto?.value, "object")) object.proto = proto.value;
  return object;
}
