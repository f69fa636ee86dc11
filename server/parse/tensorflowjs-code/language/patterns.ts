/**
 * Regular expressions of the program, for texts and patterns whose search is short whatever they are: no repetition of
 * a group, few repetitions in all. Every other one gives an unknown.
 */
import { callValue } from "./callFunction.ts";
import type { CallSite } from "./callSite.ts";
import { toText } from "./conversions.ts";
import { unknownAt } from "./evaluation.ts";
import { listOf, native } from "./native.ts";
import {
  isKind,
  isUnknown,
  newArray,
  newIterator,
  newObject,
  type PatternValue,
  type Slot,
  type Unknown,
  type Value,
} from "./values.ts";

/** Longest text that is searched, by how often the pattern repeats something; more repetitions are not followed. */
const textLengths = [2_000, 1_000, 100, 60];
const patternLength = 200;

/** `/source/flags` as it is written. */
export function patternOf(written: string): PatternValue {
  const end = written.lastIndexOf("/");
  return { kind: "pattern", source: written.slice(1, end), flags: written.slice(end + 1), lastIndex: 0 };
}

/** `new RegExp(source, flags)`. */
export function newPattern([source, flags]: readonly Slot[], site: CallSite): Value {
  if (isKind(source?.value, "pattern")) return { ...source.value, lastIndex: 0 };
  const text = toText(source?.value, site.node, site.scope);
  const given = flags?.value === undefined ? "" : toText(flags.value, site.node, site.scope);
  if (isUnknown(text)) return text;
  return isUnknown(given) ? given : { kind: "pattern", source: text, flags: given, lastIndex: 0 };
}

export function patternMember(pattern: PatternValue, key: string): Value {
  switch (key) {
    case "source":
      return pattern.source;
    case "flags":
      return pattern.flags;
    case "global":
      return pattern.flags.includes("g");
    case "lastIndex":
      return pattern.lastIndex;
    case "test":
    case "exec":
      return native(key, ([slot], site) => {
        const text = toText(slot?.value, site.node, site.scope);
        if (isUnknown(text)) return text;
        const search = compiled(pattern, text, site);
        if (!(search instanceof RegExp)) return search;
        search.lastIndex = pattern.lastIndex;
        const found = search.exec(text);
        if (search.global || search.sticky) pattern.lastIndex = search.lastIndex;
        return key === "test" ? found !== null : matchOf(found, site);
      });
    default:
      return undefined;
  }
}

/** `text.match(pattern)` and its kin; `undefined` for a method that takes no pattern. */
export function searchText(
  key: string,
  text: string,
  pattern: PatternValue,
  args: readonly Slot[],
  site: CallSite,
): Value {
  const search = compiled(pattern, text, site);
  if (!(search instanceof RegExp)) return search;
  switch (key) {
    case "match":
      return search.global ? allOf(text.match(search), site) : matchOf(search.exec(text), site);
    case "matchAll":
      if (!search.global)
        return unknownAt(site.scope.evaluation, site.node, "throws: the pattern has no flag g");
      search.lastIndex = pattern.lastIndex;
      return newIterator(
        [...text.matchAll(search)].map((found) => ({ value: matchOf(found, site), range: site.range })),
      );
    case "search":
      return text.search(search);
    case "split":
      return listOf(text.split(search), site);
    case "replace":
    case "replaceAll":
      return replace(text, search, args[1], site);
    default:
      return undefined;
  }
}

/** A replacement is a text, or a function of the program. */
function replace(text: string, search: RegExp, replacement: Slot | undefined, site: CallSite): Value {
  let unknown: Unknown | undefined;
  const result = text.replace(search, (...found: readonly unknown[]) => {
    // After the groups come the place, the whole text and, at times, the named groups.
    const groups = found.slice(
      0,
      found.findIndex((part) => typeof part === "number"),
    );
    const named = found.at(-1);
    const given = isKind(replacement?.value, "closure") || isKind(replacement?.value, "native");
    const value = given
      ? callValue(
          replacement.value,
          undefined,
          found.map((part) => slotOf(part, site)),
          site,
        )
      : replacement?.value;
    const part = toText(value, site.node, site.scope);
    if (isUnknown(part)) unknown ??= part;
    if (isUnknown(part)) return "";
    return given
      ? part
      : part.replace(/\$(\$|&|\d|<([^>]*)>)/g, (whole, what: string, name: string | undefined) => {
          if (what === "$") return "$";
          if (name === undefined) return String(groups[what === "&" ? 0 : Number(what)] ?? "");
          return isRecord(named) ? String(named[name] ?? "") : whole;
        });
  });
  return unknown ?? result;
}

function slotOf(part: unknown, site: CallSite): Slot {
  const value = isRecord(part)
    ? namedGroups(part, site)
    : typeof part === "string" || typeof part === "number"
      ? part
      : undefined;
  return { value, range: site.range };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function namedGroups(groups: Readonly<Record<string, unknown>>, site: CallSite): Value {
  return newObject(Object.entries(groups).map(([name, part]) => [name, slotOf(part, site)] as const));
}

function allOf(found: readonly string[] | null, site: CallSite): Value {
  return found === null ? null : listOf(found, site);
}

function matchOf(found: RegExpMatchArray | null, site: CallSite): Value {
  if (found === null) return null;
  const { index, input, groups } = found;
  const match = new Map<string, Value>([
    ["index", index],
    ["input", input],
    ["groups", groups && namedGroups(groups, site)],
  ]);
  return { ...newArray([...found].map((part) => slotOf(part, site))), match };
}

function compiled({ source, flags }: PatternValue, text: string, site: CallSite): RegExp | Unknown {
  const { evaluation } = site.scope;
  const longest = textLengths[repetitions(source)] ?? -1;
  if (source.length > patternLength || text.length > longest)
    return unknownAt(evaluation, site.node, "searches by a pattern that may take long");
  try {
    return new RegExp(source, flags);
  } catch {
    return unknownAt(evaluation, site.node, "is no regular expression");
  }
}

/** How many parts of the pattern can be of any length; infinite for one that may take time without bound. */
function repetitions(source: string): number {
  const plain = source
    .replace(/\\[^\dk]/g, "x")
    .replace(/\[[^\]]*\]/g, "x")
    .replace(/\(\?<[A-Za-z_$][\w$]*>/g, "(");
  if (/\)[*+{]|\(\?[=!<]|\\[\dk]/.test(plain)) return Number.POSITIVE_INFINITY;
  return (plain.match(/[*+{]/g) ?? []).length;
}
