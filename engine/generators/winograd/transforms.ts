/** Code of Winograd's transforms of input and output, four channels at a time, with all sizes baked in. */
import type { Activation } from "../../../core/layers/operation.ts";
import { type Local, often, repeatWhile, type Statement, set } from "../../emitter/expression.ts";
import { FunctionBuilder } from "../../emitter/functionBuilder.ts";
import { add, i32, increase, lessThan, multiply } from "../../emitter/integers.ts";
import { VectorCode } from "../../emitter/vectorCode.ts";
import {
  addVectors,
  lanes,
  loadVector,
  type SimdLevel,
  storeVector,
  vectorOf,
  zeroVector,
} from "../../emitter/vectors.ts";
import { activateLocal } from "../activation/activateVector.ts";
import {
  outputsAlong,
  pieceSize,
  type TapCount,
  type Taps,
  type TransformLocals,
  transformFactors,
  transformInput,
  transformOutput,
  type WinogradSize,
} from "./algorithm.ts";

/** What both transforms work on: rows of pieces. All steps in floats. */
export interface WinogradRow {
  readonly simd: SimdLevel;
  readonly size: WinogradSize;
  /** Taps of the kernel; along an axis of one tap, pieces are a pixel wide and nothing is transformed. */
  readonly taps: Taps;
  readonly channels: number;
  /** From the values of one place in the pieces to those of the next place, and in between from piece to piece; channels are dense. */
  readonly placeStep: number;
  readonly pieceStep: number;
  /** From a row of the image to the next that a piece has, and from a column to the next. */
  readonly imageRow: number;
  readonly imageColumn: number;
}

export interface WinogradInput extends WinogradRow {
  /** Pieces in a row. */
  readonly pieces: number;
}

export interface WinogradOutput extends WinogradRow {
  /** What of the pieces' outputs lies in the image: their rows, and the columns of some pieces in a row, then of the next ones. */
  readonly rows: Span;
  readonly columns: readonly PieceRun[];
  readonly bias: boolean;
  /** One that is cheap, see `isCheap`. */
  readonly activation: Activation;
}

/** From the first to the one behind the last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface PieceRun extends Span {
  readonly pieces: number;
}

const floatBytes = 4;

/** `run(image, places)`: addresses of a row of pieces in the (padded) image, and of its first piece's first place. */
export function winogradInput(settings: WinogradInput): FunctionBuilder {
  const fn = new FunctionBuilder("run", ["image", "places"]);
  const { size, taps, imageColumn } = settings;
  const [pieceRows, pieceColumns] = [pieceSize(size, taps.rows), pieceSize(size, taps.columns)];
  const { locals, constants } = transformLocals(fn, settings);
  const columns = squareOf(fn, "column", pieceRows, pieceColumns);
  const rows = squareOf(fn, "row", pieceRows, pieceColumns);
  const values = fn.locals("v128", "value", pieceColumns);
  const transform = (count: number, from: At, to: At) =>
    count === 1 ? [set(to(0), from(0))] : transformInput(size, from, to, locals);
  const [image, places] = [fn.local("i32", "pieceImage"), fn.local("i32", "piecePlaces")];
  const loads: Statement[] = [];
  for (let column = 0; column < pieceColumns; column++) {
    const at = (row: number) => columns(row, column);
    for (let row = 0; row < pieceRows; row++) {
      const offset = (row * settings.imageRow + column * imageColumn) * floatBytes;
      loads.push(set(at(row), loadVector(image, offset)));
    }
    loads.push(...transform(taps.rows, at, (row) => rows(row, column)));
  }
  const loaded = often(loads);
  const vector = (count: number): Statement[] => {
    const statements: Statement[] = [loaded];
    for (let row = 0; row < pieceRows; row++) {
      const at = (column: number) => rows(row, column);
      statements.push(...transform(taps.columns, at, (to) => values[to] as VectorLocal));
      for (const [column, value] of values.entries()) {
        const place = (row * pieceColumns + column) * settings.placeStep * floatBytes;
        statements.push(storeVector(places, value, place, count));
      }
    }
    return [...statements, increase(image, count * floatBytes), increase(places, count * floatBytes)];
  };
  const index = fn.local("i32", "piece");
  const nextPiece = outputsAlong(size, taps.columns) * imageColumn * floatBytes;
  const turn = [
    set(image, add(fn.parameter("image"), multiply(index, i32(nextPiece)))),
    set(places, add(fn.parameter("places"), multiply(index, i32(settings.pieceStep * floatBytes)))),
    ...allChannels(fn, settings.channels, places, vector),
    increase(index, 1),
  ];
  fn.append(...constants, repeatWhile(turn, lessThan(index, i32(settings.pieces))));
  return fn;
}

/** `run(places, bias, image)`: addresses of the first piece's first place, of the bias, and of the first pixel that is written. */
export function winogradOutput(settings: WinogradOutput): FunctionBuilder {
  const fn = new FunctionBuilder("run", ["places", "bias", "image"]);
  const { size, taps, channels, pieceStep, imageColumn } = settings;
  const [pieceRows, pieceColumns] = [pieceSize(size, taps.rows), pieceSize(size, taps.columns)];
  const [outputRows, outputColumns] = [outputsAlong(size, taps.rows), outputsAlong(size, taps.columns)];
  const { locals, constants } = transformLocals(fn, settings);
  const state: OutputState = {
    settings,
    locals,
    columns: squareOf(fn, "column", pieceRows, pieceColumns),
    rows: squareOf(fn, "row", outputRows, pieceColumns),
    results: fn.locals("v128", "result", outputColumns),
    biasValue: fn.local("v128", "biasValue"),
    image: fn.local("i32", "pieceImage"),
    places: fn.local("i32", "piecePlaces"),
    bias: fn.local("i32", "channelBias"),
    code: new VectorCode(fn, settings.simd),
  };
  const loaded = often(loadPlaces(state));
  const index = fn.local("i32", "piece");
  const nextPiece = outputColumns * imageColumn * floatBytes;
  const first = firstWritten(settings.columns);
  const origin = (first.piece * outputColumns + first.column) * imageColumn * floatBytes;
  const onePiece = (columns: Span): Statement[] => [
    set(state.image, add(fn.parameter("image"), multiply(index, i32(nextPiece)))),
    increase(state.image, columns.from * imageColumn * floatBytes - origin),
    set(state.places, add(fn.parameter("places"), multiply(index, i32(pieceStep * floatBytes)))),
    set(state.bias, fn.parameter("bias")),
    ...allChannels(fn, channels, state.places, (count) => [loaded, ...outputVector(state, count, columns)]),
    increase(index, 1),
  ];
  fn.append(...constants);
  let done = 0;
  for (const { pieces, from, to } of settings.columns) {
    done += pieces;
    if (from >= to) fn.append(increase(index, pieces));
    else if (pieces === 1) fn.append(...onePiece({ from, to }));
    else fn.append(repeatWhile(onePiece({ from, to }), lessThan(index, i32(done))));
  }
  return fn;
}

type VectorLocal = Local<"v128">;
type At = (index: number) => VectorLocal;
type Square = (row: number, column: number) => VectorLocal;

interface OutputState {
  readonly settings: WinogradOutput;
  readonly locals: TransformLocals;
  readonly columns: Square;
  readonly rows: Square;
  readonly results: readonly VectorLocal[];
  readonly biasValue: VectorLocal;
  readonly image: Local<"i32">;
  readonly places: Local<"i32">;
  readonly bias: Local<"i32">;
  readonly code: VectorCode;
}

/** The first piece that has a column in the image, and that column. */
function firstWritten(columns: readonly PieceRun[]): { readonly piece: number; readonly column: number } {
  let piece = 0;
  for (const { pieces, from, to } of columns) {
    if (from < to) return { piece, column: from };
    piece += pieces;
  }
  return { piece, column: 0 };
}

/** The values of one piece and four channels, transformed along the columns: the same for all pieces and channels. */
function loadPlaces(state: OutputState): Statement[] {
  const { settings, places, bias, biasValue } = state;
  const { size, taps, placeStep } = settings;
  const [pieceRows, pieceColumns] = [pieceSize(size, taps.rows), pieceSize(size, taps.columns)];
  const statements: Statement[] = [];
  for (let column = 0; column < pieceColumns; column++) {
    const at = (row: number) => state.columns(row, column);
    for (let row = 0; row < pieceRows; row++) {
      const offset = (row * pieceColumns + column) * placeStep * floatBytes;
      statements.push(set(at(row), loadVector(places, offset)));
    }
    statements.push(...outputTransform(state, taps.rows, at, (row) => state.rows(row, column)));
  }
  statements.push(set(biasValue, settings.bias ? loadVector(bias) : zeroVector()));
  return statements;
}

function outputTransform(
  { settings, locals }: OutputState,
  taps: TapCount,
  from: At,
  to: At,
): readonly Statement[] {
  return taps === 1 ? [set(to(0), from(0))] : transformOutput(settings.size, taps, from, to, locals);
}

/** `count` channels of one piece's outputs, of the columns that lie in the image; the pixel's address is that of the first of them. */
function outputVector(state: OutputState, count: number, columns: Span): Statement[] {
  const { settings, results, image, places, bias, biasValue } = state;
  const { taps, imageRow, imageColumn } = settings;
  const statements: Statement[] = [];
  for (let row = settings.rows.from; row < settings.rows.to; row++) {
    const at = (column: number) => state.rows(row, column);
    statements.push(...outputTransform(state, taps.columns, at, (column) => results[column] as VectorLocal));
    for (let column = columns.from; column < columns.to; column++) {
      const result = results[column] as VectorLocal;
      const offset =
        ((row - settings.rows.from) * imageRow + (column - columns.from) * imageColumn) * floatBytes;
      statements.push(set(result, addVectors(result, biasValue)));
      statements.push(...activateLocal(state.code, result, settings.activation));
      statements.push(storeVector(image, result, offset, count));
    }
  }
  const moved = count * floatBytes;
  return [...statements, increase(image, moved), increase(places, moved), increase(bias, moved)];
}

function squareOf(fn: FunctionBuilder, name: string, rows: number, columns: number): Square {
  const all = Array.from({ length: rows }, (_, row) => fn.locals("v128", `${name}${row}_`, columns));
  return (row, column) => all[row]?.[column] as VectorLocal;
}

/** The smaller pieces are only added and subtracted: they need neither factors nor temporaries. */
function transformLocals(fn: FunctionBuilder, { simd, size }: Pick<WinogradRow, "simd" | "size">) {
  const temporaries = fn.locals("v128", "temporary", size === 2 ? 0 : 4);
  const factors = (size === 2 ? [] : Object.entries(transformFactors)).map(
    ([name, value]) => [name, fn.local("v128", name), value] as const,
  );
  const locals = {
    simd,
    ...Object.fromEntries(factors.map(([name, local]) => [name, local])),
    temporaries,
  } as unknown as TransformLocals;
  return { locals, constants: factors.map(([, local, value]) => set(local, vectorOf(value))) };
}

/** Whole vectors in a loop, then what is left; `moving` is an address that each step moves by its channels. */
function allChannels(
  fn: FunctionBuilder,
  channels: number,
  moving: Local<"i32">,
  step: (count: number) => Statement[],
): Statement[] {
  const whole = Math.floor(channels / lanes);
  const rest = channels - whole * lanes;
  const end = fn.local("i32", "end");
  const loop = [
    set(end, add(moving, i32(whole * lanes * floatBytes))),
    repeatWhile(step(lanes), lessThan(moving, end)),
  ];
  return [...(whole > 0 ? loop : []), ...(rest > 0 ? step(rest) : [])];
}
