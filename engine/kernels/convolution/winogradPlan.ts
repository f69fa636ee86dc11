/**
 * How Winograd's algorithm cuts a convolution into pieces. Every kernel is one of two or three taps at stride 1 on some lattice of the
 * input: the taps of a dilated kernel meet only every `dilation`-th pixel; those of a larger or strided one lie in groups so many pixels
 * apart, and the pixels of a group are channels of one pixel of the lattice.
 */
import type { ConvolutionOperation } from "../../../core/layers/operation.ts";
import {
  outputsAlong,
  pieceSize,
  type TapCount,
  type WinogradSize,
} from "../../generators/winograd/algorithm.ts";
import { fewestPieces, piecesAlong } from "../generated/winograd/layer.ts";
import { winogradPays } from "../generated/winograd/pays.ts";
import type { SpatialGrid } from "../spatialGrid.ts";
import { windowAxes } from "../windowAxes.ts";

/** Fewer channels make too little work of the products for the transforms to pay; along one axis less is saved. */
const fewestChannels = 16;
const fewestAlongOneAxis = 32;
/** Lattices of few rows leave much of their pieces outside: at most so many outputs are made for each that is wanted. */
const mostOutputs = 1.6;

/** What of an operation the algorithm depends on. */
export type KernelSizes = Pick<
  ConvolutionOperation,
  "windows" | "groups" | "inputChannels" | "outputChannels"
>;

/** Kernels of three taps at stride 1, and others that are larger than their stride, in one or two dimensions, all channels together. */
export function winogradFits(operation: KernelSizes, to: SpatialGrid, size: WinogradSize): boolean {
  const cut = cutOf(operation, size);
  if (!cut || operation.groups > 1) return false;
  const [rows, columns] = cut.axes;
  const counts = [
    pieceCount(rows, to.sizes[1], cut.size),
    pieceCount(columns, to.sizes[2], cut.size),
  ] as const;
  const pieces = counts[0] * rows.lattice * counts[1] * columns.lattice;
  if (pieces < fewestPieces) return false;
  return kindOf(cut, operation) === "other kernels"
    ? otherKernelPays(operation, to, cut, pieces)
    : threeTapsPay(operation, to, cut, pieces);
}

function threeTapsPay(
  { inputChannels, outputChannels }: KernelSizes,
  to: SpatialGrid,
  { size, axes }: WinogradCut,
  pieces: number,
): boolean {
  const [rows, columns] = axes;
  const outputs = pieces * outputsAlong(size, rows.taps) * outputsAlong(size, columns.taps);
  const fewest = isAlongOneAxis(axes) ? fewestAlongOneAxis : fewestChannels;
  return (
    Math.min(inputChannels, outputChannels) >= fewest &&
    (rows.lattice * columns.lattice === 1 || outputs <= mostOutputs * to.sizes[1] * to.sizes[2])
  );
}

function otherKernelPays(
  { windows, inputChannels, outputChannels }: KernelSizes,
  to: SpatialGrid,
  { size, axes: [rows, columns] }: WinogradCut,
  pieces: number,
): boolean {
  const { kernel } = windowAxes(windows);
  const weights = kernel[1] * kernel[2] * inputChannels * outputChannels;
  const work = {
    pieces,
    places: pieceSize(size, rows.taps) * pieceSize(size, columns.taps),
    used: usedAlong(rows, size) * usedAlong(columns, size) * inputChannels,
    inner: rows.parts * columns.parts * inputChannels,
    outer: outputChannels,
  };
  return winogradPays(work, { products: to.sizes[1] * to.sizes[2] * weights, weights });
}

/** What of the algorithm a layer that it fits takes: each is checked by itself. */
export type WinogradKind = "3x3" | "dilated" | "along one axis" | "other kernels";

export function winogradKind(operation: KernelSizes, size: WinogradSize): WinogradKind {
  return kindOf(winogradCut(operation, size), operation);
}

function kindOf({ axes }: WinogradCut, { windows }: KernelSizes): WinogradKind {
  if (axes.some(({ taps, parts }) => taps === 2 || parts > 1)) return "other kernels";
  if (isAlongOneAxis(axes)) return "along one axis";
  return windows.some(({ dilation }) => dilation > 1) ? "dilated" : "3x3";
}

function isAlongOneAxis([rows, columns]: WinogradAxes): boolean {
  return rows.taps === 1 || columns.taps === 1;
}

/** One axis of the convolution as one of few taps at stride 1 on lattices. */
export interface WinogradAxis {
  readonly taps: TapCount;
  /** Pixels of the output from one of a lattice to the next, and of the input; as many lattices of outputs lie beside each other. */
  readonly lattice: number;
  readonly step: number;
  /** Pixels of the input from where a lattice of outputs begins to where the next one does. */
  readonly stride: number;
  /** Pixels of the input that are together one of the lattice, and how many of them the last tap has weights for. */
  readonly parts: number;
  readonly lastParts: number;
}

export type WinogradAxes = readonly [rows: WinogradAxis, columns: WinogradAxis];

const singleTap: WinogradAxis = { taps: 1, lattice: 1, step: 1, stride: 1, parts: 1, lastParts: 1 };

/** The axes, and the size that the layer takes where another was asked for. */
export interface WinogradCut {
  readonly size: WinogradSize;
  readonly axes: WinogradAxes;
}

/** Throws for a layer that the algorithm does not fit. */
export function winogradCut(operation: KernelSizes, size: WinogradSize): WinogradCut {
  const cut = cutOf(operation, size);
  if (!cut) throw new Error("Winograd's algorithm was asked for a kernel that it does not fit.");
  return cut;
}

type Cuts = { [Size in WinogradSize]?: WinogradCut | null };

/** Each layer is asked about several times before it runs: whether it fits, as what kind, and how it lies. */
const knownCuts = new WeakMap<KernelSizes["windows"], Cuts>();

function cutOf({ windows }: KernelSizes, size: WinogradSize): WinogradCut | undefined {
  const known = knownCuts.get(windows) ?? {};
  knownCuts.set(windows, known);
  let cut = known[size];
  if (cut === undefined) {
    cut = bestCut(windows, size) ?? null;
    known[size] = cut;
  }
  return cut ?? undefined;
}

/** Pieces of 6 pixels are for three taps alone: with two, `F(5, 2)` would be less exact than `F(4, 3)` and no faster than `F(3, 2)`. */
function bestCut(windows: KernelSizes["windows"], wanted: WinogradSize): WinogradCut | undefined {
  const axes = axesOf(windows, wanted);
  if (axes) return { size: wanted, axes };
  const smaller = wanted === 4 ? axesOf(windows, 2) : undefined;
  return smaller && { size: 2, axes: smaller };
}

function axesOf(windows: KernelSizes["windows"], size: WinogradSize): WinogradAxes | undefined {
  const { kernel, stride, dilation } = windowAxes(windows);
  if (windows.length > 2) return undefined;
  const [rows, columns] = ([1, 2] as const).map((axis) =>
    axisOf({ kernel: kernel[axis], stride: stride[axis], dilation: dilation[axis] }, size),
  );
  if (!rows || !columns || (rows.taps === 1 && columns.taps === 1)) return undefined;
  return [rows, columns];
}

interface Window {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
}

function axisOf({ kernel, stride, dilation }: Window, size: WinogradSize): WinogradAxis | undefined {
  if (kernel === 1) return stride === 1 ? singleTap : undefined;
  if (dilation > 1) {
    if (kernel !== 3 || stride > 1) return undefined;
    return { taps: 3, lattice: dilation, step: dilation, stride: 1, parts: 1, lastParts: 1 };
  }
  const choices = Array.from({ length: mostLattices }, (_, at) => at + 1).flatMap(
    (lattice): WinogradAxis[] => {
      const step = stride * lattice;
      const taps = Math.ceil(kernel / step);
      if (taps !== 3 && (taps !== 2 || size !== 2)) return [];
      return [{ taps, lattice, step, stride, parts: step, lastParts: kernel - step * (taps - 1) }];
    },
  );
  const [first, ...others] = choices;
  if (!first) return undefined;
  return others.reduce(
    (best, axis) => (productsOf(axis, size) < productsOf(best, size) ? axis : best),
    first,
  );
}

const mostLattices = 4;

/** Products of one output along the axis. */
function productsOf(axis: WinogradAxis, size: WinogradSize): number {
  return usedAlong(axis, size) / outputsAlong(size, axis.taps);
}

/** Pixels that meet weights, summed over the places along the axis: the last one has only the last tap. */
function usedAlong({ taps, parts, lastParts }: WinogradAxis, size: WinogradSize): number {
  return (pieceSize(size, taps) - 1) * parts + lastParts;
}

/** Pieces of the largest lattice. */
export function pieceCount({ taps, lattice }: WinogradAxis, outputs: number, size: WinogradSize): number {
  return piecesAlong(Math.ceil(outputs / lattice), size, taps);
}
