/** Writes numbers, texts and records in one of the many ways in which programs have them. */
import type { RandomNumbers } from "../../../../support/randomModels.ts";
import type { Argument, Arguments } from "./pieces.ts";

/** A program while it is written. */
export interface Writer {
  readonly random: RandomNumbers;
  readonly typescript: boolean;
  /** Declarations before everything else, by what they declare. */
  readonly top: Map<string, string>;
  /** Where new names are counted. */
  readonly names: { count: number };
  /** How `tf.layers` is written. */
  readonly layers: string;
}

export function newName({ names }: Writer, stem: string): string {
  names.count++;
  return `${stem}${names.count}`;
}

/** One of the texts; each is only worked out when it is the one. */
export function oneOf(random: RandomNumbers, ways: readonly (() => string)[]): string {
  return ways[random(0, ways.length - 1)]?.() ?? "";
}

export function writeArgument(writer: Writer, argument: Argument): string {
  if (typeof argument === "number") return writeNumber(writer, argument);
  if (typeof argument === "string") return writeText(writer, argument);
  if (typeof argument === "boolean") return writeTruth(writer, argument);
  return writeList(
    writer,
    argument.map((item) => writeArgument(writer, item)),
  );
}

export function writeNumber(writer: Writer, value: number): string {
  const { random } = writer;
  if (random(0, 2) > 0) return String(value);
  if (!Number.isInteger(value) || value < 0) return declared(writer, String(value));
  return oneOf(random, [
    () => declared(writer, String(value)),
    () => `${value - 1} + 1`,
    () => (value % 2 === 0 ? `${value / 2} * 2` : `${value * 2} / 2`),
    () => `Math.floor(${value}.${random(1, 9)})`,
    () => `Math.max(${random(-9, value)}, ${value})`,
    () => `Math.min(...[${value}, ${value + random(0, 9)}])`,
    () => `Number("${value}")`,
    () => `parseInt("${value}px", 10)`,
    () => `[${random(0, 9)}, ${value}, ${random(0, 9)}][1]`,
    () => `[${value}].at(-1)${writer.typescript ? "!" : ""}`,
    () => `{ size: ${value} }.size`,
    () => `(${value} > ${value - 1} ? ${value} : ${random(50, 99)})`,
    () => `"${"x".repeat(Math.min(value, 30))}".length${value > 30 ? ` + ${value - 30}` : ""}`,
    () => `(null ?? ${value})`,
    () => `(0 || ${value})`,
    () => `${value * 3} / 3`,
    () => `~~(${value}.5)`,
    () => `((n) => n + 1)(${value - 1})`,
    () => member(writer, value),
    () => `${helper(writer, "identity", "(value) => value")}(${value})`,
    () => `[...Array(${Math.min(value, 40)}).keys()].length${value > 40 ? ` + ${value - 40}` : ""}`,
    () => `+\`${value}\``,
    () => (Number.isInteger(Math.log2(value)) && value > 0 ? `1 << ${Math.log2(value)}` : `${value} | 0`),
  ]);
}

/** The texts are all in small letters. */
function writeText(writer: Writer, value: string): string {
  return oneOf(writer.random, [
    () => `"${value}"`,
    () => `'${value}'`,
    () => `"${value}"`,
    () => `\`${value}\``,
    () => `"${value.slice(0, 2)}" + "${value.slice(2)}"`,
    () => declared(writer, `"${value}"`),
    () => `["${value}"].join("")`,
    () => `"${value.toUpperCase()}".toLowerCase()`,
    () => `"${[...value].join("-")}".split("-").join("")`,
  ]);
}

function writeTruth({ random }: Writer, value: boolean): string {
  return oneOf(random, [() => String(value), () => (value ? "!0" : "!1"), () => (value ? "1 < 2" : "!!0")]);
}

export function writeList({ random }: Writer, items: readonly string[]): string {
  return oneOf(random, [
    () => `[${items.join(", ")}]`,
    () => `[${items.join(", ")}]`,
    () => `[...[${items.join(", ")}]]`,
    () => `Array.of(${items.join(", ")})`,
    () => `[${items.join(", ")}].map((item) => item)`,
    () => `[${items.join(", ")}, 1].slice(0, ${items.length})`,
    () => `[${items.slice(0, 1).join(", ")}].concat([${items.slice(1).join(", ")}])`,
  ]);
}

/** An object with these entries, already written. */
export function writeRecord(writer: Writer, entries: readonly (readonly [string, string])[]): string {
  const { random } = writer;
  const plain = (list: readonly (readonly [string, string])[]) =>
    list.length === 0
      ? "{}"
      : `{ ${list.map(([key, text]) => (key === text ? key : `${key}: ${text}`)).join(", ")} }`;
  const half = random(0, entries.length);
  return oneOf(random, [
    () => plain(entries),
    () => plain(entries),
    () => plain(entries),
    () => `{ ...${plain(entries.slice(0, half))}, ...${plain(entries.slice(half))} }`,
    () => `Object.assign({}, ${plain(entries.slice(0, half))}, ${plain(entries.slice(half))})`,
    () =>
      `{ ${entries.map(([key, text]) => `["${key.slice(0, 1)}" + "${key.slice(1)}"]: ${text}`).join(", ")} }`,
    () => `Object.fromEntries([${entries.map(([key, text]) => `["${key}", ${text}]`).join(", ")}])`,
    () => `{ ...(false && { name: "no" }), ...${plain(entries)} }`,
    () => `((config) => ({ ...config }))(${plain(entries)})`,
    () => `{ ${entries.map(([key, text]) => `"${key}": ${text}`).join(", ")} }`,
  ]);
}

export function entriesOf(writer: Writer, args: Arguments): (readonly [string, string])[] {
  return Object.entries(args).map(([key, value]) => [key, writeArgument(writer, value)] as const);
}

/** A constant at the top of the file. */
function declared(writer: Writer, text: string): string {
  const known = [...writer.top].find(([, code]) => code.endsWith(` = ${text};`));
  if (known) return known[0];
  const name = newName(writer, "VALUE");
  writer.top.set(name, `${writer.random(0, 3) === 0 ? "let" : "const"} ${name} = ${text};`);
  return name;
}

/** A member of one object at the top, or of an enum. */
function member(writer: Writer, value: number): string {
  const key = `s${value}`;
  const name = writer.typescript ? "Sizes" : "sizes";
  const text = writer.top.get(name) ?? "";
  const found = [...text.matchAll(/s(\d+)/g)].map(([, digits]) => Number(digits));
  const all = [...new Set([...found, value])];
  writer.top.set(
    name,
    writer.typescript
      ? `enum ${name} { ${all.map((size) => `s${size} = ${size}`).join(", ")} }`
      : `const ${name} = { ${all.map((size) => `s${size}: ${size}`).join(", ")} };`,
  );
  return writer.random(0, 1) === 0 ? `${name}.${key}` : `${name}["${key}"]`;
}

/** A function at the top. */
function helper(writer: Writer, name: string, code: string): string {
  writer.top.set(name, `const ${name} = ${code};`);
  return name;
}
