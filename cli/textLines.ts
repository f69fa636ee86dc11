/** Lines of a text, to turn offsets into the zero-based line and UTF-16 character of an editor. */
import type { SourceRange } from "../core/graph/sourceRange.ts";
import type { TextPosition, TextRange } from "../protocol/language.ts";

export interface TextLines {
  readonly positionAt: (offset: number) => TextPosition;
  readonly rangeOf: (range: SourceRange) => TextRange;
}

/** Finds the line starts once; line ends are LF, CRLF and CR, as in LSP. */
export function textLines(text: string): TextLines {
  const starts = [0];
  for (const { 0: ending, index } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + ending.length);
  const positionAt = (offset: number): TextPosition => {
    const within = Math.max(0, Math.min(offset, text.length));
    const line = lastAtMost(starts, within);
    return { line, character: within - (starts[line] ?? 0) };
  };
  return {
    positionAt,
    rangeOf: ({ start, end }) => ({ start: positionAt(start), end: positionAt(end) }),
  };
}

/** Index of the last element of an ascending list that is not above `value`. */
function lastAtMost(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((ascending[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
