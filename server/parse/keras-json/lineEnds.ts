/** Finds the line of an offset, and where a hint goes that belongs to an object of a file. */

import type { SourceRange } from "../../../core/graph/sourceRange.ts";
import { firstFrom } from "../firstFrom.ts";

/** Offsets of the line ends of a text, found once. */
export interface LineEnds {
  readonly text: string;
  /** Offset of each `\n`, and the text's length. */
  readonly offsets: readonly number[];
}

export function lineEndsOf(text: string): LineEnds {
  const offsets: number[] = [];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) offsets.push(at);
  offsets.push(text.length);
  return { text, offsets };
}

/**
 * Place of a hint for an object: the end of the line its class name stands on where it takes several lines,
 * else its own end (behind a comma that ends the line), so that hints in a one-line file stay apart.
 */
export function anchorOf(lines: LineEnds, whole: SourceRange, classRange: SourceRange): number {
  const first = lineAt(lines, whole.start);
  const last = lineAt(lines, whole.end);
  const lineEnd = (line: number) => {
    const end = lines.offsets[line] ?? lines.text.length;
    return lines.text.charCodeAt(end - 1) === 13 ? end - 1 : end;
  };
  if (first !== last) return lineEnd(lineAt(lines, classRange.end));
  const end = lineEnd(last);
  // A rest longer than this holds another object.
  const rest = end - whole.end <= 8 ? lines.text.slice(whole.end, end).trim() : "…";
  return rest === "" || rest === "," ? end : whole.end;
}

function lineAt(lines: LineEnds, offset: number): number {
  return firstFrom({ from: 0, to: lines.offsets.length - 1 }, (line) => lines.offsets[line], offset);
}
