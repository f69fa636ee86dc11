/** Bundles that a tool wrote on a few long lines: nobody edits them, and to follow one takes as long as the bounds allow. */

/** UTF-16 units below which a text is followed whatever it looks like. */
const shortest = 400_000;
/** A line of code this long was written by a tool. */
const longLine = 20_000;
/** Units of a long line in which at least one function begins; in data, however long, none does. */
const unitsPerFunction = 500;
/** Part of the text that stands on such lines. */
const share = 0.9;

/** The head of a function. */
const heads = /\bfunction\b ?[\w$]*\(|=>/g;

/** Whether nearly all of a long text is code on lines that no person writes. */
export function isMinified(text: string): boolean {
  if (text.length < shortest) return false;
  let minified = 0;
  let others = 0;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    const next = end < 0 ? text.length : end + 1;
    const length = next - start;
    if (length >= longLine && isDenseCode(text.slice(start, next))) minified += length;
    else others += length;
    if (others > (1 - share) * text.length) return false;
    start = next;
  }
  return minified > 0;
}

function isDenseCode(line: string): boolean {
  let left = line.length / unitsPerFunction;
  for (const _ of line.matchAll(heads)) if (--left <= 0) return true;
  return false;
}
