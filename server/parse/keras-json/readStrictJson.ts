/** Reads faultless JSON into the tree that `readJson` builds, several times faster; gives up at the first thing out of order. */
import type { JsonArray, JsonMember, JsonNode, JsonObject } from "./jsonNode.ts";

/**
 * The tree of a whole document, or `undefined` for text that is not plain JSON (damaged, with comments, `NaN`, a byte
 * order mark ...) or nested deeper than `nestingLimit`: that is for the careful reader to tell. Linear, and needs no call
 * stack for depth.
 */
export function readStrictJson(text: string, nestingLimit: number): JsonNode | undefined {
  const open: (JsonObject | JsonArray)[] = [];
  let container: JsonObject | JsonArray | undefined;
  let at = skipSpace(text, 0);
  for (;;) {
    // A value starts here, behind its key in an object.
    let key: string | undefined;
    let keyStart = 0;
    let keyEnd = 0;
    if (container?.kind === "object") {
      keyStart = at;
      keyEnd = stringEnd(text, at);
      if (keyEnd < 0) return undefined;
      key = stringValue(text, keyStart, keyEnd);
      at = skipSpace(text, keyEnd);
      if (key === undefined || text.charCodeAt(at) !== colon) return undefined;
      at = skipSpace(text, at + 1);
    }
    const node = startValue(text, at);
    if (!node) return undefined;
    if (container?.kind === "array") container.items.push(node);
    else if (container && key !== undefined) {
      const member: JsonMember = { keyRange: { start: keyStart, end: keyEnd }, value: node };
      container.members.set(key, member);
    }
    const brackets = node.kind === "object" || node.kind === "array";
    at = skipSpace(text, brackets ? at + 1 : node.end);
    if (brackets) {
      if (open.length >= nestingLimit) return undefined;
      open.push(node);
      container = node;
      if (text.charCodeAt(at) !== closerOf(node)) continue;
    }
    // Behind a value, or in an empty pair of brackets: close what ends here, up to the comma before the next value.
    for (;;) {
      if (!container) return at === text.length ? node : undefined;
      const unit = text.charCodeAt(at);
      if (unit === closerOf(container)) {
        at += 1;
        container.end = at;
        container.closed = true;
        const closed: JsonNode | undefined = open.pop();
        container = open.at(-1);
        at = skipSpace(text, at);
        if (!container) return at === text.length ? closed : undefined;
      } else if (unit === comma) {
        at = skipSpace(text, at + 1);
        break;
      } else {
        return undefined;
      }
    }
  }
}

const [quote, comma, colon, backslash] = [0x22, 0x2c, 0x3a, 0x5c];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const words = [
  { text: "null", value: null },
  { text: "true", value: true },
  { text: "false", value: false },
] as const;

function closerOf(node: JsonObject | JsonArray): number {
  return node.kind === "object" ? closeBrace : closeBracket;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const unit = text.charCodeAt(at);
    if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return at;
    at += 1;
  }
}

/** A value that begins at `at`; one in brackets is empty and open. */
function startValue(text: string, at: number): JsonNode | undefined {
  switch (text.charCodeAt(at)) {
    case quote: {
      const end = stringEnd(text, at);
      const value = end < 0 ? undefined : stringValue(text, at, end);
      return value === undefined ? undefined : { kind: "string", value, start: at, end, closed: true };
    }
    case openBrace:
      return { kind: "object", members: new Map(), start: at, end: text.length, closed: false };
    case openBracket:
      return { kind: "array", items: [], start: at, end: text.length, closed: false };
    default:
      return startNumber(text, at) ?? startWord(text, at);
  }
}

function startNumber(text: string, at: number): JsonNode | undefined {
  numberPattern.lastIndex = at;
  if (!numberPattern.test(text)) return undefined;
  const end = numberPattern.lastIndex;
  // `01` and `1.` are two tokens, the second of which is then out of place.
  return { kind: "number", value: Number(text.slice(at, end)), start: at, end, closed: true };
}

function startWord(text: string, at: number): JsonNode | undefined {
  for (const word of words) {
    if (!text.startsWith(word.text, at)) continue;
    const end = at + word.text.length;
    return word.value === null
      ? { kind: "null", start: at, end, closed: true }
      : { kind: "boolean", value: word.value, start: at, end, closed: true };
  }
  return undefined;
}

/** End of the string that opens at `at`, its closing quote included; -1 where there is none. */
function stringEnd(text: string, at: number): number {
  if (text.charCodeAt(at) !== quote) return -1;
  let end = text.indexOf('"', at + 1);
  while (end > 0 && isEscaped(text, at, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? -1 : end + 1;
}

function isEscaped(text: string, start: number, at: number): boolean {
  let backslashes = 0;
  while (at - 1 - backslashes > start && text.charCodeAt(at - 1 - backslashes) === backslash)
    backslashes += 1;
  return backslashes % 2 === 1;
}

/** What the string between two quotes stands for; `undefined` where it holds what JSON does not allow. */
function stringValue(text: string, start: number, end: number): string | undefined {
  let plain = true;
  for (let at = start + 1; at < end - 1; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20) return undefined;
    if (unit === backslash) plain = false;
  }
  if (plain) return text.slice(start + 1, end - 1);
  try {
    const value: unknown = JSON.parse(text.slice(start, end));
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
