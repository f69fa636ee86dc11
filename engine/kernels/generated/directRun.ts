/** Prepares and runs dense convolutions by generated code: one for a convolution, one a phase for a transposed one. */
import type { SimdLevel } from "../../emitter/vectors.ts";
import { directConvolution } from "../../generators/direct/directConvolution.ts";
import { rowCycles, rowTiles } from "../../generators/direct/rowTiles.ts";
import type { DirectConvolution } from "../../generators/direct/settings.ts";
import { type PanelSource, packedLength, packPanels } from "../../generators/panels.ts";
import { simdWords } from "../../wasm/simdSupport.ts";
import { compileLater, type WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { generatedWork, ranges } from "../parts.ts";

export interface DirectSettings extends Omit<DirectConvolution, "simd" | "vectors"> {
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
  /** For people: the algorithm and its tile, and the tile alone. */
  readonly description: string;
  readonly tiles: string;
}

export function directKernel(runtime: WasmRuntime, settings: DirectSettings): DirectKernel {
  const { groups, groupInputs, groupOutputs, taps } = settings;
  const vectors = panelVectors(settings);
  const { rows, ...shape } = cutRows(settings, vectors, runtime.simd);
  const whole: DirectConvolution = { ...shape, simd: runtime.simd, vectors };
  const kernel = compileLater(
    runtime,
    () => `direct ${JSON.stringify(whole)}`,
    () => directConvolution(whole),
  );
  const products = taps[0] * taps[1] * taps[2] * groupInputs;
  const panels = { groups, products, filters: groupOutputs, vectors };
  const atOnce = rowsAtOnce(settings, shape.columns);
  const [pixels] = rowTiles(shape.columns, vectors, runtime.simd);
  const tiles = `${pixels?.pixels ?? 1}x${vectors * 4} tiles, ${simdWords[runtime.simd]}`;
  const blocks = Math.ceil(rows / atOnce);
  const blockWork = atOnce * shape.columns * products * groups * groupOutputs;
  const runBlocks = (
    first: number,
    end: number,
    input: number,
    weights: number,
    bias: number,
    output: number,
  ): void => {
    const run = kernel();
    for (let row = first * atOnce; row < Math.min(rows, end * atOnce); row += atOnce) {
      const from = input + row * shape.inputSteps[0] * 4;
      const to = output + row * shape.outputSteps[0] * 4;
      run(from, weights, bias, to, Math.min(atOnce, rows - row));
    }
  };
  return {
    run: (input, weights, bias, output) => runBlocks(0, blocks, input, weights, bias, output),
    parts: (input, weights, bias, output) =>
      ranges(
        blocks,
        blockWork,
        (first, end) => runBlocks(first, end, input, weights, bias, output),
        generatedWork,
      ),
    layout: `panels ${JSON.stringify([panels, taps])}`,
    packedFloats: packedLength(panels),
    pack: (source, target) => packPanels(source, target, panels),
    description: `direct convolution, ${tiles}`,
    tiles,
  };
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
  const lengths = Array.from({ length: Math.min(pixels, longestRow) }, (_, at) => at + 1).filter(
    (length) => pixels % length === 0 && (length >= shortestRow || length === pixels),
  );
  const cycles = (length: number) => rowCycles(length, vectors, simd);
  const best = [...lengths, columns].reduce((a, b) => (cycles(b) < cycles(a) - 1e-9 ? b : a));
  return {
    ...settings,
    rows: pixels / best,
    columns: best,
    inputSteps: [best * inputSteps[1], inputSteps[1]],
    outputSteps: [best * outputSteps[1], outputSteps[1]],
  };
}

/** Pixels of a row that is cut out of a longer one. */
const shortestRow = 16;
const longestRow = 128;

/** Input and output floats that the second-level cache holds beside the weights of a panel. */
const blockFloats = 32 * 1024;

/** Rows that are worked on for all filters before the next ones, so that their input stays in the cache. */
function rowsAtOnce(
  { groups, groupInputs, groupOutputs, inputSteps }: DirectSettings,
  columns: number,
): number {
  const inputFloats = columns * Math.max(inputSteps[1], groups * groupInputs);
  const outputFloats = columns * groups * groupOutputs;
  return Math.max(1, Math.floor(blockFloats / (inputFloats + outputFloats)));
}
