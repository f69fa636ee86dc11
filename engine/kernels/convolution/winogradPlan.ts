/**
 * How Winograd's algorithm cuts an image into pieces. The taps of a dilated kernel meet only every `dilation`-th row and column, so that
 * such a convolution is one without dilation on each of the lattices of pixels that lie so far apart.
 */
import type { ConvolutionOperation } from "../../../core/layers/operation.ts";
import {
  outputsAlong,
  pieceSize,
  type Taps,
  type WinogradSize,
} from "../../generators/winograd/algorithm.ts";
import type { Padding } from "../generated/paddedInput.ts";
import type { SpatialGrid } from "../spatialGrid.ts";
import { windowAxes } from "../windowAxes.ts";

export interface WinogradCall {
  readonly from: SpatialGrid;
  readonly to: SpatialGrid;
  readonly size: WinogradSize;
}

/** Fewer channels make too little work of the products for the transforms to pay; along one axis less is saved. */
const fewestChannels = 16;
const fewestAlongOneAxis = 32;
/** A matrix product of fewer pieces would wait for its weights. */
const fewestPieces = 4;
/** Lattices of few rows leave much of their pieces outside: at most so many outputs are made for each that is wanted. */
const mostOutputs = 1.6;

/** 3x3, 3x1 or 1x3 taps, or three in one dimension, at stride 1, all channels together. */
export function winogradFits(operation: ConvolutionOperation, to: SpatialGrid, size: WinogradSize): boolean {
  const { windows, groups, inputChannels, outputChannels } = operation;
  const { stride } = windowAxes(windows);
  const taps = tapsOf(operation);
  if (!taps || groups > 1 || stride.some((step) => step !== 1)) return false;
  const { pieceRows, pieceColumns, lattice } = cutIntoPieces(operation, to, size, taps);
  const pieces = pieceRows * pieceColumns * lattice.rows * lattice.columns;
  const outputs = pieces * outputsAlong(size, taps.rows) * outputsAlong(size, taps.columns);
  const [, rows, columns] = to.sizes;
  return (
    Math.min(inputChannels, outputChannels) >= (isAlongOneAxis(taps) ? fewestAlongOneAxis : fewestChannels) &&
    pieces >= fewestPieces &&
    (lattice.rows * lattice.columns === 1 || outputs <= mostOutputs * rows * columns)
  );
}

/** What of the algorithm a layer that it fits takes: each is checked by itself. */
export type WinogradKind = "3x3" | "dilated" | "along one axis";

export function winogradKind(operation: ConvolutionOperation): WinogradKind {
  if (isAlongOneAxis(winogradTaps(operation))) return "along one axis";
  return operation.windows.some(({ dilation }) => dilation > 1) ? "dilated" : "3x3";
}

function isAlongOneAxis({ rows, columns }: Taps): boolean {
  return rows * columns === 3;
}

/** Throws for a layer that the algorithm does not fit. */
function winogradTaps(operation: ConvolutionOperation): Taps {
  const taps = tapsOf(operation);
  if (!taps) throw new Error("Winograd's algorithm was asked for a kernel that it does not fit.");
  return taps;
}

function tapsOf({ windows }: ConvolutionOperation): Taps | undefined {
  const [, rows, columns] = windowAxes(windows).kernel;
  const isThree = rows === 3 || columns === 3;
  if (windows.length > 2 || !isThree || !isOneOrThree(rows) || !isOneOrThree(columns)) return undefined;
  return { rows, columns };
}

function isOneOrThree(count: number): count is 1 | 3 {
  return count === 1 || count === 3;
}

interface Pieces {
  readonly taps: Taps;
  /** Rows and columns from a pixel of a lattice to the next; as many lattices lie beside each other. */
  readonly lattice: { readonly rows: number; readonly columns: number };
  /** Of the largest lattice. */
  readonly pieceRows: number;
  readonly pieceColumns: number;
}

function cutIntoPieces(
  { windows }: ConvolutionOperation,
  to: SpatialGrid,
  size: WinogradSize,
  taps: Taps,
): Pieces {
  const { dilation } = windowAxes(windows);
  // Where there is one tap, none is far from another.
  const lattice = {
    rows: taps.rows === 1 ? 1 : dilation[1],
    columns: taps.columns === 1 ? 1 : dilation[2],
  };
  return {
    taps,
    lattice,
    pieceRows: Math.ceil(to.sizes[1] / lattice.rows / outputsAlong(size, taps.rows)),
    pieceColumns: Math.ceil(to.sizes[2] / lattice.columns / outputsAlong(size, taps.columns)),
  };
}

export interface BlockPlan extends Pieces {
  /** Values of a piece, and floats from those of one place to those of the next, in and out. */
  readonly places: number;
  readonly inputPlace: number;
  readonly outputPlace: number;
  /** Rows of pieces, of all lattices one after another, that are worked on together. The last block may go over rows once more. */
  readonly blocks: readonly { readonly firstRow: number; readonly rows: number }[];
}

/** Enough pieces for the products, few enough for the second-level cache. */
const piecesAtOnce = 28;
/** Without this gap the same channel of all places would fall into the same place of the cache. */
const gapFloats = 16;

export function planBlocks(operation: ConvolutionOperation, to: SpatialGrid, size: WinogradSize): BlockPlan {
  const { inputChannels, outputChannels } = operation;
  const cut = cutIntoPieces(operation, to, size, winogradTaps(operation));
  const { lattice, pieceColumns, taps } = cut;
  const allRows = cut.pieceRows * lattice.rows * lattice.columns;
  const rows = Math.min(allRows, Math.ceil(piecesAtOnce / pieceColumns));
  const blocks = Array.from({ length: Math.ceil(allRows / rows) }, (_, block) => {
    const left = allRows - block * rows;
    if (left >= rows) return { firstRow: block * rows, rows };
    const enough = left * pieceColumns >= fewestPieces;
    return enough ? { firstRow: block * rows, rows: left } : { firstRow: allRows - rows, rows };
  });
  const pieces = rows * pieceColumns;
  return {
    ...cut,
    places: pieceSize(size, taps.rows) * pieceSize(size, taps.columns),
    inputPlace: pieces * inputChannels + gapFloats,
    outputPlace: pieces * outputChannels + gapFloats,
    blocks,
  };
}

/** One row of pieces: the pixel that its first one begins at, and how much of it lies in the image. */
export interface PieceRow {
  readonly row: number;
  readonly column: number;
  /** 0 to the outputs of a piece. */
  readonly rows: number;
  /** Of the last piece of the row, 0 to the outputs of a piece. */
  readonly lastColumns: number;
}

/** The row of pieces of that number, lattice by lattice. */
export function pieceRowAt(
  { taps, lattice, pieceRows, pieceColumns }: BlockPlan,
  { to, size }: Pick<WinogradCall, "to" | "size">,
  number: number,
): PieceRow {
  const of = Math.floor(number / pieceRows);
  const [firstRow, column] = [Math.floor(of / lattice.columns), of % lattice.columns];
  const [outputRows, outputColumns] = [outputsAlong(size, taps.rows), outputsAlong(size, taps.columns)];
  const before = (number % pieceRows) * outputRows;
  const left = (pixels: number, first: number, step: number, done: number) =>
    Math.max(0, Math.ceil((pixels - first) / step) - done);
  return {
    row: firstRow + before * lattice.rows,
    column,
    rows: Math.min(outputRows, left(to.sizes[1], firstRow, lattice.rows, before)),
    lastColumns: Math.min(
      outputColumns,
      left(to.sizes[2], column, lattice.columns, (pieceColumns - 1) * outputColumns),
    ),
  };
}

/** Whole pieces, the last of which may reach beyond what the windows read. */
export function winogradPadding(
  operation: ConvolutionOperation,
  { from, size }: WinogradCall,
  { taps, lattice, pieceRows, pieceColumns }: BlockPlan,
): Padding {
  const before = windowAxes(operation.windows).offset;
  const [, rows, columns] = from.sizes;
  const reach = (pieces: number, along: 1 | 3) => pieces * outputsAlong(size, along) + along - 1;
  const afterRows = lattice.rows * reach(pieceRows, taps.rows) - before[1] - rows;
  const afterColumns = lattice.columns * reach(pieceColumns, taps.columns) - before[2] - columns;
  return { sizes: from.sizes, channels: from.channels, before, after: [0, afterRows, afterColumns] };
}
