/** Which positions of an axis one output reads, counted exactly, as far as that stays small. */

/** Offsets relative to output 0: `start` and, from there on, whether each position is read. */
export interface ReadPositions {
  readonly start: number;
  readonly span: number;
  /** `null` where every position of the span is read. */
  readonly mask: Uint8Array | null;
}

/** How one window reads its input, stride aside. */
export interface Taps {
  readonly kernel: number;
  readonly dilation: number;
  readonly span: number;
  readonly padBefore: number;
}

/** Spans above this are not followed: nobody builds them, and a file may ask for any. */
const longestSpan = 4096;

export const onePosition: ReadPositions = { start: 0, span: 1, mask: null };

/** What is read through one more window; `undefined` where the span grows too long. */
export function readThrough(positions: ReadPositions, taps: Taps): ReadPositions | undefined {
  const span = positions.span + taps.span - 1;
  if (span > longestSpan) return undefined;
  const start = positions.start - taps.padBefore;
  if (positions.mask === null && (taps.dilation <= positions.span || taps.kernel === 1)) {
    return { start, span, mask: null };
  }
  const mask = new Uint8Array(span);
  for (let tap = 0; tap < taps.kernel; tap++) {
    for (let at = 0; at < positions.span; at++) {
      if (isRead(positions, at)) mask[at + tap * taps.dilation] = 1;
    }
  }
  return { start, span, mask: mask.includes(0) ? mask : null };
}

/** What is read where several paths are joined. */
export function readByEither(a: ReadPositions, b: ReadPositions): ReadPositions | undefined {
  const start = Math.min(a.start, b.start);
  const span = Math.max(a.start + a.span, b.start + b.span) - start;
  if (span > longestSpan) return undefined;
  for (const one of [a, b]) if (one.mask === null && one.span === span) return one;
  const mask = new Uint8Array(span);
  for (const positions of [a, b]) {
    for (let at = 0; at < positions.span; at++) {
      if (isRead(positions, at)) mask[positions.start - start + at] = 1;
    }
  }
  return { start, span, mask: mask.includes(0) ? mask : null };
}

/** Number of positions that are read. */
export function countRead({ span, mask }: ReadPositions): number {
  return mask === null ? span : mask.reduce((sum, read) => sum + read, 0);
}

function isRead({ mask }: ReadPositions, at: number): boolean {
  return mask === null || mask[at] === 1;
}
