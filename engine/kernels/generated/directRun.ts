/** Prepares and runs dense convolutions by generated code: one for a convolution, one a phase for a transposed one. */
import type { SimdLevel } from "../../emitter/vectors.ts";
import { directConvolution } from "../../generators/direct/directConvolution.ts";
import { type Band, bandCycles, mostRows, rowTiles } from "../../generators/direct/rowTiles.ts";
import type { DirectConvolution } from "../../generators/direct/settings.ts";
import { turnsOf } from "../../generators/direct/tapLoops.ts";
import { type PanelSettings, type PanelSource, packedLength, packPanels } from "../../generators/panels.ts";
import type { CompiledKernel } from "../../wasm/compileKernel.ts";
import { simdWords } from "../../wasm/simdSupport.ts";
import { compileLater, type WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { generatedWork, ranges } from "../parts.ts";
import { type EvenRows, packRows } from "./packRows.ts";

export interface DirectSettings
  extends Omit<DirectConvolution, "simd" | "vectors" | "bandRows" | "aheadStep"> {
  /** Output rows. */
  readonly rows: number;
}

export interface DirectKernel {
  /** Addresses in bytes: of the first pixel's input, the packed weights, the bias, and the first output. */
  readonly run: (input: number, weights: number, bias: number, output: number) => void;
  /** The same with stops. */
  readonly parts: (input: number, weights: number, bias: number, output: number) => Generator<void>;
  /** Name of the weights' order, and the floats they take. */
  readonly layout: string;
  readonly packedFloats: number;
  readonly pack: (source: PanelSource, target: Float32Array) => Iterable<void>;
  readonly packRows: (source: EvenRows, target: Float32Array) => Iterable<void>;
  readonly panels: PanelSettings;
  /** For people: the algorithm and its tile, and the tile alone. */
  readonly description: string;
  readonly tiles: string;
}

export function directKernel(runtime: WasmRuntime, settings: DirectSettings): DirectKernel {
  const { groups, groupInputs, groupOutputs, taps } = settings;
  const { simd } = runtime;
  const vectors = panelVectors(settings);
  const { rows, ...shape } = cutRows(settings, vectors, simd);
  const products = taps[0] * taps[1] * taps[2] * groupInputs;
  const panels = { groups, products, filters: groupOutputs, vectors };
  const atOnce = rowsAtOnce(settings, shape.columns, packedLength(panels));
  const row = { columns: shape.columns, vectors, simd };
  const bands = cutBands(rows, row);
  const blocks = bands.flatMap((some) => {
    const together = Math.max(1, Math.floor(atOnce / some.bandRows));
    const tiles = Math.min(together, some.count) * tileCount({ ...row, rows: some.bandRows });
    const aheadStep = stepAhead(settings, panels, tiles);
    const whole: DirectConvolution = { ...shape, bandRows: some.bandRows, simd, vectors, aheadStep };
    const kernel = compileLater(
      runtime,
      () => `direct ${JSON.stringify(whole)}`,
      () => directConvolution(whole),
    );
    return cutBlocks(some, together).map((block): RowBlock => ({ ...block, kernel }));
  });
  const [inputStep, outputStep] = [shape.inputSteps[0] * 4, shape.outputSteps[0] * 4];
  const runBlock = (block: RowBlock, input: number, weights: number, bias: number, output: number): void =>
    block.kernel()(
      input + block.row * inputStep,
      weights,
      bias,
      output + block.row * outputStep,
      block.bands,
    );
  const tiles = `${tilePixels(bands[0], shape.columns, vectors, simd)}x${vectors * 4} tiles, ${simdWords[simd]}`;
  const blockWork = atOnce * shape.columns * products * groups * groupOutputs;
  return {
    run: (input, weights, bias, output) => {
      for (const block of blocks) runBlock(block, input, weights, bias, output);
    },
    parts: (input, weights, bias, output) =>
      ranges(
        blocks.length,
        blockWork,
        (first, end) => {
          for (const block of blocks.slice(first, end)) runBlock(block, input, weights, bias, output);
        },
        generatedWork,
      ),
    layout: `panels ${JSON.stringify([panels, taps])}`,
    packedFloats: packedLength(panels),
    pack: (source, target) => packPanels(source, target, panels),
    packRows: (source, target) => packRows(runtime, source, target, panels),
    panels,
    description: `direct convolution, ${tiles}`,
    tiles,
  };
}

/** Bytes of the next panel to read in each turn, so that all of it is there when the block's last tile is done. */
function stepAhead(settings: DirectSettings, panels: PanelSettings, tiles: number): number {
  const panelBytes = panels.products * panels.vectors * 16;
  const step = Math.floor(panelBytes / (tiles * turnsOf(settings)));
  return packedLength(panels) >= largeWeights && step <= longestStep ? step : 0;
}

/** Two lines of the cache; more would mean that hardly anything is done with a panel once it is there. */
const longestStep = 128;

function tileCount(band: Band): number {
  return rowTiles(band).reduce((sum, { count }) => sum + count, 0);
}

/** Bands that one call of a kernel works on. */
interface RowBlock {
  readonly kernel: () => CompiledKernel;
  readonly row: number;
  readonly bands: number;
}

function cutBlocks({ firstRow, bandRows, count }: RowBands, together: number): Omit<RowBlock, "kernel">[] {
  return Array.from({ length: Math.ceil(count / together) }, (_, block) => {
    const band = block * together;
    return { row: firstRow + band * bandRows, bands: Math.min(together, count - band) };
  });
}

interface RowBands {
  readonly firstRow: number;
  /** Rows of a band, and how many bands. */
  readonly bandRows: number;
  readonly count: number;
}

function tilePixels(first: RowBands | undefined, columns: number, vectors: number, simd: SimdLevel): number {
  const rows = first?.bandRows ?? 1;
  return rows * (rowTiles({ rows, columns, vectors, simd })[0]?.columns ?? 1);
}

/** Rows one by one, or several at a time where their columns alone make poor tiles; the last band may be lower. */
function cutBands(rows: number, band: Omit<Band, "rows">): RowBands[] {
  const heights = Array.from(
    { length: Math.min(rows, mostRows(band.vectors, band.simd)) },
    (_, at) => at + 1,
  );
  const choices = heights.map((height): RowBands[] => {
    const count = Math.floor(rows / height);
    const rest = rows - count * height;
    return [
      { firstRow: 0, bandRows: height, count },
      ...(rest > 0 ? [{ firstRow: count * height, bandRows: rest, count: 1 }] : []),
    ];
  });
  const cycles = (parts: readonly RowBands[]) =>
    parts.reduce((sum, { bandRows, count }) => sum + count * bandCycles({ ...band, rows: bandRows }), 0);
  const gain = 0.97;
  return choices.reduce((best, parts) => (cycles(parts) < gain * cycles(best) ? parts : best));
}

/** Two vectors of filters and some pixels; more vectors where there are too few pixels to keep the processor busy. */
function panelVectors({ rows, columns, groupOutputs }: DirectSettings): number {
  const most = Math.ceil(groupOutputs / 4);
  return Math.min(most, rows * columns === 1 ? 8 : rows * columns < 4 ? 4 : 2);
}

/** Rows that follow one another evenly are one long row, which may be cut where tiles come out best. */
function cutRows(settings: DirectSettings, vectors: number, simd: SimdLevel): DirectSettings {
  const { rows, columns, inputSteps, outputSteps } = settings;
  const even =
    rows === 1 || (inputSteps[0] === columns * inputSteps[1] && outputSteps[0] === columns * outputSteps[1]);
  if (!even) return settings;
  const pixels = rows * columns;
  const cycles = (length: number) => bandCycles({ rows: 1, columns: length, vectors, simd }) / length;
  let best = { length: columns, cycles: Number.POSITIVE_INFINITY };
  const consider = (length: number) => {
    const taken = cycles(length);
    if (taken < best.cycles - 1e-9) best = { length, cycles: taken };
  };
  for (let length = Math.min(pixels, shortestRow); length <= Math.min(pixels, longestRow); length++) {
    if (pixels % length === 0) consider(length);
  }
  consider(columns);
  return {
    ...settings,
    rows: pixels / best.length,
    columns: best.length,
    inputSteps: [best.length * inputSteps[1], inputSteps[1]],
    outputSteps: [best.length * outputSteps[1], outputSteps[1]],
  };
}

/** Pixels of a row that is cut out of a longer one. */
const shortestRow = 16;
const longestRow = 128;

/** Floats of input that are worked on for all filters before the next ones: few while the weights stay in the second-level cache beside them. */
const blockFloats = 32 * 1024;
/** More where the weights are read from farther away, each time anew. */
const largeBlockFloats = 112 * 1024;
const largeWeights = 64 * 1024;
/** Multiplications of a block, which runs without a stop. */
const largestWork = 120e6;

function rowsAtOnce(
  { groups, groupInputs, groupOutputs, inputSteps }: DirectSettings,
  columns: number,
  packedFloats: number,
): number {
  const inputFloats = columns * Math.max(inputSteps[1], groups * groupInputs);
  if (packedFloats >= largeWeights) {
    const work = columns * packedFloats;
    return Math.max(1, Math.floor(Math.min(largeBlockFloats / inputFloats, largestWork / work)));
  }
  const outputFloats = columns * groups * groupOutputs;
  return Math.max(1, Math.floor(blockFloats / (inputFloats + outputFloats)));
}
