/**
 * A transposed convolution as Winograd's algorithm sees it: its phases are small convolutions at stride 1 that read the same pieces of
 * the input, which are transformed once for all of them; each phase writes every `stride`-th pixel of the output.
 */
import type { TransposedConvolutionOperation } from "../../../core/layers/operation.ts";
import { outputsAlong, pieceSize, type WinogradSize } from "../../generators/winograd/algorithm.ts";
import { type Padding, paddedSizes } from "../generated/paddedInput.ts";
import {
  fewestPieces,
  pieceRuns,
  piecesAlong,
  spanOf,
  type Target,
  type WinogradLayer,
} from "../generated/winograd/layer.ts";
import { winogradPays } from "../generated/winograd/pays.ts";
import type { SpatialGrid } from "../spatialGrid.ts";
import { transposedAxes } from "../windowAxes.ts";
import { type Phase, transposedPhases } from "./phases.ts";

export interface WinogradCall {
  readonly from: SpatialGrid;
  readonly to: SpatialGrid;
}

/** Piece of 4 pixels: as exact as the direct algorithm. */
const size: WinogradSize = 2;

/** What of an operation the algorithm depends on. */
type TransposedSizes = Pick<TransposedConvolutionOperation, "windows" | "inputChannels" | "outputChannels">;

/** Kernels of two or three taps a phase along both axes, without dilation. */
export function transposedWinogradFits(operation: TransposedSizes, to: SpatialGrid): boolean {
  const { inputChannels, outputChannels } = operation;
  const cut = cutOf(operation, to);
  if (!cut) return false;
  const { rows, columns, phases } = cut;
  const pieces = rows.pieces * columns.pieces;
  const places = pieceSize(size, rows.taps) * pieceSize(size, columns.taps);
  const outer = outputChannels * phases.length;
  const pairs = inputChannels * outputChannels;
  const sums = (values: (phase: Phase) => number) => phases.reduce((sum, phase) => sum + values(phase), 0);
  const taps = (phase: Phase) => phase.taps[1].length * phase.taps[2].length;
  return (
    pieces >= fewestPieces &&
    winogradPays(
      { pieces, places, used: places * inputChannels, inner: inputChannels, outer },
      {
        products: sums((phase) => taps(phase) * phase.outputs[1] * phase.outputs[2]) * pairs,
        weights: sums(taps) * pairs,
      },
    )
  );
}

interface Cut {
  readonly phases: readonly Phase[];
  readonly rows: AxisCut;
  readonly columns: AxisCut;
}

/** Along one axis: the most taps of a phase, where the first phase begins to read, and pieces for all phases. */
interface AxisCut {
  readonly taps: 2 | 3;
  readonly start: number;
  readonly pieces: number;
}

function cutOf({ windows }: TransposedSizes, to: SpatialGrid): Cut | undefined {
  const axes = transposedAxes(windows);
  if (windows.length !== 2 || axes.dilation.some((step) => step > 1)) return undefined;
  const phases = transposedPhases(axes, to.sizes);
  const [rows, columns] = [cutAxis(phases, 1), cutAxis(phases, 2)];
  return rows && columns && { phases, rows, columns };
}

function cutAxis(phases: readonly Phase[], axis: 1 | 2): AxisCut | undefined {
  const taps = Math.max(...phases.map((phase) => phase.taps[axis].length));
  // A phase without a tap reads nothing.
  if ((taps !== 2 && taps !== 3) || phases.some((phase) => phase.taps[axis].length === 0)) return undefined;
  const start = Math.min(...phases.map((phase) => phase.start[axis]));
  const end = Math.max(...phases.map((phase) => phase.start[axis] - start + phase.outputs[axis]));
  return { taps, start, pieces: piecesAlong(end, size, taps) };
}

/** For a layer that the algorithm fits. */
export function transposedWinogradLayer(
  operation: TransposedConvolutionOperation,
  { from, to }: WinogradCall,
): WinogradLayer {
  const cut = cutOf(operation, to);
  if (!cut) throw new Error("Winograd's algorithm was asked for a transposed kernel that it does not fit.");
  const { phases, rows, columns } = cut;
  const { inputChannels, outputChannels } = operation;
  const axes = transposedAxes(operation.windows);
  const padding = paddingOf(from, cut);
  const inputRow = paddedSizes(padding)[2] * inputChannels;
  const outputRow = to.sizes[2] * outputChannels;
  const [outputRows, outputColumns] = [outputsAlong(size, rows.taps), outputsAlong(size, columns.taps)];
  const outer = phases.length * outputChannels;
  const origin =
    (padding.before[1] + rows.start) * inputRow + (padding.before[2] + columns.start) * inputChannels;
  const targetOf = (phase: Phase, number: number, row: number): Target => {
    const inside = spanOf(spanOfPhase(phase, rows, 1), outputRows, row);
    const first = row * outputRows + inside.from - (phase.start[1] - rows.start);
    return {
      outer: number * outputChannels,
      image: (phase.first[1] + first * axes.stride[1]) * outputRow + phase.first[2] * outputChannels,
      rows: inside,
      columns: pieceRuns(spanOfPhase(phase, columns, 2), outputColumns, columns.pieces),
    };
  };
  return {
    size,
    taps: { rows: rows.taps, columns: columns.taps },
    padding,
    pieceRows: rows.pieces,
    pieceColumns: columns.pieces,
    inner: inputChannels,
    input: { channels: inputChannels, imageRow: inputRow, imageColumn: inputChannels },
    sources: [{ inner: 0, image: 0 }],
    outer,
    output: {
      channels: outputChannels,
      imageRow: axes.stride[1] * outputRow,
      imageColumn: axes.stride[2] * outputChannels,
    },
    rowAt: (row) => ({
      input: origin + row * outputRows * inputRow,
      targets: phases.map((phase, number) => targetOf(phase, number, row)),
    }),
    used: () => ({ runs: 1, length: inputChannels, step: 0 }),
    addTap: (sums, factor, kernel, { row, column }) => {
      for (const [number, { taps }] of phases.entries()) {
        const [kernelRow, kernelColumn] = [taps[1][row], taps[2][column]];
        if (kernelRow === undefined || kernelColumn === undefined) continue;
        const tap = kernelRow * axes.kernel[2] + kernelColumn;
        const place = { to: number * outputChannels, outer, start: tap * inputChannels * outputChannels };
        addTransposed(sums, { ...place, factor, inputChannels, outputChannels }, kernel);
      }
    },
    layout: `phases ${JSON.stringify(phases.map(({ taps }) => taps))}`,
    words: phases.length > 1 ? `, in ${phases.length} phases` : "",
  };
}

/** The outputs of a phase, counted from where the first phase begins to read. */
function spanOfPhase({ start, outputs }: Phase, cut: AxisCut, axis: 1 | 2) {
  const from = start[axis] - cut.start;
  return { from, to: from + outputs[axis] };
}

function paddingOf(from: SpatialGrid, { rows, columns }: Cut): Padding {
  const along = ({ taps, start, pieces }: AxisCut, input: number) => {
    const end = start + pieces * outputsAlong(size, taps) + taps - 1;
    return { before: Math.max(0, -start), after: Math.max(0, end - input) };
  };
  const [down, across] = [along(rows, from.sizes[1]), along(columns, from.sizes[2])];
  return {
    sizes: from.sizes,
    channels: from.channels,
    before: [0, down.before, across.before],
    after: [0, down.after, across.after],
  };
}

interface Place {
  /** First result of the phase, results of all phases, and the tap's first weight. */
  readonly to: number;
  readonly outer: number;
  readonly start: number;
  readonly factor: number;
  readonly inputChannels: number;
  readonly outputChannels: number;
}

/** Keras's order is `[taps, output channels, input channels]`. A function of its own, since the engine compiles the loops of generators late. */
function addTransposed(sums: Float64Array, place: Place, values: Float32Array): void {
  const { to, outer, start, factor, inputChannels, outputChannels } = place;
  for (let input = 0; input < inputChannels; input++) {
    for (let output = 0; output < outputChannels; output++) {
      const at = input * outer + to + output;
      const value = values[start + output * inputChannels + input] as number;
      sums[at] = (sums[at] as number) + factor * value;
    }
  }
}
