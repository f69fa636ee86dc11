/** Values of a function's parameters as people write them: `width = 0.5, inputShape = [96, 96, 3]`. */
import type { ConfigData } from "../core/graph/paramValue.ts";

/** Values by the parameter's name; `options.width` for a property of a parameter. */
export type ParameterValues = Readonly<Record<string, ConfigData>>;

/** What kind of value a program wants for a parameter, where it says so. */
export type ParameterKind = "number" | "text" | "boolean" | "list" | "tensor";

/** A parameter of a function that nothing calls, with the value that it is shown for. */
export interface ShownParameter {
  /** `options.width` for a property of a parameter. */
  readonly name: string;
  readonly from: "typed" | "comment" | "default" | "nothing";
  /** The value as written; absent where there is none. */
  readonly text?: string;
  readonly kind?: ParameterKind;
}

export interface ReadParameters {
  /** Those that can be read, up to the first mistake. */
  readonly values: ParameterValues;
  /** What is wrong and what to write instead. */
  readonly message?: string;
}

/** Lists and objects inside one another, at most. */
const deepest = 8;
const example = "width = 0.5 inputShape = [96, 96, 3]";

/** Pairs of name and value with commas or white space between them; numbers, texts, true, false, null, lists and objects. */
export function readParameters(text: string): ReadParameters {
  const reader: Reader = { text, at: 0 };
  const values: Record<string, ConfigData> = {};
  for (;;) {
    skip(reader, /[\s,;]*/y);
    if (reader.at >= text.length) return { values };
    const name = take(reader, /[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)?/uy);
    if (name === undefined)
      return { values, message: `"${rest(reader)}" is no name with a value; write ${example}.` };
    skip(reader, /\s*/y);
    if (take(reader, /[=:]/y) === undefined)
      return { values, message: `"${name}" has no value; write ${example}.` };
    skip(reader, /\s*/y);
    const value = readValue(reader, 0);
    if (value === undefined || !/^(?:[\s,;]|$)/.test(text.slice(reader.at))) {
      return {
        values,
        message: `The value of ${name} cannot be read at "${rest(reader)}"; write a number, a text in quotes, true, false or a list, as in ${example}.`,
      };
    }
    if (Object.hasOwn(values, name)) return { values, message: `${name} has two values; leave one of them.` };
    values[name] = value;
  }
}

/** As `readParameters`, for the parameters of one function: names and kinds must be theirs. */
export function readParametersOf(text: string, parameters: readonly ShownParameter[]): ReadParameters {
  const read = readParameters(text);
  if (read.message !== undefined) return read;
  const { values } = read;
  const names = parameters.map(({ name }) => name);
  const unknown = unknownName(values, names);
  if (unknown !== undefined) return { values, message: unknownNameText(unknown, names) };
  const message = parameters
    .map((parameter) => wrongKind(parameter, values))
    .find((each) => each !== undefined);
  return message === undefined ? read : { values, message };
}

/** The first name that is none of `names`; properties of a parameter may be any. */
export function unknownName(values: ParameterValues, names: readonly string[]): string | undefined {
  const outer = new Set(names.map((name) => name.split(".")[0]));
  return Object.keys(values).find((name) => !names.includes(name) && !outer.has(name.split(".")[0]));
}

/** What to say of such a name. */
export function unknownNameText(name: string, names: readonly string[]): string {
  return names.length === 0
    ? `The function has no parameter ${name}, or any other that takes a value.`
    : `The function has no parameter ${name}; its parameters are ${names.join(", ")}.`;
}

/** `width = 0.5, inputShape = [96, 96, 3]` for these parameters. */
export function exampleFor(parameters: readonly ShownParameter[]): string {
  return parameters
    .slice(0, 4)
    .map(({ name, kind = "number" }) => `${name} = ${kindTexts[kind].example}`)
    .join(", ");
}

const kindTexts: Readonly<Record<ParameterKind, { readonly is: string; readonly example: string }>> = {
  number: { is: "a number", example: "32" },
  text: { is: "a text in quotes", example: '"same"' },
  boolean: { is: "true or false", example: "true" },
  list: { is: "a list", example: "[96, 96, 3]" },
  tensor: { is: "a tensor, given as its sizes without the batch", example: "[56, 56, 64]" },
};

function wrongKind({ name, kind }: ShownParameter, values: ParameterValues): string | undefined {
  const value = values[name];
  if (value === undefined || value === null || kind === undefined || kind === kindOf(value)) return undefined;
  if (kind === "tensor") {
    if (Array.isArray(value) && value.every((size) => size === null || isSize(size))) return undefined;
  }
  const { is, example } = kindTexts[kind];
  return `${name} is ${is} in the program, and ${valueText(value)} is ${kindTexts[kindOf(value) ?? "list"].is}; write ${name} = ${example} or the like.`;
}

function isSize(value: ConfigData): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

function kindOf(value: ConfigData): ParameterKind | undefined {
  if (typeof value === "number") return "number";
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return "boolean";
  return Array.isArray(value) ? "list" : undefined;
}

/** The same as text; reading it gives the same values. */
export function parametersText(values: ParameterValues): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} = ${valueText(value)}`)
    .join(", ");
}

export function valueText(value: ConfigData): string {
  return Array.isArray(value) ? `[${value.map(valueText).join(", ")}]` : JSON.stringify(value);
}

interface Reader {
  readonly text: string;
  at: number;
}

/** `undefined` where there is no value. */
function readValue(reader: Reader, depth: number): ConfigData | undefined {
  if (depth > deepest) return undefined;
  const number = take(reader, /[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?(?![\p{L}\p{N}_$.])/iuy);
  if (number !== undefined) {
    const value = Number(number.replaceAll("_", ""));
    return Number.isFinite(value) ? value : undefined;
  }
  const word = take(reader, /(?:true|false|null)(?![\p{L}\p{N}_$])/uy);
  if (word !== undefined) return word === "null" ? null : word === "true";
  const quoted = take(reader, /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/y);
  if (quoted !== undefined) return quoted.slice(1, -1).replace(/\\(.)/g, "$1");
  if (take(reader, /\[/y)) return readList(reader, depth);
  return take(reader, /\{/y) ? readRecord(reader, depth) : undefined;
}

function readList(reader: Reader, depth: number): ConfigData | undefined {
  const items: ConfigData[] = [];
  for (;;) {
    skip(reader, /\s*/y);
    if (take(reader, /\]/y)) return items;
    const item = readValue(reader, depth + 1);
    if (item === undefined) return undefined;
    items.push(item);
    skip(reader, /\s*/y);
    if (!take(reader, /,/y) && reader.text[reader.at] !== "]") return undefined;
  }
}

function readRecord(reader: Reader, depth: number): ConfigData | undefined {
  const record: Record<string, ConfigData> = {};
  for (;;) {
    skip(reader, /\s*/y);
    if (take(reader, /\}/y)) return record;
    const key = take(reader, /[\p{L}_$][\p{L}\p{N}_$]*|"[^"\\\n]*"|'[^'\\\n]*'/uy)?.replace(
      /^["']|["']$/g,
      "",
    );
    skip(reader, /\s*/y);
    if (key === undefined || key === "__proto__" || !take(reader, /:/y)) return undefined;
    skip(reader, /\s*/y);
    const value = readValue(reader, depth + 1);
    if (value === undefined) return undefined;
    record[key] = value;
    skip(reader, /\s*/y);
    if (!take(reader, /,/y) && reader.text[reader.at] !== "}") return undefined;
  }
}

/** `pattern` is sticky. */
function take(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const [found] = pattern.exec(reader.text) ?? [];
  if (found === undefined) return undefined;
  reader.at += found.length;
  return found;
}

function skip(reader: Reader, pattern: RegExp): void {
  take(reader, pattern);
}

function rest({ text, at }: Reader): string {
  const left = text.slice(at).trim();
  return left.length > 30 ? `${left.slice(0, 29)}…` : left;
}
