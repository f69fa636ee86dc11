/** Code that takes one maximum or sum of each channel over all pixels, which lie one behind the other. */
import { type Local, repeatWhile, type Statement, set } from "../emitter/expression.ts";
import { FunctionBuilder } from "../emitter/functionBuilder.ts";
import { add, i32, increase, isBelow } from "../emitter/integers.ts";
import {
  addVectors,
  lanes,
  loadSplat,
  loadVector,
  maximumVectors,
  multiplyVectors,
  storeVector,
  vectorOf,
  zeroVector,
} from "../emitter/vectors.ts";

export interface PoolColumns {
  readonly reduce: "max" | "average";
  readonly pixels: number;
  readonly channels: number;
}

const vectorBytes = lanes * 4;
/** Vectors of channels that one walk over the pixels takes along. */
const vectorsAtOnce = 8;
/** Pixels that are added up by themselves, so that a sum of very many does not lose its last digits. */
const pixelsAtOnce = 256;

/** `run(input, factor, output)`: addresses of the first pixel, of a number that sums are multiplied with, and of the results. */
export function poolColumns(settings: PoolColumns): FunctionBuilder {
  const fn = new FunctionBuilder("run", ["input", "factor", "output"]);
  const { channels } = settings;
  const state: State = {
    settings,
    input: fn.parameter("input"),
    factor: fn.parameter("factor"),
    output: fn.parameter("output"),
    end: fn.local("i32", "end"),
    pixel: fn.local("i32", "pixel"),
    pixelEnd: fn.local("i32", "pixelEnd"),
    left: fn.local("i32", "left"),
    totals: fn.locals("v128", "total", vectorsAtOnce),
    sums: fn.locals("v128", "sum", vectorsAtOnce),
  };
  const block = vectorsAtOnce * lanes;
  const blocks = Math.floor(channels / block);
  const rest = channels - blocks * block;
  if (blocks > 0)
    fn.append(
      set(state.end, add(state.input, i32(blocks * block * 4))),
      repeatWhile(someChannels(state, block), isBelow(state.input, state.end)),
    );
  if (rest > 0) fn.append(...someChannels(state, rest));
  return fn;
}

interface State {
  readonly settings: PoolColumns;
  readonly input: Local<"i32">;
  readonly factor: Local<"i32">;
  readonly output: Local<"i32">;
  readonly end: Local<"i32">;
  readonly pixel: Local<"i32">;
  readonly pixelEnd: Local<"i32">;
  /** Groups of pixels that are left. */
  readonly left: Local<"i32">;
  readonly totals: readonly Local<"v128">[];
  readonly sums: readonly Local<"v128">[];
}

/** All pixels of a few channels; the last vector may be there only in part. */
function someChannels(state: State, channels: number): Statement[] {
  const { settings, input, output, pixel, left } = state;
  const vectors = Math.ceil(channels / lanes);
  const totals = state.totals.slice(0, vectors);
  const groups = Math.floor(settings.pixels / pixelsAtOnce);
  const rest = settings.pixels - groups * pixelsAtOnce;
  const start = settings.reduce === "max" ? vectorOf(Number.NEGATIVE_INFINITY) : zeroVector();
  const loop = [...somePixels(state, totals, pixelsAtOnce), increase(left, -1)];
  return [
    set(pixel, input),
    ...totals.map((total) => set(total, start)),
    ...(groups > 0 ? [set(left, i32(groups)), repeatWhile(loop, left)] : []),
    ...(rest > 0 ? somePixels(state, totals, rest) : []),
    ...totals.flatMap((total, vector) => [
      ...(settings.reduce === "max" ? [] : [set(total, multiplyVectors(total, loadSplat(state.factor)))]),
      storeVector(output, total, vector * vectorBytes, Math.min(lanes, channels - vector * lanes)),
    ]),
    increase(input, channels * 4),
    increase(output, channels * 4),
  ];
}

function somePixels(state: State, totals: readonly Local<"v128">[], count: number): Statement[] {
  const { settings, pixel, pixelEnd } = state;
  const step = settings.channels * 4;
  const max = settings.reduce === "max";
  const sums = max ? totals : state.sums.slice(0, totals.length);
  const join = max ? maximumVectors : addVectors;
  const turn = [
    ...sums.map((sum, vector) => set(sum, join(sum, loadVector(pixel, vector * vectorBytes)))),
    increase(pixel, step),
  ];
  return [
    ...(max ? [] : sums.map((sum) => set(sum, zeroVector()))),
    set(pixelEnd, add(pixel, i32(count * step))),
    repeatWhile(turn, isBelow(pixel, pixelEnd)),
    ...(max
      ? []
      : totals.map((total, vector) => set(total, addVectors(total, sums[vector] as Local<"v128">)))),
  ];
}
