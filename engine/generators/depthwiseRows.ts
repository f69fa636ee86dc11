/**
 * Code of a depthwise convolution or a pooling, all sizes baked in. Vectors hold four output channels; a tile of some output columns stays in
 * registers while the taps of its channels pass by. No padded copy is made: taps in the padding beside a row are left out where the
 * tile meets the border, and rows above and below are read from a row of zeros.
 */
import { type Expression, type Local, repeatWhile, type Statement, set } from "../emitter/expression.ts";
import { FunctionBuilder } from "../emitter/functionBuilder.ts";
import {
  add,
  both,
  divide,
  type Integer,
  i32,
  increase,
  isBelow,
  lessThan,
  multiply,
  select,
  subtract,
} from "../emitter/integers.ts";
import { VectorCode } from "../emitter/vectorCode.ts";
import {
  lanes,
  loadSplat,
  loadVector,
  type SimdLevel,
  shuffleFloats,
  storeVector,
} from "../emitter/vectors.ts";
import { columnTiles, type RowWindow, type Tile } from "./columnTiles.ts";
import { channelVectors, type VectorSource } from "./depthwiseChannels.ts";
import { addValue, finishSum, type Reduction, startValue } from "./windowReduction.ts";

/** Pairs are planes and rows; a two-dimensional layer has one plane. */
export interface DepthwiseRows {
  readonly simd: SimdLevel;
  readonly channels: number;
  readonly multiplier: number;
  /** Floats from one output pixel to the next: all output channels, where these are only some of them. */
  readonly outputStep: number;
  readonly inputSizes: readonly [number, number];
  readonly outputSizes: readonly [number, number];
  readonly taps: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly padsBefore: readonly [number, number];
  /** How the window moves along a row. */
  readonly window: RowWindow;
  readonly reduce: Reduction;
}

/**
 * `run(input, weights, bias, outside, output, firstRow, endRow)`: addresses of an example, of the weights as `packDepthwise` lays
 * them out, of the bias, of an input row as it is outside of the image (zeros, or for a maximum negative infinity) and of the
 * example's result; output rows are numbered through all planes. For a mean, the weights are the floats 0, 1, 2 and so on.
 */
export function depthwiseRows(settings: DepthwiseRows): FunctionBuilder {
  const names = ["input", "weights", "bias", "outside", "output", "row", "endRow"];
  const fn = new FunctionBuilder("run", names);
  const tapRows = settings.taps[0] * settings.taps[1];
  const { window } = settings;
  const state: State = {
    settings,
    input: fn.parameter("input"),
    weights: fn.parameter("weights"),
    bias: fn.parameter("bias"),
    outside: fn.parameter("outside"),
    output: fn.parameter("output"),
    row: fn.parameter("row"),
    place: [fn.local("i32", "plane"), fn.local("i32", "rowOfPlane")],
    from: [fn.local("i32", "inputPlane"), fn.local("i32", "inputRow")],
    tapRows: fn.locals("i32", "tapRow", tapRows),
    insideRows: fn.local("i32", "insideRows"),
    inside: fn.local("i32", "inside"),
    outputRow: fn.local("i32", "outputRow"),
    column: fn.local("i32", "column"),
    inputs: fn.locals("i32", "input", tapRows),
    vectorWeights: fn.local("i32", "vectorWeights"),
    vectorBias: fn.local("i32", "vectorBias"),
    target: fn.local("i32", "target"),
    end: fn.local("i32", "end"),
    channelEnd: fn.local("i32", "channelEnd"),
    sums: fn.locals("v128", "sum", window.tile),
    taps: keepsTaps(settings) ? fn.locals("v128", "tap", window.tapColumns) : [],
    value: fn.local("v128", "value"),
    code: new VectorCode(fn, settings.simd),
  };
  const turn = [
    ...rowAddresses(state),
    ...columnTiles(window).flatMap((tile) => tileStatements(state, tile)),
    increase(state.row, 1),
  ];
  fn.append(repeatWhile(turn, lessThan(state.row, fn.parameter("endRow"))));
  return fn;
}

interface State {
  readonly settings: DepthwiseRows;
  readonly input: Local<"i32">;
  readonly weights: Local<"i32">;
  readonly bias: Local<"i32">;
  readonly outside: Local<"i32">;
  readonly output: Local<"i32">;
  readonly row: Local<"i32">;
  /** Plane and row of the result, and of the input at one row of taps. */
  readonly place: readonly [Local<"i32">, Local<"i32">];
  readonly from: readonly [Local<"i32">, Local<"i32">];
  /** Address of the input row at each row of taps. */
  readonly tapRows: readonly Local<"i32">[];
  /** How many of those rows lie in the image, and whether one does. */
  readonly insideRows: Local<"i32">;
  readonly inside: Local<"i32">;
  readonly outputRow: Local<"i32">;
  readonly column: Local<"i32">;
  /** Address of the tile's first input column and the current channels, a row of taps each. */
  readonly inputs: readonly Local<"i32">[];
  readonly vectorWeights: Local<"i32">;
  readonly vectorBias: Local<"i32">;
  readonly target: Local<"i32">;
  readonly end: Local<"i32">;
  readonly channelEnd: Local<"i32">;
  readonly sums: readonly Local<"v128">[];
  /** Weights of a row of taps; none where the registers do not hold them beside the sums. */
  readonly taps: readonly Local<"v128">[];
  readonly value: Local<"v128">;
  readonly code: VectorCode;
}

const floatBytes = 4;
const vectorBytes = lanes * floatBytes;
/** Vector registers that the compiler gives out, one of them for the input value. */
const registers = 15;

function keepsTaps({ window, simd, reduce }: DepthwiseRows): boolean {
  return (
    reduce.kind === "products" && window.tile + window.tapColumns + (simd === "relaxed" ? 1 : 2) <= registers
  );
}

/** Addresses of the output row, and of the input rows that its taps read: those outside of the image are the row for them. */
function rowAddresses(state: State): Statement[] {
  const { settings, row, place, from, tapRows, input, inside, insideRows } = state;
  const { inputSizes, outputSizes, taps, strides, dilations, padsBefore, window, channels } = settings;
  const inputBytes = window.inputColumns * channels * floatBytes;
  const outputBytes = window.outputColumns * settings.outputStep * floatBytes;
  const statements = [
    set(place[0], divide(row, i32(outputSizes[1]))),
    set(place[1], subtract(row, multiply(place[0], i32(outputSizes[1])))),
    set(state.outputRow, add(state.output, multiply(row, i32(outputBytes)))),
    set(insideRows, i32(0)),
  ];
  for (const [index, address] of tapRows.entries()) {
    const tap = [Math.floor(index / taps[1]), index % taps[1]] as const;
    for (const axis of [0, 1] as const) {
      const offset = tap[axis] * dilations[axis] - padsBefore[axis];
      statements.push(set(from[axis], add(multiply(place[axis], i32(strides[axis])), i32(offset))));
    }
    const inputRow = add(multiply(from[0], i32(inputSizes[1])), from[1]);
    const row = add(input, multiply(inputRow, i32(inputBytes)));
    statements.push(
      set(inside, both(isBelow(from[0], i32(inputSizes[0])), isBelow(from[1], i32(inputSizes[1])))),
      set(insideRows, add(insideRows, inside)),
      set(address, select(inside, row, state.outside)),
    );
  }
  return statements;
}

/** One tile, or a loop over as many like it as follow one another. */
function tileStatements(state: State, tile: Tile): Statement[] {
  const { settings, column, inputs, tapRows, target, outputRow } = state;
  const { stride, padBefore } = settings.window;
  const pixel = settings.channels * floatBytes;
  const outputPixel = settings.outputStep * floatBytes;
  const firstInput = tile.column * stride - padBefore + tile.firstInside;
  const addresses = (moved: (bytes: number) => Integer): Statement[] => [
    ...inputs.map((input, row) =>
      set(input, add(add(tapRows[row] as Local<"i32">, moved(stride * pixel)), i32(firstInput * pixel))),
    ),
    set(target, add(add(outputRow, moved(outputPixel)), i32(tile.column * outputPixel))),
  ];
  if (tile.count === 1) return [...addresses(() => i32(0)), ...allChannels(state, tile)];
  const turn = [
    ...addresses((bytes) => multiply(column, i32(bytes))),
    ...allChannels(state, tile),
    increase(column, tile.columns),
  ];
  return [set(column, i32(0)), repeatWhile(turn, lessThan(column, i32(tile.count * tile.columns)))];
}

/** All output channels of a tile, vector by vector. */
function allChannels(state: State, tile: Tile): Statement[] {
  const { settings, weights, vectorWeights, channelEnd, inputs } = state;
  const { repeats, turns, period, rest } = channelVectors(settings.channels, settings.multiplier);
  const vectors = period.map((source) => oneVector(state, tile, source));
  const bytes = weightBytes(settings);
  const statements: Statement[] = [set(vectorWeights, weights), set(state.vectorBias, state.bias)];
  if (repeats > 1) {
    // Every channel feeds several whole vectors: they go round inside, the channel outside.
    const inside = [
      set(channelEnd, add(vectorWeights, i32(repeats * bytes))),
      repeatWhile(vectors.flat(), lessThan(vectorWeights, channelEnd)),
      ...inputs.map((input) => increase(input, floatBytes)),
    ];
    return [...statements, ...repeated(state, turns, repeats * bytes, inside)];
  }
  const channelsOfTurn = (period.length * lanes) / settings.multiplier;
  const turn = [...vectors.flat(), ...inputs.map((input) => increase(input, channelsOfTurn * floatBytes))];
  statements.push(...repeated(state, turns, period.length * bytes, turn));
  for (const source of rest) statements.push(...oneVector(state, tile, source));
  return statements;
}

function repeated(
  { vectorWeights, end }: State,
  turns: number,
  bytesOfTurn: number,
  turn: readonly Statement[],
): Statement[] {
  if (turns <= 1) return turns === 1 ? [...turn] : [];
  return [
    set(end, add(vectorWeights, i32(turns * bytesOfTurn))),
    repeatWhile(turn, lessThan(vectorWeights, end)),
  ];
}

/** Bytes of the weights of one vector of output channels; where there are none, the address only counts the vectors. */
function weightBytes({ taps, window, reduce }: DepthwiseRows): number {
  if (reduce.kind !== "products") return vectorBytes;
  return taps[0] * taps[1] * window.tapColumns * vectorBytes;
}

/** Four output channels, or fewer at the end, of all the tile's columns. */
function oneVector(state: State, tile: Tile, source: VectorSource): Statement[] {
  const { settings, sums, vectorWeights, target } = state;
  const used = sums.slice(0, tile.columns);
  const outputPixel = settings.outputStep * floatBytes;
  return [
    ...used.map((sum) => set(sum, startValue(settings.reduce, state.vectorBias))),
    ...state.inputs.flatMap((input, row) => tapRow(state, tile, source, { input, row })),
    ...used.flatMap((sum, column) => [
      ...finish(state, tile, sum, column),
      storeVector(target, sum, column * outputPixel, source.outputs),
    ]),
    increase(vectorWeights, weightBytes(settings)),
    increase(state.vectorBias, vectorBytes),
    increase(target, source.outputs * floatBytes),
  ];
}

/** The activation, or the division by the values that lie in the image. */
function finish(state: State, tile: Tile, sum: Local<"v128">, column: number): readonly Statement[] {
  const { reduce, window } = state.settings;
  const columns = Array.from(
    { length: window.tapColumns },
    (_, tap) => column * window.stride + tap * window.dilation,
  ).filter((at) => at >= tile.firstInside && at < tile.endInside);
  const count = multiply(state.insideRows, i32(columns.length * floatBytes));
  return finishSum(state.code, reduce, sum, add(state.weights, count));
}

/** One row of taps: each input column is read once and goes to all sums that it belongs to. */
function tapRow(
  state: State,
  tile: Tile,
  source: VectorSource,
  { input, row }: { readonly input: Local<"i32">; readonly row: number },
): Statement[] {
  const { settings, sums, taps, value, vectorWeights } = state;
  const { stride, dilation, tapColumns } = settings.window;
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
