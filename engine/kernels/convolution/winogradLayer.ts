/** A convolution as Winograd's algorithm sees it: where the pieces of its lattices read and write, and its kernel tap by tap. */
import type { ConvolutionOperation } from "../../../core/layers/operation.ts";
import { outputsAlong, type WinogradSize } from "../../generators/winograd/algorithm.ts";
import { type Padding, paddedSizes } from "../generated/paddedInput.ts";
import {
  pieceRuns,
  spanOf,
  type Tap,
  type UsedValues,
  type WeightBlock,
  type WinogradLayer,
} from "../generated/winograd/layer.ts";
import type { SpatialGrid } from "../spatialGrid.ts";
import { windowAxes } from "../windowAxes.ts";
import { pieceCount, type WinogradAxes, type WinogradAxis, winogradCut } from "./winogradPlan.ts";

export interface WinogradCall {
  readonly from: SpatialGrid;
  readonly to: SpatialGrid;
  readonly size: WinogradSize;
}

export function winogradLayer(
  operation: ConvolutionOperation,
  { from, to, size: wanted }: WinogradCall,
): WinogradLayer {
  const { size, axes } = winogradCut(operation, wanted);
  const [rows, columns] = axes;
  const { inputChannels, outputChannels } = operation;
  const pieces = [pieceCount(rows, to.sizes[1], size), pieceCount(columns, to.sizes[2], size)] as const;
  const padding = paddingOf(operation, { from, to, size, axes, pieces });
  const [, , paddedColumns] = paddedSizes(padding);
  const [inputRow, outputRow] = [paddedColumns * inputChannels, to.sizes[2] * outputChannels];
  const group = columns.parts * inputChannels;
  const span = (axis: WinogradAxis, outputs: number, first: number) => ({
    from: 0,
    to: Math.max(0, Math.ceil((outputs - first) / axis.lattice)),
  });
  const blocks = (tap: Tap) => blocksOf(operation, axes, tap);
  return {
    size,
    taps: { rows: rows.taps, columns: columns.taps },
    padding,
    pieceRows: pieces[0] * rows.lattice * columns.lattice,
    pieceColumns: pieces[1],
    inner: rows.parts * group,
    input: { channels: group, imageRow: rows.step * inputRow, imageColumn: columns.step * inputChannels },
    sources: Array.from({ length: rows.parts }, (_, part) => ({
      inner: part * group,
      image: part * inputRow,
    })),
    outer: outputChannels,
    output: {
      channels: outputChannels,
      imageRow: rows.lattice * outputRow,
      imageColumn: columns.lattice * outputChannels,
    },
    // Lattice by lattice.
    rowAt: (number) => {
      const lattice = Math.floor(number / pieces[0]);
      const piece = number % pieces[0];
      const [firstRow, firstColumn] = [Math.floor(lattice / columns.lattice), lattice % columns.lattice];
      const [outputRows, outputColumns] = [outputsAlong(size, rows.taps), outputsAlong(size, columns.taps)];
      const before = piece * outputRows;
      const inputAt = (firstRow * rows.stride + before * rows.step) * inputRow;
      const outputAt = (firstRow + before * rows.lattice) * outputRow;
      const target = {
        outer: 0,
        image: outputAt + firstColumn * outputChannels,
        rows: spanOf(span(rows, to.sizes[1], firstRow), outputRows, piece),
        columns: pieceRuns(span(columns, to.sizes[2], firstColumn), outputColumns, pieces[1]),
      };
      return { input: inputAt + firstColumn * columns.stride * inputChannels, targets: [target] };
    },
    used: (lastRow, lastColumn) => usedValues(axes, inputChannels, lastRow, lastColumn),
    addTap: (sums, factor, kernel, tap) => {
      for (const { inner, rows, start } of blocks(tap)) {
        const [to, count] = [inner * outputChannels, rows * outputChannels];
        addScaled(sums, { to, factor, start, count }, kernel);
      }
    },
    blocks,
    layout: JSON.stringify(axes),
    words: wordsOf(axes),
  };
}

/** Pixels of a group that the tap has weights for. */
function partsAt({ taps, parts, lastParts }: WinogradAxis, tap: number): number {
  return tap === taps - 1 ? lastParts : parts;
}

/** Pixel after pixel of the group. */
function blocksOf(
  { windows, inputChannels, outputChannels }: ConvolutionOperation,
  [rows, columns]: WinogradAxes,
  tap: Tap,
): WeightBlock[] {
  const width = windowAxes(windows).kernel[2];
  const blocks: WeightBlock[] = [];
  for (let row = 0; row < partsAt(rows, tap.row); row++) {
    for (let column = 0; column < partsAt(columns, tap.column); column++) {
      const at = (tap.row * rows.parts + row) * width + tap.column * columns.parts + column;
      blocks.push({
        inner: (row * columns.parts + column) * inputChannels,
        rows: inputChannels,
        start: at * inputChannels * outputChannels,
      });
    }
  }
  return blocks;
}

/** Rows of the group, each with its columns, of which the last tap has fewer. */
function usedValues(
  [rows, columns]: WinogradAxes,
  channels: number,
  lastRow: boolean,
  lastColumn: boolean,
): UsedValues {
  const runs = lastRow ? rows.lastParts : rows.parts;
  const [length, step] = [
    (lastColumn ? columns.lastParts : columns.parts) * channels,
    columns.parts * channels,
  ];
  return length === step ? { runs: 1, length: runs * length, step: 0 } : { runs, length, step };
}

/** Whole pieces, the last of which may reach beyond what the windows read. */
function paddingOf(
  operation: ConvolutionOperation,
  { from, size, axes: [rows, columns], pieces }: WinogradCall & Cut,
): Padding {
  const before = windowAxes(operation.windows).offset;
  const after = (axis: WinogradAxis, pieces: number, before: number, input: number) => {
    const pixels = pieces * outputsAlong(size, axis.taps) + axis.taps - 1;
    const reach = axis.stride * (axis.lattice - 1) + axis.step * (pixels - 1) + axis.parts;
    return Math.max(0, reach - before - input);
  };
  return {
    sizes: from.sizes,
    channels: from.channels,
    before,
    after: [
      0,
      after(rows, pieces[0], before[1], from.sizes[1]),
      after(columns, pieces[1], before[2], from.sizes[2]),
    ],
  };
}

interface Cut {
  readonly axes: WinogradAxes;
  readonly pieces: readonly [rows: number, columns: number];
}

function wordsOf([rows, columns]: WinogradAxes): string {
  const lattices = rows.lattice * columns.lattice;
  if (rows.parts * columns.parts > 1) return `, ${rows.parts}x${columns.parts} pixels as channels of one`;
  return lattices > 1 ? ` on each of the ${rows.lattice}x${columns.lattice} lattices of the dilation` : "";
}

interface Scaled {
  readonly to: number;
  readonly factor: number;
  readonly start: number;
  readonly count: number;
}

/** A function of its own, since the engine compiles the loops of generators late. */
function addScaled(sums: Float64Array, { to, factor, start, count }: Scaled, values: Float32Array): void {
  for (let at = 0; at < count; at++) {
    sums[to + at] = (sums[to + at] as number) + factor * (values[start + at] as number);
  }
}
