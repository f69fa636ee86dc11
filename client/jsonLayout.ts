/**
 * Lays minified JSON out over lines, for reading. Only white space changes: every number, `NaN` and string keeps its
 * spelling, and broken or truncated text is laid out as far as it goes.
 */

export interface LayoutOptions {
  /** One level of indentation. */
  readonly indent: string;
  /** `\n` or `\r\n`. */
  readonly lineEnd: string;
}

/** Lists and objects up to this length that hold no list or object stay on one line. */
const longestInline = 72;

type TokenKind = "open" | "close" | "comma" | "colon" | "value" | "comment";

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

export function layOutJson(text: string, options: LayoutOptions): string {
  const tokens = tokensOf(text);
  const closings = inlineClosings(tokens);
  const out: string[] = [];
  let depth = 0;
  const newLine = () => out.push(options.lineEnd, options.indent.repeat(depth));
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (!token) break;
    const previous = tokens[index - 1];
    const closing = closings.get(index);
    if (token.kind === "open" && closing !== undefined) {
      if (startsLine(previous, depth)) newLine();
      else out.push(gap(previous, token));
      out.push(inlineText(tokens.slice(index, closing + 1)));
      index = closing;
      continue;
    }
    if (token.kind === "close") {
      depth = Math.max(0, depth - 1);
      if (previous?.kind !== "open") newLine();
    } else if (startsLine(previous, depth) && (!isMark(token) || previous?.kind === "comment")) {
      newLine();
    } else {
      out.push(gap(previous, token));
    }
    out.push(token.kind === "colon" ? ": " : token.text);
    if (token.kind === "open") depth++;
  }
  return out.join("");
}

/** The offset in `after` that stands behind as much visible text as `offset` does in `before`. */
export function sameOffset(before: string, after: string, offset: number): number {
  let seen = 0;
  for (let at = 0; at < offset && at < before.length; at++) if (!isSpace(before, at)) seen++;
  let at = 0;
  for (; at < after.length && seen > 0; at++) if (!isSpace(after, at)) seen--;
  return at;
}

function startsLine(previous: Token | undefined, depth: number): boolean {
  if (!previous) return false;
  if (previous.kind === "open" || previous.kind === "comma" || previous.kind === "comment") return true;
  return depth === 0 && previous.kind === "close";
}

function isMark({ kind }: Token): boolean {
  return kind === "comma" || kind === "colon";
}

/** A space where a comma or colon is missing, so that two values never become one. */
function gap(previous: Token | undefined, token: Token): string {
  const ended = previous?.kind === "value" || previous?.kind === "close";
  return ended && !isMark(token) ? " " : "";
}

function inlineText(tokens: readonly Token[]): string {
  const isObject = tokens[0]?.text === "{" && tokens.length > 2;
  const inner = tokens.slice(1, -1).map((token, index) => {
    if (token.kind === "comma") return ", ";
    return token.kind === "colon" ? ": " : gap(tokens[index], token) + token.text;
  });
  const pad = isObject ? " " : "";
  return `${tokens[0]?.text ?? ""}${pad}${inner.join("")}${pad}${tokens.at(-1)?.text ?? ""}`;
}

/** For every opening that stays on one line, its closing: short, and nothing nested in it. */
function inlineClosings(tokens: readonly Token[]): Map<number, number> {
  const closings = new Map<number, number>();
  let opening: number | undefined;
  let length = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === "open") {
      opening = index;
      length = 0;
    } else if (token.kind === "comment") {
      opening = undefined;
    } else if (token.kind === "close") {
      if (opening !== undefined && length <= longestInline) closings.set(opening, index);
      opening = undefined;
    } else {
      length += token.text.length + (token.kind === "value" ? 0 : 1);
    }
  }
  return closings;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    if (isSpace(text, at)) {
      at++;
      continue;
    }
    const kind = kindAt(text, at);
    const end = kind === "value" ? valueEnd(text, at) : kind === "comment" ? commentEnd(text, at) : at + 1;
    tokens.push({ kind, text: text.slice(at, end).trimEnd() });
    at = end;
  }
  return tokens;
}

function kindAt(text: string, at: number): TokenKind {
  switch (text[at]) {
    case "{":
    case "[":
      return "open";
    case "}":
    case "]":
      return "close";
    case ",":
      return "comma";
    case ":":
      return "colon";
    case "/":
      return text[at + 1] === "/" || text[at + 1] === "*" ? "comment" : "value";
    default:
      return "value";
  }
}

function valueEnd(text: string, start: number): number {
  if (text[start] === '"') {
    for (let at = start + 1; at < text.length; at++) {
      if (text[at] === "\\") at++;
      else if (text[at] === '"') return at + 1;
    }
    return text.length;
  }
  let at = start + 1;
  while (at < text.length && !isSpace(text, at) && !'{}[],:"'.includes(text[at] ?? "")) at++;
  return at;
}

function commentEnd(text: string, start: number): number {
  const block = text[start + 1] === "*";
  const end = text.indexOf(block ? "*/" : "\n", start + 2);
  return end < 0 ? text.length : end + (block ? 2 : 0);
}

function isSpace(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit === 32 || unit === 9 || unit === 10 || unit === 13;
}
