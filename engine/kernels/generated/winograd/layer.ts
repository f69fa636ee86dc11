/** A layer as Winograd's algorithm sees it, whatever kind it is: pieces in rows, where each reads and writes, and the small kernels' weights. */
import type { TapCount, Taps, WinogradSize } from "../../../generators/winograd/algorithm.ts";
import { outputsAlong, pieceSize } from "../../../generators/winograd/algorithm.ts";
import type { PieceRun, Span } from "../../../generators/winograd/transforms.ts";
import type { Padding } from "../paddedInput.ts";

/** All steps and places in floats. */
export interface WinogradLayer {
  readonly size: WinogradSize;
  /** Of the small kernels. */
  readonly taps: Taps;
  readonly padding: Padding;
  /** Rows of pieces, one after another, and pieces in each. */
  readonly pieceRows: number;
  readonly pieceColumns: number;
  /** Values of a transformed pixel; they come in parts that lie in different places of the input. */
  readonly inner: number;
  readonly input: Pixels;
  readonly sources: readonly Source[];
  /** Results of a transformed pixel; they go in parts to different places of the output. */
  readonly outer: number;
  readonly output: Pixels;
  /** Where the row of pieces of that number begins in the padded input, and what it writes. */
  readonly rowAt: (row: number) => { readonly input: number; readonly targets: readonly Target[] };
  /** The values of a transformed pixel that meet weights other than zero; at the last place of an axis there may be fewer. */
  readonly used: (lastRow: boolean, lastColumn: boolean) => UsedValues;
  readonly addTap: AddTap;
  /** The weights of a tap where they lie in the order of the sums, block by block. */
  readonly blocks?: (tap: Tap) => readonly WeightBlock[];
  /** Name of the weights' order, apart from size and taps. */
  readonly layout: string;
  /** For people: where the small kernels run, such as ", in 4 phases". */
  readonly words: string;
}

/** Channels of one part, and steps from a row of a piece to the next, and from a column to the next. */
export interface Pixels {
  readonly channels: number;
  readonly imageRow: number;
  readonly imageColumn: number;
}

/** A part of the transformed pixel: its first value, and its first channel from where the row of pieces begins. */
export interface Source {
  readonly inner: number;
  readonly image: number;
}

export interface Target {
  readonly outer: number;
  /** The first pixel that is written. */
  readonly image: number;
  readonly rows: Span;
  readonly columns: readonly PieceRun[];
}

/** So many runs of so many values, the beginnings of which are so far apart. */
export interface UsedValues {
  readonly runs: number;
  readonly length: number;
  readonly step: number;
}

/** Adds `factor` times one tap's weights, `[inner, outer]`, to the sums. */
export type AddTap = (sums: Float64Array, factor: number, kernel: Float32Array, tap: Tap) => void;

export interface Tap {
  readonly row: number;
  readonly column: number;
}

/** Weights of `rows` values of a transformed pixel from `inner` on, `outer` each; the first of them is at `start` of the kernel. */
export interface WeightBlock {
  readonly inner: number;
  readonly rows: number;
  readonly start: number;
}

/** Pieces along an axis for so many outputs. */
export function piecesAlong(outputs: number, size: WinogradSize, taps: TapCount): number {
  return Math.ceil(outputs / outputsAlong(size, taps));
}

/** Of a row of pieces, what lies in the range: pieces that have the same columns in it are together. */
export function pieceRuns({ from, to }: Span, outputs: number, pieces: number): PieceRun[] {
  const runs: { pieces: number; from: number; to: number }[] = [];
  for (let piece = 0; piece < pieces; ) {
    const inside = spanOf({ from, to }, outputs, piece);
    // Behind a whole piece come other whole ones, up to the end of the range.
    const whole = inside.from === 0 && inside.to === outputs;
    const alike = whole ? Math.min(pieces, Math.floor(to / outputs)) - piece : 1;
    const last = runs.at(-1);
    if (last && last.from === inside.from && last.to === inside.to) last.pieces += alike;
    else runs.push({ pieces: alike, ...inside });
    piece += alike;
  }
  return runs;
}

/** The outputs of one piece that lie in the range. */
export function spanOf({ from, to }: Span, outputs: number, piece: number): Span {
  const within = (at: number) => Math.min(outputs, Math.max(0, at - piece * outputs));
  return { from: within(from), to: within(to) };
}

/** How a layer is worked on: rows of pieces in blocks, and memory for the transformed values of a block. */
export interface BlockPlan {
  readonly places: number;
  /** Floats from the values of one place to those of the next, in and out. */
  readonly inputPlace: number;
  readonly outputPlace: number;
  /** The last block may go over rows once more. */
  readonly blocks: readonly { readonly firstRow: number; readonly rows: number }[];
}

/** A matrix product of fewer pieces would wait for its weights. */
export const fewestPieces = 4;
/** Enough pieces for the products, few enough for the second-level cache. */
const piecesAtOnce = 28;
/** Without this gap the same channel of all places would fall into the same place of the cache. */
const gapFloats = 16;

export function planBlocks({ size, taps, pieceRows, pieceColumns, inner, outer }: WinogradLayer): BlockPlan {
  const rows = Math.min(pieceRows, Math.ceil(piecesAtOnce / pieceColumns));
  const blocks = Array.from({ length: Math.ceil(pieceRows / rows) }, (_, block) => {
    const left = pieceRows - block * rows;
    if (left >= rows) return { firstRow: block * rows, rows };
    const enough = left * pieceColumns >= fewestPieces;
    return enough ? { firstRow: block * rows, rows: left } : { firstRow: pieceRows - rows, rows };
  });
  const pieces = rows * pieceColumns;
  return {
    places: pieceSize(size, taps.rows) * pieceSize(size, taps.columns),
    inputPlace: pieces * inner + gapFloats,
    outputPlace: pieces * outer + gapFloats,
    blocks,
  };
}
