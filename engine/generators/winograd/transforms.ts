/** Code of Winograd's transforms of input and output, four channels at a time, with all sizes baked in. */
import type { Activation } from "../../../core/layers/operation.ts";
import { type Local, repeatWhile, type Statement, set } from "../../emitter/expression.ts";
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
  type Taps,
  type TransformLocals,
  transformFactors,
  transformInput,
  transformOutput,
  type WinogradSize,
} from "./algorithm.ts";

/** What both transforms work on: rows of pieces. */
export interface WinogradRow {
  readonly simd: SimdLevel;
  readonly size: WinogradSize;
  /** Taps of the kernel, 3 or 1; along an axis of one tap, pieces are a pixel wide and nothing is transformed. */
  readonly taps: Taps;
  readonly channels: number;
  /** Pieces in a row. */
  readonly pieces: number;
  /** Floats from the values of one place in the pieces to those of the next place; in between, pieces and channels are dense. */
  readonly placeStep: number;
  /** Floats from a row of the image to the next that a piece has, and pixels from a column to the next. */
  readonly imageRow: number;
  readonly pixelStep: number;
}

export interface WinogradOutput extends WinogradRow {
  /** Rows of the image that the row of pieces reaches, and columns that its last piece does, 0 to `size`. */
  readonly rows: number;
  readonly lastColumns: number;
  readonly bias: boolean;
  /** One that is cheap, see `isCheap`. */
  readonly activation: Activation;
}

const floatBytes = 4;

/** `run(image, places)`: addresses of a row of pieces in the (padded) image, and of its first piece's first place. */
export function winogradInput(settings: WinogradRow): FunctionBuilder {
  const fn = new FunctionBuilder("run", ["image", "places"]);
  const { size, taps, pixelStep } = settings;
  const [pieceRows, pieceColumns] = [pieceSize(size, taps.rows), pieceSize(size, taps.columns)];
  const { locals, constants } = transformLocals(fn, settings.simd);
  const columns = squareOf(fn, "column", pieceRows, pieceColumns);
  const rows = squareOf(fn, "row", pieceRows, pieceColumns);
  const values = fn.locals("v128", "value", pieceColumns);
  const transform = (count: number, from: At, to: At) =>
    count === 1 ? [set(to(0), from(0))] : transformInput(size, from, to, locals);
  const [image, places] = [fn.local("i32", "pieceImage"), fn.local("i32", "piecePlaces")];
  const pixel = settings.channels * floatBytes;
  const vector = (count: number): Statement[] => {
    const statements: Statement[] = [];
    for (let column = 0; column < pieceColumns; column++) {
      const at = (row: number) => columns(row, column);
      for (let row = 0; row < pieceRows; row++) {
        const offset = row * settings.imageRow * floatBytes + column * pixelStep * pixel;
        statements.push(set(at(row), loadVector(image, offset)));
      }
      statements.push(...transform(taps.rows, at, (row) => rows(row, column)));
    }
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
  const nextPiece = outputsAlong(size, taps.columns) * pixelStep * pixel;
  const turn = [
    set(image, add(fn.parameter("image"), multiply(index, i32(nextPiece)))),
    set(places, add(fn.parameter("places"), multiply(index, i32(pixel)))),
    ...allChannels(fn, settings.channels, places, vector),
    increase(index, 1),
  ];
  fn.append(...constants, repeatWhile(turn, lessThan(index, i32(settings.pieces))));
  return fn;
}

/** `run(places, bias, image)`: addresses of the first piece's first place, of the bias, and of the image's first row. */
export function winogradOutput(settings: WinogradOutput): FunctionBuilder {
  const fn = new FunctionBuilder("run", ["places", "bias", "image"]);
  const { size, taps, pieces, channels, lastColumns, pixelStep } = settings;
  const [pieceRows, pieceColumns] = [pieceSize(size, taps.rows), pieceSize(size, taps.columns)];
  const [outputRows, outputColumns] = [outputsAlong(size, taps.rows), outputsAlong(size, taps.columns)];
  const { locals, constants } = transformLocals(fn, settings.simd);
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
  const index = fn.local("i32", "piece");
  const pixel = channels * floatBytes;
  const onePiece = (columns: number): Statement[] => [
    set(state.image, add(fn.parameter("image"), multiply(index, i32(outputColumns * pixelStep * pixel)))),
    set(state.places, add(fn.parameter("places"), multiply(index, i32(pixel)))),
    set(state.bias, fn.parameter("bias")),
    ...allChannels(fn, channels, state.places, (count) => outputVector(state, count, columns)),
    increase(index, 1),
  ];
  const whole = lastColumns === outputColumns ? pieces : pieces - 1;
  fn.append(...constants);
  if (whole > 0) fn.append(repeatWhile(onePiece(outputColumns), lessThan(index, i32(whole))));
  if (whole < pieces && lastColumns > 0) fn.append(...onePiece(lastColumns));
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

/** `count` channels of one piece's outputs, of as many columns as lie in the image. */
function outputVector(state: OutputState, count: number, columns: number): Statement[] {
  const { settings, locals, results, image, places, bias, biasValue } = state;
  const { size, taps, placeStep, imageRow, channels, pixelStep } = settings;
  const [pieceRows, pieceColumns] = [pieceSize(size, taps.rows), pieceSize(size, taps.columns)];
  const transform = (count: number, from: At, to: At) =>
    count === 1 ? [set(to(0), from(0))] : transformOutput(size, from, to, locals);
  const statements: Statement[] = [];
  for (let column = 0; column < pieceColumns; column++) {
    const at = (row: number) => state.columns(row, column);
    for (let row = 0; row < pieceRows; row++) {
      const offset = (row * pieceColumns + column) * placeStep * floatBytes;
      statements.push(set(at(row), loadVector(places, offset)));
    }
    statements.push(...transform(taps.rows, at, (row) => state.rows(row, column)));
  }
  statements.push(set(biasValue, settings.bias ? loadVector(bias) : zeroVector()));
  for (let row = 0; row < settings.rows; row++) {
    const at = (column: number) => state.rows(row, column);
    statements.push(...transform(taps.columns, at, (column) => results[column] as VectorLocal));
    for (const [column, result] of results.slice(0, columns).entries()) {
      const offset = (row * imageRow + column * pixelStep * channels) * floatBytes;
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

function transformLocals(fn: FunctionBuilder, simd: SimdLevel) {
  const [a, b, c, d] = fn.locals("v128", "temporary", 4);
  const factors = Object.entries(transformFactors).map(
    ([name, value]) => [name, fn.local("v128", name), value] as const,
  );
  const locals = {
    simd,
    ...Object.fromEntries(factors.map(([name, local]) => [name, local])),
    temporaries: [a, b, c, d],
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
