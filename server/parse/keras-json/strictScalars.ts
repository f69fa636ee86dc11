/** Reads the strings, numbers and words of faultless JSON, and makes one string of those that a file writes again and again. */
import type { JsonNode } from "./jsonNode.ts";

export interface Cursor {
  readonly text: string;
  at: number;
  /** Short strings met so far, each at the place that its characters give; a later one takes the place of an earlier one. */
  readonly known: (string | undefined)[];
}

/** At the first character of `text` that is no space. */
export function createCursor(text: string): Cursor {
  const cursor = { text, at: 0, known: new Array<string | undefined>(knownStrings) };
  skipSpace(cursor);
  return cursor;
}

export function skipSpace(cursor: Cursor): void {
  const { text } = cursor;
  let { at } = cursor;
  for (;;) {
    const unit = text.charCodeAt(at);
    if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) break;
    at += 1;
  }
  cursor.at = at;
}

/** A string, number, boolean or `null`; `undefined` where there is none. Leaves the cursor behind it. */
export function readScalar(cursor: Cursor): JsonNode | undefined {
  const start = cursor.at;
  const unit = cursor.text.charCodeAt(start);
  if (unit === quote) {
    const value = readString(cursor);
    return value === undefined ? undefined : { kind: "string", value, start, end: cursor.at, closed: true };
  }
  if (unit === minus || isDigit(unit)) {
    const value = readNumber(cursor);
    return value === undefined ? undefined : { kind: "number", value, start, end: cursor.at, closed: true };
  }
  return readWord(cursor);
}

/** What the string that opens here stands for; `undefined` where there is none, or one that JSON does not allow. */
export function readString(cursor: Cursor): string | undefined {
  const { text, at: start } = cursor;
  if (text.charCodeAt(start) !== quote) return undefined;
  let at = start + 1;
  let hash = 0;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote) {
      cursor.at = at + 1;
      return plainString(cursor, start + 1, at, hash);
    }
    if (unit === backslash) return readEscapedString(cursor, at);
    if (unit < 0x20) return undefined;
    hash = (Math.imul(hash, 31) + unit) | 0;
  }
  return undefined;
}

const [quote, backslash, minus, dot] = [0x22, 0x5c, 0x2d, 0x2e];
const [digit0, digit9] = [0x30, 0x39];
const [knownStrings, longestKnown] = [1024, 40];
/** Numbers of more digits may not be exact when they are put together one by one. */
const exactDigits = 15;
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const words = [
  { text: "null", value: null },
  { text: "true", value: true },
  { text: "false", value: false },
] as const;

/** The text between two places; a short one that was met before is the same string. */
function plainString({ text, known }: Cursor, from: number, to: number, hash: number): string {
  const length = to - from;
  if (length > longestKnown) return text.slice(from, to);
  const place = (hash ^ (hash >>> 10)) & (knownStrings - 1);
  const before = known[place];
  if (before !== undefined && before.length === length && text.startsWith(before, from)) return before;
  const value = text.slice(from, to);
  known[place] = value;
  return value;
}

/** `firstEscape` is the place of the first backslash. */
function readEscapedString(cursor: Cursor, firstEscape: number): string | undefined {
  const { text, at: start } = cursor;
  let at = firstEscape;
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  if (at >= text.length) return undefined;
  cursor.at = at + 1;
  try {
    const value: unknown = JSON.parse(text.slice(start, cursor.at));
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

function readNumber(cursor: Cursor): number | undefined {
  const { text, at: start } = cursor;
  const first = text.charCodeAt(start) === minus ? start + 1 : start;
  let at = first;
  let value = 0;
  let unit = text.charCodeAt(at);
  for (; isDigit(unit); unit = text.charCodeAt(++at)) value = value * 10 + (unit - digit0);
  const digits = at - first;
  const leadingZero = text.charCodeAt(first) === digit0 && digits > 1;
  // Fractions, powers of ten, and what is no number.
  if (digits === 0 || digits > exactDigits || leadingZero || unit === dot || (unit | 0x20) === 0x65) {
    return readAnyNumber(cursor);
  }
  cursor.at = at;
  return first > start ? -value : value;
}

function readAnyNumber(cursor: Cursor): number | undefined {
  const { text, at: start } = cursor;
  numberPattern.lastIndex = start;
  if (!numberPattern.test(text)) return undefined;
  // `01` and `1.` are two tokens, the second of which is then out of place.
  cursor.at = numberPattern.lastIndex;
  return Number(text.slice(start, cursor.at));
}

function readWord(cursor: Cursor): JsonNode | undefined {
  const { text, at: start } = cursor;
  for (const word of words) {
    if (!text.startsWith(word.text, start)) continue;
    const end = start + word.text.length;
    cursor.at = end;
    return word.value === null
      ? { kind: "null", start, end, closed: true }
      : { kind: "boolean", value: word.value, start, end, closed: true };
  }
  return undefined;
}

function isDigit(unit: number): boolean {
  return unit >= digit0 && unit <= digit9;
}
