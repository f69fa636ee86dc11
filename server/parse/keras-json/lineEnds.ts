/** Finds the line of an offset, and where a hint goes that belongs to an object of a file. */

import type { SourceRange } from "../../../core/graph/sourceRange.ts";

/** A text, and the line of it that was last looked at: whoever reads a file mostly stays in a line or goes on to the next. */
export interface LineEnds {
  readonly text: string;
  /** Offset of the first unit of that line, and of its `\n` or the end of the text. */
  start: number;
  end: number;
}

export function lineEndsOf(text: string): LineEnds {
  return { text, start: 0, end: -1 };
}

/**
 * Place of a hint for an object: the end of the line its class name stands on where it takes several lines,
 * else its own end (behind a comma that ends the line), so that hints in a one-line file stay apart.
 */
export function anchorOf(lines: LineEnds, whole: SourceRange, classRange: SourceRange): number {
  const { text } = lines;
  if (lineEndAt(lines, whole.start) < whole.end) return beforeReturn(text, lineEndAt(lines, classRange.end));
  const end = beforeReturn(text, lineEndAt(lines, whole.end));
  // A rest longer than this holds another object.
  const rest = end - whole.end <= 8 ? text.slice(whole.end, end).trim() : "…";
  return rest === "" || rest === "," ? end : whole.end;
}

function beforeReturn(text: string, end: number): number {
  return text.charCodeAt(end - 1) === 13 ? end - 1 : end;
}

/** Offset of the `\n` that ends the line of `offset`, or of the text's end. */
function lineEndAt(lines: LineEnds, offset: number): number {
  if (offset < lines.start || offset > lines.end) {
    const end = lines.text.indexOf("\n", offset);
    lines.start = offset > 0 ? lines.text.lastIndexOf("\n", offset - 1) + 1 : 0;
    lines.end = end < 0 ? lines.text.length : end;
  }
  return lines.end;
}
