/**
 * How Winograd's algorithm cuts an image into pieces. The taps of a dilated kernel meet only every `dilation`-th row and column, so that
 * such a convolution is one without dilation on each of the lattices of pixels that lie so far apart.
 */
import type { ConvolutionOperation } from "../../../core/layers/operation.ts";
import { pieceSize, type WinogradSize } from "../../generators/winograd/algorithm.ts";
import type { Padding } from "../generated/paddedInput.ts";
import type { SpatialGrid } from "../spatialGrid.ts";
import { windowAxes } from "../windowAxes.ts";

export interface WinogradCall {
  readonly from: SpatialGrid;
  readonly to: SpatialGrid;
  readonly size: WinogradSize;
}

/** Fewer channels make too little work of the products for the transforms to pay. */
const fewestChannels = 16;
/** A matrix product of fewer pieces would wait for its weights. */
const fewestPieces = 4;
/** Lattices of few rows leave much of their pieces outside: at most so many outputs are made for each that is wanted. */
const mostOutputs = 1.6;

/** 3x3 taps at stride 1, all channels together. */
export function winogradFits(operation: ConvolutionOperation, to: SpatialGrid, size: WinogradSize): boolean {
  const { windows, groups, inputChannels, outputChannels } = operation;
  const { kernel, stride } = windowAxes(windows);
  if (windows.length !== 2 || kernel[1] !== 3 || kernel[2] !== 3 || stride.some((step) => step !== 1))
    return false;
  const { pieceRows, pieceColumns, lattice } = cutIntoPieces(operation, to, size);
  const pieces = pieceRows * pieceColumns * lattice.rows * lattice.columns;
  const [, rows, columns] = to.sizes;
  return (
    groups === 1 &&
    Math.min(inputChannels, outputChannels) >= fewestChannels &&
    pieces >= fewestPieces &&
    (!isDilated(operation) || pieces * size ** 2 <= mostOutputs * rows * columns)
  );
}

export function isDilated({ windows }: ConvolutionOperation): boolean {
  return windows.some(({ dilation }) => dilation > 1);
}

interface Pieces {
  /** Rows and columns from a pixel of a lattice to the next; as many lattices lie beside each other. */
  readonly lattice: { readonly rows: number; readonly columns: number };
  /** Of the largest lattice. */
  readonly pieceRows: number;
  readonly pieceColumns: number;
}

function cutIntoPieces({ windows }: ConvolutionOperation, to: SpatialGrid, size: WinogradSize): Pieces {
  const [, rows, columns] = windowAxes(windows).dilation;
  return {
    lattice: { rows, columns },
    pieceRows: Math.ceil(to.sizes[1] / rows / size),
    pieceColumns: Math.ceil(to.sizes[2] / columns / size),
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
  const cut = cutIntoPieces(operation, to, size);
  const { lattice, pieceColumns } = cut;
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
    places: pieceSize(size) ** 2,
    inputPlace: pieces * inputChannels + gapFloats,
    outputPlace: pieces * outputChannels + gapFloats,
    blocks,
  };
}

/** One row of pieces: the pixel that its first one begins at, and how much of it lies in the image. */
export interface PieceRow {
  readonly row: number;
  readonly column: number;
  /** 0 to `size`. */
  readonly rows: number;
  /** Of the last piece of the row, 0 to `size`. */
  readonly lastColumns: number;
}

/** The row of pieces of that number, lattice by lattice. */
export function pieceRowAt(
  { lattice, pieceRows, pieceColumns }: BlockPlan,
  { to, size }: Pick<WinogradCall, "to" | "size">,
  number: number,
): PieceRow {
  const of = Math.floor(number / pieceRows);
  const [firstRow, column] = [Math.floor(of / lattice.columns), of % lattice.columns];
  const before = (number % pieceRows) * size;
  const within = (pixels: number, first: number, step: number, done: number) =>
    Math.min(size, Math.max(0, Math.ceil((pixels - first) / step) - done));
  return {
    row: firstRow + before * lattice.rows,
    column,
    rows: within(to.sizes[1], firstRow, lattice.rows, before),
    lastColumns: within(to.sizes[2], column, lattice.columns, (pieceColumns - 1) * size),
  };
}

/** Whole pieces, the last of which may reach beyond what the windows read. */
export function winogradPadding(
  operation: ConvolutionOperation,
  { from, size }: WinogradCall,
  { lattice, pieceRows, pieceColumns }: BlockPlan,
): Padding {
  const before = windowAxes(operation.windows).offset;
  const [, rows, columns] = from.sizes;
  const afterRows = lattice.rows * (pieceRows * size + 2) - before[1] - rows;
  const afterColumns = lattice.columns * (pieceColumns * size + 2) - before[2] - columns;
  return { sizes: from.sizes, channels: from.channels, before, after: [0, afterRows, afterColumns] };
}
