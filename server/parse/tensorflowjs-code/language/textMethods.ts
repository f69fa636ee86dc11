/** Methods of texts that names and kinds of layers are made with. */
import type ts from "typescript";
import { limits } from "./budget.ts";
import { callValue } from "./callFunction.ts";
import type { CallSite } from "./callSite.ts";
import { toNumber, toText } from "./conversions.ts";
import { unknownAt } from "./evaluation.ts";
import { iteratorKey } from "./iteration.ts";
import { listOf, method } from "./native.ts";
import { patternOf, searchText } from "./patterns.ts";
import type { Scope } from "./scope.ts";
import {
  isKind,
  isUnknown,
  type NativeValue,
  newIterator,
  type Slot,
  type Unknown,
  type Value,
} from "./values.ts";

type Method = (text: string, args: readonly Slot[], site: CallSite) => Value | readonly string[];

/** The method of that name, bound to the text; `undefined` for one that is not known. */
export function textMethod(text: string, key: string): NativeValue | undefined {
  const run = methods.get(key);
  if (!run) return undefined;
  return method(key, (args, site) => {
    const unknown = args.find(({ value }) => isUnknown(value));
    if (unknown) return unknown.value;
    const pattern = args[0]?.value;
    const result = isKind(pattern, "pattern")
      ? searchText(key, text, pattern, args, site)
      : run(text, args, site);
    if (Array.isArray(result)) return listOf(result as readonly string[], site);
    if (typeof result === "string" && result.length > limits.textLength)
      return unknownAt(site.scope.evaluation, site.node, `is longer than ${limits.textLength} characters`);
    return result as Value;
  });
}

/** A method of plain texts and numbers: the texts at `texts`, all other arguments numbers; one not given is `undefined`. */
function plain(key: string, texts: readonly number[], length = texts.length): readonly [string, Method] {
  return [
    key,
    (text, args, site) => {
      const given: (string | number | undefined)[] = [];
      for (const [index, { value }] of args.slice(0, length).entries()) {
        const converted = plainArgument(value, texts.includes(index), site.node, site.scope);
        if (isUnknown(converted)) return converted;
        // No place or length beyond this makes a difference to what is shown.
        const most = Math.max(text.length, limits.textLength) + 1;
        given.push(typeof converted === "number" ? Math.max(-most, Math.min(converted, most)) : converted);
      }
      return call(text, key, given);
    },
  ];
}

function plainArgument(
  value: Value,
  asText: boolean,
  node: ts.Node,
  scope: Scope,
): string | number | undefined | Unknown {
  if (value === undefined) return undefined;
  return asText ? toText(value, node, scope) : toNumber(value, node, scope);
}

/** The text's own method, by a name out of the table below. */
function call(text: string, key: string, given: readonly (string | number | undefined)[]): Value {
  const own: unknown = Reflect.get(String.prototype, key);
  return typeof own === "function" ? (Reflect.apply(own, text, given) as Value) : undefined;
}

const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  plain("toLowerCase", []),
  plain("toUpperCase", []),
  ["toLocaleLowerCase", (text) => text.toLowerCase()],
  ["toLocaleUpperCase", (text) => text.toUpperCase()],
  plain("trim", []),
  plain("trimStart", []),
  plain("trimEnd", []),
  [
    "normalize",
    (text, [form]) => text.normalize(form?.value === "NFD" || form?.value === "NFKD" ? "NFD" : "NFC"),
  ],
  plain("toString", []),
  plain("valueOf", []),
  plain("at", [], 1),
  plain("charAt", [], 1),
  plain("charCodeAt", [], 1),
  plain("codePointAt", [], 1),
  plain("slice", [], 2),
  plain("substring", [], 2),
  plain("substr", [], 2),
  plain("includes", [0], 2),
  plain("startsWith", [0], 2),
  plain("endsWith", [0], 2),
  plain("indexOf", [0], 2),
  plain("lastIndexOf", [0], 2),
  plain("concat", [0, 1, 2, 3]),
  plain("padStart", [1], 2),
  plain("padEnd", [1], 2),
  plain("search", [0]),
  ["localeCompare", (text, [other], site) => compareTexts(text, toText(other?.value, site.node, site.scope))],
  [iteratorKey, (text, _, site) => newIterator([...text].map((value) => ({ value, range: site.range })))],
  ["split", split],
  ["replace", (text, args, site) => replace(text, args, site, false)],
  ["replaceAll", (text, args, site) => replace(text, args, site, true)],
  ["match", (text, [part], site) => find(text, part, site)],
  // A plain text is searched for as a pattern would be.
  [
    "matchAll",
    (text, [part], site) => {
      const wanted = toText(part?.value ?? "", site.node, site.scope);
      if (isUnknown(wanted)) return wanted;
      return searchText("matchAll", text, patternOf(`/${wanted}/g`), [], site);
    },
  ],
  ["repeat", repeat],
]);

function compareTexts(text: string, other: string | Unknown): Value {
  return isUnknown(other) ? other : text < other ? -1 : Number(text !== other);
}

function split(text: string, [separator, limit]: readonly Slot[], site: CallSite): Value | readonly string[] {
  if (separator === undefined || separator.value === undefined) return [text];
  const between = toText(separator.value, site.node, site.scope);
  if (isUnknown(between)) return between;
  return text.split(between, typeof limit?.value === "number" ? limit.value : undefined);
}

/** A plain text in the place of another; the replacement may be a function of the program. */
function replace(text: string, [part, replacement]: readonly Slot[], site: CallSite, all: boolean): Value {
  const wanted = toText(part?.value, site.node, site.scope);
  if (isUnknown(wanted)) return wanted;
  const given = isKind(replacement?.value, "closure")
    ? callValue(replacement.value, undefined, [{ value: wanted, range: site.range }], site)
    : replacement?.value;
  const added = toText(given, site.node, site.scope);
  if (isUnknown(added)) return added;
  if (all && text.length * (added.length + 1) > limits.textLength * 10) return undefined;
  return all ? text.replaceAll(wanted, () => added) : text.replace(wanted, () => added);
}

function find(text: string, part: Slot | undefined, site: CallSite): Value | readonly string[] {
  const wanted = toText(part?.value ?? "", site.node, site.scope);
  if (isUnknown(wanted)) return wanted;
  return text.includes(wanted) ? [wanted] : null;
}

function repeat(text: string, [count]: readonly Slot[], site: CallSite): Value {
  const times = toNumber(count?.value, site.node, site.scope);
  if (isUnknown(times)) return times;
  return times >= 0 && times * text.length <= limits.textLength
    ? text.repeat(times)
    : unknownAt(site.scope.evaluation, site.node, `is longer than ${limits.textLength} characters`);
}
