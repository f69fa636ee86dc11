/** Prepares generated code for depthwise convolutions: alone, or as the first stage of a separable one. */
import type { Activation, DepthwiseConvolutionOperation } from "../../../core/layers/operation.ts";
import { columnTiles, type RowWindow } from "../../generators/columnTiles.ts";
import { depthwiseLength, packDepthwise } from "../../generators/depthwiseChannels.ts";
import { type DepthwiseRows, depthwiseRows } from "../../generators/depthwiseRows.ts";
import { gatherChannels } from "../../generators/gatherChannels.ts";
import type { CompiledKernel } from "../../wasm/compileKernel.ts";
import { simdWords } from "../../wasm/simdSupport.ts";
import { compileLater, type WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { noStops } from "../parts.ts";
import type { SpatialGrid, Triple } from "../spatialGrid.ts";
import { tapCount, type WindowAxes, windowAxes } from "../windowAxes.ts";

export interface DepthwiseRun {
  /** Output rows from `firstRow` to before `endRow`, numbered through the planes of an example. */
  readonly run: (at: DepthwiseAddresses, firstRow: number, endRow: number) => void;
  readonly rows: number;
  /** Multiplications, and floats, of an output row. */
  readonly rowWork: number;
  readonly rowFloats: number;
  /** Floats that `run` needs for itself, the first `zeroFloats` of them zeros. */
  readonly scratchFloats: number;
  readonly zeroFloats: number;
  /** True where rows cost as much one by one as all together. */
  readonly rowByRow: boolean;
  readonly layout: string;
  readonly packedFloats: number;
  readonly pack: (kernel: Float32Array, target: Float32Array) => Iterable<void>;
  readonly description: string;
}

/** Of one example: its input and result, the packed weights, the bias, and the memory that `run` needs. */
export interface DepthwiseAddresses {
  readonly input: number;
  readonly weights: number;
  readonly bias: number;
  readonly scratch: number;
  readonly output: number;
}

type Stage = Pick<DepthwiseConvolutionOperation, "windows" | "depthMultiplier" | "useBias">;

/** `undefined` for a kernel so large that its unrolled code would be, too. */
export function depthwiseRun(
  runtime: WasmRuntime,
  { windows, depthMultiplier, useBias }: Stage,
  { from, to }: { readonly from: SpatialGrid; readonly to: SpatialGrid },
  activation: Activation,
  rowsTogether = to.sizes[0] * to.sizes[1],
): DepthwiseRun | undefined {
  const axes = windowAxes(windows);
  const window = chooseTile(axes, from, to);
  if (!window) return undefined;
  const outputs = from.channels * depthMultiplier;
  const settings: DepthwiseRows = {
    simd: runtime.simd,
    ...rowGeometry(axes, { from, to }, depthMultiplier),
    window,
    ...tileOrder(from, window, axes.kernel, rowsTogether),
    reduce: { kind: "products", bias: useBias, activation },
  };
  const shared = {
    rows: to.sizes[0] * to.sizes[1],
    rowFloats: to.sizes[2] * outputs,
    layout: `depthwise ${outputs}`,
    packedFloats: depthwiseLength(outputs, tapCount(axes)),
    pack: (kernel: Float32Array, target: Float32Array) => {
      packDepthwise(kernel, outputs, target);
      return noStops;
    },
    rowWork: to.sizes[2] * outputs * tapCount(axes),
  };
  const words = `${window.tile}x4 tiles, ${simdWords[runtime.simd]}`;
  if (worksInParts(from, depthMultiplier)) {
    const parts = channelParts(runtime, settings, from);
    return {
      ...shared,
      ...parts,
      rowByRow: false,
      description: `depthwise, ${part} channels at a time, ${words}`,
    };
  }
  const kernel = rowsKernel(runtime, settings);
  const zeroFloats = from.sizes[2] * from.channels;
  return {
    ...shared,
    run: ({ input, weights, bias, scratch, output }, firstRow, endRow) =>
      kernel()(input, weights, bias, scratch, output, firstRow, endRow),
    scratchFloats: depthwiseScratch(from, depthMultiplier),
    zeroFloats,
    rowByRow: true,
    description: `depthwise ${settings.walk === "down" ? "down columns of tiles" : "by rows"}${settings.readsAhead ? ", the next tile read ahead" : ""}, ${words}`,
  };
}

/** Floats that a run needs besides its input and output. */
export function depthwiseScratch(from: SpatialGrid, multiplier: number): number {
  const [planes, rows, columns] = from.sizes;
  return worksInParts(from, multiplier) ? (1 + planes * rows) * columns * part : columns * from.channels;
}

/** Channels that are worked on at a time where pixels collide: two cache lines. */
const part = 32;

/**
 * With so many bytes from one pixel to the next, all pixels of a tile fall into the same few places of the first-level cache (of 64
 * lines a way) and push one another out.
 */
export function worksInParts({ channels }: SpatialGrid, multiplier: number): boolean {
  return (channels * 4) % 2048 === 0 && multiplier === 1;
}

/** Copies a few channels of the whole example close together, and works on that copy. */
function channelParts(
  runtime: WasmRuntime,
  settings: DepthwiseRows,
  from: SpatialGrid,
): Pick<DepthwiseRun, "run" | "scratchFloats" | "zeroFloats"> {
  const { channels } = settings;
  const ofPart: DepthwiseRows = { ...settings, channels: part, walk: "along", readsAhead: false };
  const [planes, rows, columns] = from.sizes;
  const pixels = planes * rows * columns;
  const gather = compileLater(
    runtime,
    () => `gather ${pixels} ${channels} ${part}`,
    () => gatherChannels({ pixels, channels, copied: part }),
  );
  const kernel = rowsKernel(runtime, ofPart);
  const taps = settings.taps[0] * settings.taps[1] * settings.window.tapColumns;
  const zeroFloats = columns * part;
  return {
    run: ({ input, weights, bias, scratch, output }, firstRow, endRow) => {
      const copy = scratch + zeroFloats * 4;
      for (let channel = 0; channel < channels; channel += part) {
        gather()(input + channel * 4, copy);
        const [itsWeights, itsBias] = [weights + channel * taps * 4, bias + channel * 4];
        kernel()(copy, itsWeights, itsBias, scratch, output + channel * 4, firstRow, endRow);
      }
    },
    scratchFloats: depthwiseScratch(from, 1),
    zeroFloats,
  };
}

function rowsKernel(runtime: WasmRuntime, settings: DepthwiseRows): () => CompiledKernel {
  return compileLater(
    runtime,
    () => `depthwise ${JSON.stringify(settings)}`,
    () => depthwiseRows(settings),
  );
}

/** Inputs that are larger come from beyond the second-level cache; for the others, reading ahead costs more than it gains. */
const largeInput = 1024 * 1024;
/** Less of a row than a page of memory is not worth leaving the row for. */
const page = 4096;
/** Of the first-level cache, for the rows of one window. */
const fewRows = 32 * 1024;

/** How tiles follow one another, from what the caches hold. `rowsTogether`: output rows of a call. */
export function tileOrder(
  from: SpatialGrid,
  { inputColumns, tile, stride, tapColumns, dilation }: RowWindow,
  kernel: Triple,
  rowsTogether: number,
): Pick<DepthwiseRows, "walk" | "readsAhead"> {
  const pixel = from.channels * 4;
  const rowBytes = inputColumns * pixel;
  const pieceBytes = ((tile - 1) * stride + (tapColumns - 1) * dilation + 1) * pixel;
  const down = rowsTogether > 1 && pieceBytes >= page && kernel[0] * kernel[1] * rowBytes > fewRows;
  const exampleBytes = from.sizes[0] * from.sizes[1] * rowBytes;
  return { walk: down ? "down" : "along", readsAhead: exampleBytes >= largeInput };
}

/** What the code by rows takes from sizes and windows: all but the columns, which the window has. */
export function rowGeometry(
  axes: WindowAxes,
  { from, to }: { readonly from: SpatialGrid; readonly to: SpatialGrid },
  multiplier: number,
): Omit<DepthwiseRows, "simd" | "window" | "walk" | "readsAhead" | "reduce"> {
  const planesAndRows = ([planes, rows]: Triple) => [planes, rows] as const;
  return {
    channels: from.channels,
    multiplier,
    outputStep: from.channels * multiplier,
    inputSizes: planesAndRows(from.sizes),
    outputSizes: planesAndRows(to.sizes),
    taps: planesAndRows(axes.kernel),
    strides: planesAndRows(axes.stride),
    dilations: planesAndRows(axes.dilation),
    padsBefore: planesAndRows(axes.offset),
  };
}

/** Products that the code of all tiles may have; more would take longer to compile than to run plainly. */
const mostProducts = 8000;

/** Tiles that leave registers for the taps; the best one leaves no column over. */
const tileSizes = [7, 8, 6, 5, 4];

export function chooseTile(axes: WindowAxes, from: SpatialGrid, to: SpatialGrid): RowWindow | undefined {
  const outputColumns = to.sizes[2];
  const windowWith = (tile: number): RowWindow => ({
    inputColumns: from.sizes[2],
    outputColumns,
    tapColumns: axes.kernel[2],
    stride: axes.stride[2],
    dilation: axes.dilation[2],
    padBefore: axes.offset[2],
    tile,
  });
  const left = (tile: number) => Math.ceil(outputColumns / tile) * tile - outputColumns;
  const sizes = outputColumns < 4 ? [outputColumns] : tileSizes;
  const best = [...sizes].sort((a, b) => left(a) - left(b))[0] ?? 4;
  return [best, 4, 2, 1].map(windowWith).find((window) => {
    const columns = columnTiles(window).reduce((sum, tile) => sum + tile.columns, 0);
    return columns * tapCount(axes) <= mostProducts;
  });
}
