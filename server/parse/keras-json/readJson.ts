/** Reads JSON text into a tree with places, keeps what is readable of broken text, and needs no call stack for depth. */
import { createScanner } from "jsonc-parser";
import type { SourceRange } from "../../../core/graph/sourceRange.ts";
import type { JsonNode } from "./jsonNode.ts";
import {
  addColon,
  addComma,
  addString,
  addValue,
  closeBracket,
  createTreeBuilder,
  endOfText,
  failAt,
  type JsonError,
  type JsonTreeBuilder,
  openBracket,
} from "./jsonTreeBuilder.ts";
import { readStrictJson } from "./readStrictJson.ts";
import { rereadStrictJson } from "./rereadJson.ts";

/** Levels of lists and objects that a model can need; a nested model takes four. */
export const nestingLimit = 400;

export interface NonFiniteToken extends SourceRange {
  readonly text: string;
}

export interface JsonDocument {
  /** Absent where the text holds no value at all. */
  readonly root: JsonNode | undefined;
  /** The first thing that is wrong; what follows from it is not told. */
  readonly error: JsonError | undefined;
  /** Places of `NaN`, `Infinity` and `-Infinity`. */
  readonly nonFinite: readonly NonFiniteToken[];
  /** Place of the bracket that passes `nestingLimit`; reading stops there. */
  readonly tooDeep: SourceRange | undefined;
}

/** jsonc-parser's `SyntaxKind`, which it exports as a const enum that isolated modules cannot use. */
const syntaxKind = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  null: 7,
  true: 8,
  false: 9,
  string: 10,
  number: 11,
  unknown: 16,
  eof: 17,
} as const;

interface Token extends SourceRange {
  readonly kind: number;
  readonly value: string;
  readonly broken: boolean;
}

/** Reads a whole document; total for any text, linear in its length. */
export function readJson(text: string): JsonDocument {
  return documentOf(readStrictJson(text, nestingLimit), text);
}

/** As `readJson`, for one text after another of a file: the tree holds until the next call alone. */
export function readJsonAgain(text: string): JsonDocument {
  return documentOf(rereadStrictJson(text, nestingLimit), text);
}

function documentOf(root: JsonNode | undefined, text: string): JsonDocument {
  return root ? { root, error: undefined, nonFinite: [], tooDeep: undefined } : readDamagedJson(text);
}

/** As `readJson`, without the short cut for text that is in order. */
export function readDamagedJson(text: string): JsonDocument {
  const builder = createTreeBuilder(text.length);
  const nonFinite: NonFiniteToken[] = [];
  const next = tokensOf(text);
  let tooDeep: SourceRange | undefined;
  while (!tooDeep && !(builder.error && !builder.root)) {
    const token = next();
    if (token.kind === syntaxKind.eof) {
      endOfText(builder);
      break;
    }
    if (token.broken && token.kind === syntaxKind.string && token.end >= text.length) {
      // Half a string is no value: a shortened name would look like another one.
      failAt(
        builder,
        "The text ends here, inside a string. The file is cut off.",
        text.length - 1,
        text.length,
      );
      break;
    }
    if (token.broken) failAt(builder, brokenTokenText(token.kind), token.start, token.end);
    const opens = token.kind === syntaxKind.openBrace || token.kind === syntaxKind.openBracket;
    if (opens && builder.stack.length >= nestingLimit) tooDeep = { start: token.start, end: token.end };
    else if (isNonFinite(token)) nonFinite.push(addNonFinite(builder, token));
    else addToken(builder, token);
  }
  return { root: builder.root, error: builder.error, nonFinite, tooDeep };
}

function addToken(builder: JsonTreeBuilder, { kind, value, start, end }: Token): void {
  const place = { start, end, closed: true };
  switch (kind) {
    case syntaxKind.openBrace:
      openBracket(builder, "object", start);
      break;
    case syntaxKind.openBracket:
      openBracket(builder, "array", start);
      break;
    case syntaxKind.closeBrace:
      closeBracket(builder, "object", start, end);
      break;
    case syntaxKind.closeBracket:
      closeBracket(builder, "array", start, end);
      break;
    case syntaxKind.comma:
      addComma(builder, start, end);
      break;
    case syntaxKind.colon:
      addColon(builder, start, end);
      break;
    case syntaxKind.string:
      addString(builder, value, start, end);
      break;
    case syntaxKind.number:
      addValue(builder, { kind: "number", value: Number(value), ...place });
      break;
    case syntaxKind.true:
    case syntaxKind.false:
      addValue(builder, { kind: "boolean", value: kind === syntaxKind.true, ...place });
      break;
    case syntaxKind.null:
      addValue(builder, { kind: "null", ...place });
      break;
    default:
      failAt(builder, `“${shorten(value)}” is not JSON.`, start, end);
  }
}

function addNonFinite(builder: JsonTreeBuilder, { value, start, end }: Token): NonFiniteToken {
  addValue(builder, { kind: "nonFinite", text: value, start, end, closed: true });
  return { text: value, start, end };
}

function isNonFinite({ kind, value }: Token): boolean {
  return kind === syntaxKind.unknown && (value === "NaN" || value === "Infinity" || value === "-Infinity");
}

/** Tokens of a text one by one, without space and comments; `-Infinity` as one. */
function tokensOf(text: string): () => Token {
  const scanner = createScanner(text, true);
  if (text.charCodeAt(0) === 0xfeff) scanner.setPosition(1);
  const read = (): Token => {
    const kind: number = scanner.scan();
    const start = scanner.getTokenOffset();
    const broken = Number(scanner.getTokenError()) !== 0;
    return { kind, value: scanner.getTokenValue(), start, end: start + scanner.getTokenLength(), broken };
  };
  return () => {
    const token = read();
    if (token.kind !== syntaxKind.unknown || token.value !== "-") return token;
    if (!text.startsWith("Infinity", token.end)) return token;
    const rest = read();
    return { ...rest, value: `-${rest.value}`, start: token.start };
  };
}

function brokenTokenText(kind: number): string {
  if (kind === syntaxKind.string) {
    return "This string is not closed on its line, or holds a character or an escape that JSON does not allow.";
  }
  if (kind === syntaxKind.number) return "This number is not complete.";
  return "This comment is not closed.";
}

function shorten(text: string): string {
  return text.length <= 24 ? text : `${text.slice(0, 24)}…`;
}
