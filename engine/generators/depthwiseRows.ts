/**
 * Code of a depthwise convolution or a pooling, all sizes baked in. Vectors hold four output channels; a tile of some output columns stays in
 * registers while the taps of its channels pass by. No padded copy is made: taps in the padding beside a row are left out where the
 * tile meets the border, and rows above and below are read from a row of zeros.
 */
import { type Local, repeatWhile, type Statement, set } from "../emitter/expression.ts";
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
import { lanes, type SimdLevel } from "../emitter/vectors.ts";
import { columnTiles, type RowWindow, type Tile } from "./columnTiles.ts";
import { channelVectors } from "./depthwiseChannels.ts";
import { floatBytes, oneVector, startAhead, type TileLocals, weightBytes } from "./depthwiseTile.ts";
import type { Reduction } from "./windowReduction.ts";

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
  /** Whether a tile is followed by the next one of its row, or by the one below it, which finds the rows that both read in the cache. */
  readonly walk: "along" | "down";
  /** Whether the next tile's input is read ahead. */
  readonly readsAhead: boolean;
  readonly reduce: Reduction;
}

/**
 * `run(input, weights, bias, outside, output, firstRow, endRow)`: addresses of an example, of the weights as `packDepthwise` lays
 * them out, of the bias, of an input row as it is outside of the image (zeros, or for a maximum negative infinity) and of the
 * example's result; output rows are numbered through all planes. For a mean, the weights are the floats 0, 1, 2 and so on.
 */
export function depthwiseRows(settings: DepthwiseRows): FunctionBuilder {
  const names = ["input", "weights", "bias", "outside", "output", "firstRow", "endRow"];
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
    firstRow: fn.parameter("firstRow"),
    endRow: fn.parameter("endRow"),
    row: fn.local("i32", "row"),
    place: [fn.local("i32", "plane"), fn.local("i32", "rowOfPlane")],
    from: [fn.local("i32", "inputPlane"), fn.local("i32", "inputRow")],
    tapRows: fn.locals("i32", "tapRow", tapRows),
    insideRows: fn.local("i32", "insideRows"),
    inside: fn.local("i32", "inside"),
    outputRow: fn.local("i32", "outputRow"),
    column: fn.local("i32", "column"),
    inputs: fn.locals("i32", "input", tapRows),
    aheads: fn.locals("i32", "ahead", tapRows),
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
  fn.append(...(settings.walk === "along" ? alongRows(state) : downRows(state)));
  return fn;
}

interface State extends TileLocals {
  readonly settings: DepthwiseRows;
  readonly bias: Local<"i32">;
  readonly outside: Local<"i32">;
  readonly output: Local<"i32">;
  readonly firstRow: Local<"i32">;
  readonly endRow: Local<"i32">;
  readonly row: Local<"i32">;
  /** Plane and row of the result, and of the input at one row of taps. */
  readonly place: readonly [Local<"i32">, Local<"i32">];
  readonly from: readonly [Local<"i32">, Local<"i32">];
  /** Address of the input row at each row of taps. */
  readonly tapRows: readonly Local<"i32">[];
  /** Whether such a row lies in the image. */
  readonly inside: Local<"i32">;
  readonly outputRow: Local<"i32">;
  /** First column of a tile that is one of several alike, counted from the first of these. */
  readonly column: Local<"i32">;
  readonly end: Local<"i32">;
  readonly channelEnd: Local<"i32">;
}

/** Vector registers that the compiler gives out, one of them for the input value. */
const registers = 15;

function keepsTaps({ window, simd, reduce }: DepthwiseRows): boolean {
  return (
    reduce.kind === "products" && window.tile + window.tapColumns + (simd === "relaxed" ? 1 : 2) <= registers
  );
}

function alongRows(state: State): Statement[] {
  const tiles = columnTiles(state.settings.window);
  return eachRow(
    state,
    tiles.flatMap((tile) => eachAlike(state, tile, oneTile(state, tile))),
  );
}

function downRows(state: State): Statement[] {
  const tiles = columnTiles(state.settings.window);
  return tiles.flatMap((tile) => eachAlike(state, tile, eachRow(state, oneTile(state, tile))));
}

function eachRow(state: State, tiles: readonly Statement[]): Statement[] {
  const { row } = state;
  const turn = [...rowAddresses(state), ...tiles, increase(row, 1)];
  return [set(row, state.firstRow), repeatWhile(turn, lessThan(row, state.endRow))];
}

/** As many tiles as are alike and follow one another. */
function eachAlike({ column }: State, { columns, count }: Tile, body: readonly Statement[]): Statement[] {
  if (count === 1) return [set(column, i32(0)), ...body];
  const turn = [...body, increase(column, columns)];
  return [set(column, i32(0)), repeatWhile(turn, lessThan(column, i32(count * columns)))];
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

/** The tile at `column` of the current row. */
function oneTile(state: State, tile: Tile): Statement[] {
  const { settings, column, inputs, tapRows, target, outputRow } = state;
  const { stride, padBefore } = settings.window;
  const pixel = settings.channels * floatBytes;
  const outputPixel = settings.outputStep * floatBytes;
  const firstInput = tile.column * stride - padBefore + tile.firstInside;
  const moved = (bytes: number): Integer => (tile.count === 1 ? i32(0) : multiply(column, i32(bytes)));
  return [
    ...inputs.map((input, row) =>
      set(input, add(add(tapRows[row] as Local<"i32">, moved(stride * pixel)), i32(firstInput * pixel))),
    ),
    ...startAhead(settings, state, tile),
    set(target, add(add(outputRow, moved(outputPixel)), i32(tile.column * outputPixel))),
    ...allChannels(state, tile),
  ];
}

/** All output channels of a tile, vector by vector. */
function allChannels(state: State, tile: Tile): Statement[] {
  const { settings, weights, vectorWeights, channelEnd, inputs } = state;
  const { repeats, turns, period, rest } = channelVectors(settings.channels, settings.multiplier);
  const vectors = period.map((source) => oneVector(settings, state, tile, source));
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
  for (const source of rest) statements.push(...oneVector(settings, state, tile, source));
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
