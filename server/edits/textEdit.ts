/** A change of a text, and texts with changes made. */
import type { SourceRange } from "../../core/graph/sourceRange.ts";

export interface TextEdit {
  readonly range: SourceRange;
  readonly text: string;
}

/** The text with all edits made; edits are of the old text and do not overlap. Of two at one place the first comes first. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.range.start - b.range.start);
  let result = "";
  let at = 0;
  for (const { range, text: inserted } of ordered) {
    result += text.slice(at, range.start) + inserted;
    at = range.end;
  }
  return result + text.slice(at);
}

/** True where two edits change the same characters, so that only one of them can be made. */
export function overlap(a: TextEdit, b: TextEdit): boolean {
  if (a.range.start === b.range.start && a.range.end === b.range.end) return true;
  return a.range.start < b.range.end && b.range.start < a.range.end;
}

export function insertion(offset: number, text: string): TextEdit {
  return { range: { start: offset, end: offset }, text };
}

/** The white space that the line of an offset starts with. */
export function indentationAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? "";
}

/** `\r\n` where the text has it, else `\n`. */
export function lineBreakOf(text: string): string {
  return /\r\n/.test(text.slice(0, 10_000)) ? "\r\n" : "\n";
}
