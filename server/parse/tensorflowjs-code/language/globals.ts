/** What a program finds without declaring it: numbers, Math, Object, Array, `require`, and the global `tf`. */
import { isTensorflowName, tensorflow, tensorflowModule } from "../tensorflow/tensorflowModule.ts";
import { limits, spend } from "./budget.ts";
import { callValue } from "./callFunction.ts";
import type { CallSite } from "./callSite.ts";
import { unknownAt } from "./evaluation.ts";
import { itemsOf } from "./literals.ts";
import { listOf, native, numeric } from "./native.ts";
import { textOf } from "./operators.ts";
import {
  isKind,
  isUnknown,
  type NativeValue,
  newArray,
  newObject,
  type ObjectValue,
  type Slot,
  truthOf,
  type Value,
} from "./values.ts";

export type FoundGlobal = { readonly found: true; readonly value: Value } | { readonly found: false };

const nowhere = { start: 0, end: 0 };

export function findGlobal(name: string): FoundGlobal {
  if (isTensorflowName(name)) return { found: true, value: tensorflow };
  const make = globals.get(name);
  return make ? { found: true, value: make() } : { found: false };
}

const mathFunctions: readonly NativeValue[] = [
  numeric("abs", Math.abs),
  numeric("ceil", Math.ceil),
  numeric("floor", Math.floor),
  numeric("round", Math.round),
  numeric("trunc", Math.trunc),
  numeric("sign", Math.sign),
  numeric("sqrt", Math.sqrt),
  numeric("cbrt", Math.cbrt),
  numeric("exp", Math.exp),
  numeric("log", Math.log),
  numeric("log2", Math.log2),
  numeric("log10", Math.log10),
  numeric("pow", Math.pow),
  numeric("min", (...numbers) =>
    numbers.reduce((least, number) => Math.min(least, number), Number.POSITIVE_INFINITY),
  ),
  numeric("max", (...numbers) =>
    numbers.reduce((most, number) => Math.max(most, number), Number.NEGATIVE_INFINITY),
  ),
  native("random", (_, site) => unknownAt(site.scope.evaluation, site.node, "is a random number")),
];

const objectFunctions: readonly NativeValue[] = [
  native("keys", ([slot], site) => entriesOf(slot, site, (key) => key)),
  native("values", ([slot], site) => entriesOf(slot, site, (_, value) => value.value)),
  native("entries", ([slot], site) =>
    entriesOf(slot, site, (key, value) => newArray([{ value: key, range: value.range }, value])),
  ),
  native("assign", assignEntries),
  native("freeze", ([slot]) => slot?.value),
  native("fromEntries", fromEntries),
];

const arrayFunctions: readonly NativeValue[] = [
  native("isArray", ([slot]) => (isUnknown(slot?.value) ? slot.value : isKind(slot?.value, "array"))),
  native("of", (args) => newArray([...args])),
  native("from", arrayFrom),
];

const globals: ReadonlyMap<string, () => Value> = new Map<string, () => Value>([
  ["undefined", () => undefined],
  ["NaN", () => Number.NaN],
  ["Infinity", () => Number.POSITIVE_INFINITY],
  ["Math", () => namespace(mathFunctions, { PI: Math.PI, E: Math.E, SQRT2: Math.SQRT2, LN2: Math.LN2 })],
  ["Object", () => namespace(objectFunctions, {})],
  ["Array", () => withMembers(native("Array", newList), arrayFunctions)],
  ["Number", () => numeric("Number", (number) => number ?? 0)],
  ["parseInt", () => native("parseInt", parseWhole)],
  [
    "parseFloat",
    () =>
      native("parseFloat", ([slot]) =>
        isUnknown(slot?.value) ? slot.value : Number.parseFloat(textOf(slot?.value) ?? ""),
      ),
  ],
  ["String", () => native("String", ([slot]) => (isUnknown(slot?.value) ? slot.value : textOf(slot?.value)))],
  ["Boolean", () => native("Boolean", ([slot]) => truthOf(slot?.value) ?? slot?.value)],
  ["require", () => native("require", requireModule)],
  [
    "console",
    () =>
      namespace(
        [native("log", () => undefined), native("warn", () => undefined), native("error", () => undefined)],
        {},
      ),
  ],
  ["module", () => newObject()],
  ["exports", () => newObject()],
  ["window", () => namespace([], {})],
  ["globalThis", () => namespace([], {})],
]);

/** `Array` is called and has members; its members are looked up here by the caller of `getMember`. */
const memberTable = new WeakMap<NativeValue, ReadonlyMap<string, NativeValue>>();

/** A member of a global function, such as `Array.from`. */
export function globalMember(value: NativeValue, key: string): NativeValue | undefined {
  return memberTable.get(value)?.get(key);
}

function withMembers(value: NativeValue, members: readonly NativeValue[]): NativeValue {
  memberTable.set(value, new Map(members.map((member) => [member.name, member])));
  return value;
}

function namespace(
  functions: readonly NativeValue[],
  constants: Readonly<Record<string, number>>,
): ObjectValue {
  return newObject([
    ...functions.map((value) => [value.name, { value, range: nowhere }] as const),
    ...Object.entries(constants).map(([key, value]) => [key, { value, range: nowhere }] as const),
    ...(functions.length === 0 ? [["tf", { value: tensorflow as Value, range: nowhere }] as const] : []),
  ]);
}

function entriesOf(slot: Slot | undefined, site: CallSite, pick: (key: string, slot: Slot) => Value): Value {
  const value = slot?.value;
  if (isUnknown(value)) return value;
  if (isKind(value, "object") && value.rest) return value.rest;
  const entries: Iterable<readonly [string, Slot]> = isKind(value, "object")
    ? value.entries
    : isKind(value, "array")
      ? value.items.map((item, index) => [String(index), item] as const)
      : [];
  const list: Slot[] = [];
  for (const [key, entry] of entries) list.push({ value: pick(key, entry), range: entry.range });
  spend(site.scope.evaluation.budget, list.length);
  return newArray(list);
}

function assignEntries(args: readonly Slot[], site: CallSite): Value {
  const target = args[0]?.value;
  if (!isKind(target, "object")) return target;
  for (const { value } of args.slice(1)) {
    if (isUnknown(value)) target.rest = value;
    if (!isKind(value, "object")) continue;
    spend(site.scope.evaluation.budget, value.entries.size);
    for (const [key, slot] of value.entries) target.entries.set(key, slot);
    if (value.rest) target.rest = value.rest;
  }
  return target;
}

function fromEntries([slot]: readonly Slot[], site: CallSite): Value {
  const list = slot?.value;
  if (!isKind(list, "array"))
    return isUnknown(list) ? list : unknownAt(site.scope.evaluation, site.node, "takes no list of entries");
  const object = newObject();
  for (const { value } of list.items) {
    const [key, entry] = isKind(value, "array") ? value.items : [];
    if (key && entry) object.entries.set(String(key.value), entry);
  }
  return object;
}

/** `Array.from(list, f)` and `Array.from({length: n}, f)`. */
function arrayFrom([source, mapping]: readonly Slot[], site: CallSite): Value {
  const value = source?.value;
  if (isUnknown(value)) return value;
  let items = source ? itemsOf(value, source.range) : undefined;
  if (!items && isKind(value, "object")) {
    const length = value.entries.get("length")?.value;
    if (isUnknown(length)) return length;
    if (typeof length === "number" && length >= 0 && length <= limits.arrayLength)
      items = Array.from({ length: Math.floor(length) }, () => ({ value: undefined, range: site.range }));
  }
  if (!items)
    return unknownAt(
      site.scope.evaluation,
      site.node,
      "makes a list of something that ConvLens does not follow",
    );
  spend(site.scope.evaluation.budget, items.length);
  if (!mapping) return newArray([...items]);
  return newArray(
    items.map((item, index) => ({
      value: callValue(mapping.value, undefined, [item, { value: index, range: item.range }], site),
      range: site.range,
    })),
  );
}

function newList(args: readonly Slot[], site: CallSite): Value {
  const [first] = args;
  if (args.length !== 1 || typeof first?.value !== "number") return newArray([...args]);
  const length = first.value;
  if (!(Number.isInteger(length) && length >= 0 && length <= limits.arrayLength))
    return unknownAt(
      site.scope.evaluation,
      site.node,
      `has a length that is not from 0 to ${limits.arrayLength}`,
    );
  spend(site.scope.evaluation.budget, length);
  return listOf(new Array<Value>(length).fill(undefined), site);
}

function parseWhole([slot, radix]: readonly Slot[]): Value {
  if (isUnknown(slot?.value)) return slot.value;
  const base = typeof radix?.value === "number" ? radix.value : 10;
  return Number.parseInt(textOf(slot?.value) ?? "", base);
}

function requireModule([slot]: readonly Slot[], site: CallSite): Value {
  const name = slot?.value;
  return (
    (typeof name === "string" ? tensorflowModule(name) : undefined) ??
    unknownAt(site.scope.evaluation, site.node, "comes from another file")
  );
}
