/**
 * Code of one tile of a depthwise convolution or a pooling: some output columns of a row, vector after vector of their channels.
 * Meanwhile the input of the next tile is read ahead, a little with each vector: a tile begins in too many places of memory at once for
 * the processor to foresee them.
 */
import { type Expression, type Local, type Statement, set } from "../emitter/expression.ts";
import { add, type Integer, i32, increase, isBelow, multiply, select, touch } from "../emitter/integers.ts";
import type { VectorCode } from "../emitter/vectorCode.ts";
import { lanes, loadSplat, loadVector, shuffleFloats, storeVector } from "../emitter/vectors.ts";
import type { Tile } from "./columnTiles.ts";
import type { VectorSource } from "./depthwiseChannels.ts";
import type { DepthwiseRows } from "./depthwiseRows.ts";
import { addValue, finishSum, startValue } from "./windowReduction.ts";

/** The variables that the code of a tile uses. */
export interface TileLocals {
  /** Addresses of the example and of the weights; both stay as they are. */
  readonly input: Local<"i32">;
  readonly weights: Local<"i32">;
  /** How many of the window's rows lie in the image. */
  readonly insideRows: Local<"i32">;
  /** Address of the tile's first input column and the current channels, a row of taps each. */
  readonly inputs: readonly Local<"i32">[];
  /** Address in the next tile's input, up to which it has been read ahead, a row of taps each. */
  readonly aheads: readonly Local<"i32">[];
  readonly vectorWeights: Local<"i32">;
  readonly vectorBias: Local<"i32">;
  readonly target: Local<"i32">;
  readonly sums: readonly Local<"v128">[];
  /** Weights of a row of taps; none where the registers do not hold them beside the sums. */
  readonly taps: readonly Local<"v128">[];
  readonly value: Local<"v128">;
  readonly code: VectorCode;
}

export const floatBytes = 4;
const vectorBytes = lanes * floatBytes;

/** Bytes of the weights of one vector of output channels; where there are none, the address only counts the vectors. */
export function weightBytes({ taps, window, reduce }: DepthwiseRows): number {
  if (reduce.kind !== "products") return vectorBytes;
  return taps[0] * taps[1] * window.tapColumns * vectorBytes;
}

/** Four output channels, or fewer at the end, of all the tile's columns. */
export function oneVector(
  settings: DepthwiseRows,
  locals: TileLocals,
  tile: Tile,
  source: VectorSource,
): Statement[] {
  const { vectorWeights, vectorBias, target } = locals;
  const used = locals.sums.slice(0, tile.columns);
  const outputPixel = settings.outputStep * floatBytes;
  return [
    ...used.map((sum) => set(sum, startValue(settings.reduce, vectorBias))),
    ...locals.inputs.flatMap((_, row) => [
      ...tapRow(settings, locals, tile, { source, row }),
      ...readAhead(settings, locals, tile, row),
    ]),
    ...used.flatMap((sum, column) => [
      ...finish(settings, locals, tile, column),
      storeVector(target, sum, column * outputPixel, source.outputs),
    ]),
    increase(vectorWeights, weightBytes(settings)),
    increase(vectorBias, vectorBytes),
    increase(target, source.outputs * floatBytes),
  ];
}

/** The activation, or the division by the values that lie in the image. */
function finish(
  { reduce, window }: DepthwiseRows,
  locals: TileLocals,
  tile: Tile,
  column: number,
): readonly Statement[] {
  const columns = Array.from(
    { length: window.tapColumns },
    (_, tap) => column * window.stride + tap * window.dilation,
  ).filter((at) => at >= tile.firstInside && at < tile.endInside);
  const count = multiply(locals.insideRows, i32(columns.length * floatBytes));
  return finishSum(locals.code, reduce, locals.sums[column] as Local<"v128">, add(locals.weights, count));
}

/** One row of taps: each input column is read once and goes to all sums that it belongs to. */
function tapRow(
  settings: DepthwiseRows,
  { inputs, sums, taps, value, vectorWeights }: TileLocals,
  tile: Tile,
  { source, row }: { readonly source: VectorSource; readonly row: number },
): Statement[] {
  const { stride, dilation, tapColumns } = settings.window;
  const input = inputs[row] as Local<"i32">;
  const tapOffset = (tap: number) => (row * tapColumns + tap) * vectorBytes;
  const statements: Statement[] = taps.map((tap, index) =>
    set(tap, loadVector(vectorWeights, tapOffset(index))),
  );
  for (let at = tile.firstInside; at < tile.endInside; at++) {
    const products: Statement[] = [];
    for (let tap = 0; tap < tapColumns; tap++) {
      const column = (at - tap * dilation) / stride;
      if (!Number.isInteger(column) || column < 0 || column >= tile.columns) continue;
      const sum = sums[column] as Local<"v128">;
      const weight = taps[tap] ?? loadVector(vectorWeights, tapOffset(tap));
      products.push(addValue(settings, sum, value, weight));
    }
    if (products.length === 0) continue;
    const offset = ((at - tile.firstInside) * settings.channels + source.channel) * floatBytes;
    statements.push(set(value, inputVector(input, offset, source)), ...products);
  }
  return statements;
}

/** Input values of four output channels. */
function inputVector(address: Local<"i32">, offset: number, { pattern }: VectorSource): Expression<"v128"> {
  if (pattern.every((lane) => lane === 0)) return loadSplat(address, offset);
  const loaded = loadVector(address, offset);
  return pattern.every((lane, index) => lane === index) ? loaded : shuffleFloats(loaded, pattern);
}

const cacheLine = 64;

/** Where reading ahead begins for a tile whose own addresses are set: never so late that it would reach beyond the example. */
export function startAhead(settings: DepthwiseRows, locals: TileLocals, tile: Tile): Statement[] {
  const { channels, window, inputSizes, strides } = settings;
  const pixel = channels * floatBytes;
  const rowBytes = window.inputColumns * pixel;
  const { perVector, vectors } = aheadOf(settings, tile);
  const end = inputSizes[0] * inputSizes[1] * rowBytes - perVector * vectors - cacheLine;
  const step = settings.walk === "down" ? strides[1] * rowBytes : (tile.endInside - tile.firstInside) * pixel;
  const last = add(locals.input, i32(end));
  return rowsAhead(settings, tile).flatMap((row) => {
    const [input, ahead] = [locals.inputs[row], locals.aheads[row]] as [Local<"i32">, Local<"i32">];
    return [
      set(ahead, add(input, i32(step))),
      set(ahead, select(isBelow(ahead, last as Integer), ahead, last)),
    ];
  });
}

function readAhead(settings: DepthwiseRows, { aheads }: TileLocals, tile: Tile, row: number): Statement[] {
  if (!rowsAhead(settings, tile).includes(row)) return [];
  const ahead = aheads[row] as Local<"i32">;
  const { perVector } = aheadOf(settings, tile);
  const lines = Array.from({ length: Math.ceil(perVector / cacheLine) }, (_, line) => line);
  return [...lines.map((line) => touch(ahead, line * cacheLine)), increase(ahead, perVector)];
}

/** Rows of taps whose input the next tile does not share with this one. */
function rowsAhead(settings: DepthwiseRows, tile: Tile): number[] {
  const { walk, readsAhead, taps, strides, dilations, inputSizes, window, channels } = settings;
  const example = inputSizes[0] * inputSizes[1] * window.inputColumns * channels * floatBytes;
  const { perVector, vectors } = aheadOf(settings, tile);
  if (!readsAhead || perVector * vectors + cacheLine > example) return [];
  const rows = Array.from({ length: taps[0] * taps[1] }, (_, row) => row);
  if (walk === "along") return rows;
  const isShared = (row: number) => {
    const later = (row % taps[1]) + strides[1] / dilations[1];
    return Number.isInteger(later) && later < taps[1];
  };
  return rows.filter((row) => !isShared(row));
}

/** Bytes of the next tile's row that each vector of this one reads ahead. */
function aheadOf(
  { walk, channels, multiplier, window }: DepthwiseRows,
  tile: Tile,
): { readonly perVector: number; readonly vectors: number } {
  const columns = walk === "down" ? tile.endInside - tile.firstInside : tile.columns * window.stride;
  const vectors = Math.ceil((channels * multiplier) / lanes);
  return { perVector: Math.ceil((columns * channels * floatBytes) / vectors), vectors };
}
