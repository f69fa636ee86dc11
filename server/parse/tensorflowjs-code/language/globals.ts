/** What a program finds without declaring it: numbers, Math, Object, Array, Map, `require`, the global `tf` and the global object. */
import { isTensorflowName, tensorflow } from "../tensorflow/tensorflowModule.ts";
import { arrayFunctions, newList } from "./arrayFunctions.ts";
import type { CallSite } from "./callSite.ts";
import { collectionClass } from "./collections.ts";
import { joined, primitiveKey, tagKey, toText } from "./conversions.ts";
import { type Evaluation, unknownAt } from "./evaluation.ts";
import { required } from "./imports.ts";
import { iteratorKey } from "./iteration.ts";
import { jsonFunctions } from "./json.ts";
import { native, numeric } from "./native.ts";
import { mathFunctions, numberFunctions, parseDecimal, parseWhole, test } from "./numberFunctions.ts";
import { copyOf, objectFunctions, reflectFunctions } from "./objectFunctions.ts";
import { newPattern } from "./patterns.ts";
import { newPromise, promiseFunctions } from "./promises.ts";
import { errorClasses } from "./thrown.ts";
import { callLater, timers } from "./timers.ts";
import {
  isKind,
  isPrimitive,
  isUnknown,
  type NativeValue,
  newArray,
  newObject,
  type ObjectValue,
  type Slot,
  symbolMark,
  truthOf,
  type Value,
} from "./values.ts";

export type FoundGlobal = { readonly found: true; readonly value: Value } | { readonly found: false };

const nowhere = { start: 0, end: 0 };

export function findGlobal(name: string, evaluation: Evaluation): FoundGlobal {
  const { globals } = evaluation;
  if (globals.has(name)) return { found: true, value: globals.get(name) };
  // What the program has put on `window` or `globalThis` is a global from then on.
  const onGlobalObject = globals.get("globalThis");
  if (isKind(onGlobalObject, "object")) {
    const slot = onGlobalObject.entries.get(name);
    if (slot) return { found: true, value: slot.value };
  }
  if (isTensorflowName(name)) return { found: true, value: tensorflow };
  const make = globalNames.has(name) ? () => globalObject(evaluation) : makers.get(name);
  if (!make) return { found: false };
  const value = make();
  globals.set(name, value);
  return { found: true, value };
}

const globalNames: ReadonlySet<string> = new Set(["globalThis", "window", "self", "global"]);

/** What `window` and `globalThis` stand for. */
export function globalObject(evaluation: Evaluation): Value {
  const known = evaluation.globals.get("globalThis");
  if (known) return known;
  const made = newObject([["tf", { value: tensorflow, range: nowhere }]]);
  evaluation.globals.set("globalThis", made);
  return made;
}

/** `Array` is called and has members; its members are looked up here by the caller of `getMember`. */
const memberTable = new WeakMap<NativeValue, ReadonlyMap<string, Value>>();

/** A member of a global function, such as `Array.from`. */
export function globalMember(value: NativeValue, key: string): Value {
  return memberTable.get(value)?.get(key);
}

function withMembers(
  value: NativeValue,
  members: readonly NativeValue[],
  constants: Readonly<Record<string, Value>> = {},
): NativeValue {
  const named = members.map((member) => [member.name, member] as const);
  memberTable.set(value, new Map<string, Value>([...named, ...Object.entries(constants)]));
  return value;
}

function namespace(
  functions: readonly NativeValue[],
  constants: Readonly<Record<string, Value>> = {},
): ObjectValue {
  return newObject([
    ...functions.map((value) => [value.name, { value, range: nowhere }] as const),
    ...Object.entries(constants).map(([key, value]) => [key, { value, range: nowhere }] as const),
  ]);
}

const { PI, E, SQRT2, SQRT1_2, LN2, LN10, LOG2E, LOG10E } = Math;
const { MAX_SAFE_INTEGER, MIN_SAFE_INTEGER, MAX_VALUE, MIN_VALUE, EPSILON } = Number;
const numberConstants = {
  MAX_SAFE_INTEGER,
  MIN_SAFE_INTEGER,
  MAX_VALUE,
  MIN_VALUE,
  EPSILON,
  POSITIVE_INFINITY: Number.POSITIVE_INFINITY,
  NEGATIVE_INFINITY: Number.NEGATIVE_INFINITY,
  NaN: Number.NaN,
};
const silent = ["log", "info", "warn", "error", "debug", "time", "timeEnd", "table", "assert"];

const makers: ReadonlyMap<string, () => Value> = new Map<string, () => Value>([
  ["undefined", () => undefined],
  ["NaN", () => Number.NaN],
  ["Infinity", () => Number.POSITIVE_INFINITY],
  ["Math", () => namespace(mathFunctions, { PI, E, SQRT2, SQRT1_2, LN2, LN10, LOG2E, LOG10E })],
  [
    "Object",
    () =>
      withMembers(
        native("Object", ([slot]) => slot?.value ?? newObject()),
        objectFunctions,
      ),
  ],
  ["JSON", () => namespace(jsonFunctions)],
  ["structuredClone", () => native("structuredClone", ([slot], site) => copyOf(slot?.value, site, 0))],
  ["Array", () => withMembers(native("Array", newList), arrayFunctions)],
  [
    "Number",
    () =>
      withMembers(
        numeric("Number", (number) => number ?? 0),
        numberFunctions,
        numberConstants,
      ),
  ],
  ["parseInt", () => native("parseInt", parseWhole)],
  ["parseFloat", () => native("parseFloat", parseDecimal)],
  ["isFinite", () => test("isFinite", (value) => Number.isFinite(Number(value)))],
  ["isNaN", () => test("isNaN", (value) => Number.isNaN(Number(value)))],
  ["String", () => withMembers(native("String", asText), stringFunctions)],
  ["Boolean", () => native("Boolean", ([slot]) => truthOf(slot?.value) ?? slot?.value)],
  [
    "Symbol",
    () =>
      withMembers(
        native("Symbol", newSymbol),
        [native("for", ([key]) => `${symbolMark}${isPrimitive(key?.value) ? String(key?.value) : ""}`)],
        { iterator: iteratorKey, toPrimitive: primitiveKey, toStringTag: tagKey, ...otherSymbols },
      ),
  ],
  ["RegExp", () => native("RegExp", newPattern)],
  ["Reflect", () => namespace(reflectFunctions)],
  [
    "Function",
    () =>
      native("Function", (_, site) =>
        unknownAt(
          site.scope.evaluation,
          site.node,
          "makes a function of a text, which ConvLens does not run",
        ),
      ),
  ],
  ["Map", () => collectionClass("Map")],
  ["Set", () => collectionClass("Set")],
  ["WeakMap", () => collectionClass("WeakMap")],
  ["WeakSet", () => collectionClass("WeakSet")],
  ["Promise", () => withMembers(native("Promise", newPromise), promiseFunctions)],
  ["require", () => native("require", requireModule)],
  ["console", () => namespace(silent.map((name) => native(name, () => undefined)))],
  ["module", () => newObject()],
  ["exports", () => newObject()],
  ...[...errorClasses].map(([name, value]) => [name, () => value] as const),
  ...timers.map((name) => [name, () => native(name, callLater)] as const),
]);

function asText([slot]: readonly Slot[], site: CallSite): Value {
  if (!slot) return "";
  return toText(slot.value, site.node, site.scope);
}

const stringFunctions: readonly NativeValue[] = [
  native("fromCharCode", fromCharCode),
  native("fromCodePoint", fromCharCode),
  native("raw", ([strings, ...values], site) => {
    const parts = isKind(strings?.value, "array") ? strings.value.items : [];
    const list = parts.flatMap((part, index) =>
      index < values.length ? [part, values[index] ?? part] : [part],
    );
    return joined(newArray(list), "", site.node, site.scope);
  }),
];

function fromCharCode(args: readonly Slot[]): Value {
  const unknown = args.find(({ value }) => isUnknown(value));
  return unknown
    ? unknown.value
    : String.fromCharCode(...args.slice(0, 1000).map(({ value }) => Number(value)));
}

/** Symbols of which nothing is followed but that they are keys. */
const otherSymbols = Object.fromEntries(
  ["asyncIterator", "hasInstance", "isConcatSpreadable", "species"].map((name) => [
    name,
    `${symbolMark}${name}`,
  ]),
);

/** A key of its own: two symbols of one description are not the same. */
function newSymbol(_: readonly Slot[], site: CallSite): Value {
  return `${symbolMark}${site.range.start} ${site.scope.evaluation.budget.steps}`;
}

function requireModule([slot]: readonly Slot[], site: CallSite): Value {
  const name = slot?.value;
  return typeof name === "string"
    ? required(name, site.node, site.scope)
    : unknownAt(site.scope.evaluation, site.node, "names a file that is not known");
}
