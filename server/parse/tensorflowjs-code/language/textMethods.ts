/** Methods of texts that names and kinds of layers are made with. */
import { limits } from "./budget.ts";
import { unknownAt } from "./evaluation.ts";
import { integerArgument, listOf, native } from "./native.ts";
import { isUnknown, type NativeValue, type Slot, type Value } from "./values.ts";

type Method = (text: string, args: readonly Slot[]) => Value | readonly string[];

/** The method of that name, bound to the text; `undefined` for one that is not known. */
export function textMethod(text: string, key: string): NativeValue | undefined {
  const method = methods.get(key);
  if (!method) return undefined;
  return native(key, (args, site) => {
    const unknown = args.find(({ value }) => isUnknown(value));
    if (unknown) return unknown.value;
    const result = method(text, args);
    if (Array.isArray(result)) return listOf(result as readonly string[], site);
    if (typeof result === "string" && result.length > limits.textLength)
      return unknownAt(site.scope.evaluation, site.node, `is longer than ${limits.textLength} characters`);
    return result as Value;
  });
}

const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["toLowerCase", (text) => text.toLowerCase()],
  ["toUpperCase", (text) => text.toUpperCase()],
  ["trim", (text) => text.trim()],
  ["trimStart", (text) => text.trimStart()],
  ["trimEnd", (text) => text.trimEnd()],
  ["at", (text, [index]) => text.at(integerArgument(index, 0) ?? 0)],
  ["charCodeAt", (text, [index]) => text.charCodeAt(integerArgument(index, 0) ?? 0)],
  ["codePointAt", (text, [index]) => text.codePointAt(integerArgument(index, 0) ?? 0)],
  ["lastIndexOf", (text, [part]) => text.lastIndexOf(textArgument(part) ?? "undefined")],
  [
    "localeCompare",
    (text, [other]) => (text < (textArgument(other) ?? "") ? -1 : Number(text !== other?.value)),
  ],
  ["toString", (text) => text],
  ["charAt", (text, [index]) => text.charAt(integerArgument(index, 0) ?? 0)],
  ["slice", (text, [start, end]) => text.slice(integerArgument(start, 0), integerArgument(end, text.length))],
  [
    "substring",
    (text, [start, end]) => text.substring(integerArgument(start, 0) ?? 0, integerArgument(end, text.length)),
  ],
  [
    "split",
    (text, [separator]) => (text.length > 1000 ? undefined : text.split(textArgument(separator) ?? ",")),
  ],
  ["includes", (text, [part]) => text.includes(textArgument(part) ?? "undefined")],
  ["startsWith", (text, [part]) => text.startsWith(textArgument(part) ?? "undefined")],
  ["endsWith", (text, [part]) => text.endsWith(textArgument(part) ?? "undefined")],
  ["indexOf", (text, [part]) => text.indexOf(textArgument(part) ?? "undefined")],
  ["concat", (text, args) => text + args.map((arg) => textArgument(arg) ?? "").join("")],
  ["padStart", (text, [length, fill]) => text.padStart(boundedLength(length), textArgument(fill) ?? " ")],
  ["padEnd", (text, [length, fill]) => text.padEnd(boundedLength(length), textArgument(fill) ?? " ")],
  [
    "repeat",
    (text, [count]) => {
      const times = integerArgument(count, 0) ?? 0;
      return times >= 0 && times * text.length <= limits.textLength ? text.repeat(times) : undefined;
    },
  ],
]);

function textArgument(slot: Slot | undefined): string | undefined {
  return typeof slot?.value === "string"
    ? slot.value
    : typeof slot?.value === "number"
      ? String(slot.value)
      : undefined;
}

function boundedLength(slot: Slot | undefined): number {
  return Math.min(integerArgument(slot, 0) ?? 0, limits.textLength);
}
