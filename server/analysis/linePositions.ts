/** Where the lines of a text start, to turn offsets (UTF-16 units) into LSP's line and character and back. */

import type { SourceRange } from "../../core/graph/sourceRange.ts";
import type { TextPosition, TextRange } from "../../protocol/language.ts";
import { firstFrom } from "../parse/firstFrom.ts";
import { changeBetween } from "../parse/textChange.ts";

export interface LinePositions {
  /** Offset of each line's first character; the first is 0. */
  readonly starts: readonly number[];
  /** Length of the text in UTF-16 units. */
  readonly length: number;
}

/** Lines end at `\n`, `\r\n` or a lone `\r`, as in LSP. */
export function linePositions(text: string): LinePositions {
  if (text.length < longText || text.length > longestKept)
    return { starts: allStarts(text), length: text.length };
  const starts = last ? startsAfter(last, text) : allStarts(text);
  last = { text, starts };
  return { starts, length: text.length };
}

/** UTF-16 units from which on most of the lines are taken from those of the text before, up to those at which it is not kept. */
const longText = 20_000;
const longestKept = 10_000_000;

interface TextStarts {
  readonly text: string;
  readonly starts: readonly number[];
}

let last: TextStarts | undefined;

function allStarts(text: string): readonly number[] {
  const starts = [0];
  addStarts(starts, text, 0, text.length);
  return starts;
}

/** Adds the starts of lines behind line ends from `from` to `to`. */
function addStarts(starts: number[], text: string, from: number, to: number): void {
  if (!text.includes("\r")) {
    // The search for one character is the machine's own; a step for each takes a while the first time.
    for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1))
      starts.push(at + 1);
    return;
  }
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || (unit === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
}

/** Whether a line starts at a place is said by the two units around it, so that those away from the change stay what they were. */
function startsAfter(before: TextStarts, text: string): readonly number[] {
  const { start, removed, inserted } = changeBetween(before.text, text);
  if (removed + inserted === 0) return before.starts;
  const shift = inserted - removed;
  const old = before.starts;
  const lines = { from: 0, to: old.length };
  const kept = Math.max(
    1,
    firstFrom(lines, (line) => old[line], start),
  );
  const behind = Math.max(
    kept,
    firstFrom(lines, (line) => old[line], start + removed + 1),
  );
  const starts = old.slice(0, kept);
  addStarts(starts, text, Math.max(start - 1, 0), start + inserted);
  for (let line = behind; line < old.length; line++) starts.push((old[line] ?? 0) + shift);
  return starts;
}

/** Offsets outside the text are taken to its nearer end. */
export function positionAt(lines: LinePositions, offset: number): TextPosition {
  const clamped = Math.max(0, Math.min(offset, lines.length));
  const line = lineAt(lines, clamped);
  return { line, character: clamped - (lines.starts[line] ?? 0) };
}

/** Positions past the end of a line or of the text are taken to that end. */
export function offsetAt(lines: LinePositions, position: TextPosition): number {
  const start = lines.starts[position.line];
  if (start === undefined) return position.line < 0 ? 0 : lines.length;
  const end = lines.starts[position.line + 1] ?? lines.length;
  return Math.max(start, Math.min(start + position.character, end));
}

export function textRange(lines: LinePositions, range: SourceRange): TextRange {
  return { start: positionAt(lines, range.start), end: positionAt(lines, range.end) };
}

/** Zero-based line that holds the offset. */
export function lineAt(lines: LinePositions, offset: number): number {
  const next = firstFrom({ from: 0, to: lines.starts.length }, (line) => lines.starts[line], offset + 1);
  return Math.max(next - 1, 0);
}

/** Characters of a line, its line end included. */
export function lineLength(lines: LinePositions, line: number): number {
  const start = lines.starts[line];
  return start === undefined ? 0 : (lines.starts[line + 1] ?? lines.length) - start;
}
