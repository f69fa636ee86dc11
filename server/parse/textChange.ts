/** What differs between two texts of one document, as one piece. */

export interface TextChange {
  /** Offset of the first unit that differs, in both texts. */
  readonly start: number;
  /** UTF-16 units of the earlier text that are gone. */
  readonly removed: number;
  /** UTF-16 units of the later text in their place. */
  readonly inserted: number;
}

/** The smallest piece outside which both texts are the same. */
export function changeBetween(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  const start = sameLength(shorter, (from, to) => before.slice(from, to) === after.slice(from, to));
  const tail = sameLength(
    shorter - start,
    (from, to) =>
      before.slice(before.length - to, before.length - from) ===
      after.slice(after.length - to, after.length - from),
  );
  return { start, removed: before.length - start - tail, inserted: after.length - start - tail };
}

/** Units compared at once: the machine compares pieces of text faster than a loop their units. */
const pieceLength = 512;

/** The greatest length up to `longest` for which all pieces are the same. */
function sameLength(longest: number, isSame: (from: number, to: number) => boolean): number {
  let length = 0;
  for (let piece = pieceLength; piece > 0; ) {
    if (length + piece <= longest && isSame(length, length + piece)) length += piece;
    else piece >>= 1;
  }
  return length;
}
