/** The variables of a direct convolution's code. */
import type { Local } from "../../emitter/expression.ts";
import type { FunctionBuilder } from "../../emitter/functionBuilder.ts";
import { type DirectConvolution, tilePixels } from "./settings.ts";

export interface State {
  readonly settings: DirectConvolution;
  readonly input: Local<"i32">;
  readonly weights: Local<"i32">;
  readonly bias: Local<"i32">;
  readonly output: Local<"i32">;
  readonly pixel: Local<"i32">;
  readonly firstPixel: Local<"i32">;
  readonly blockEnd: Local<"i32">;
  readonly row: Local<"i32">;
  readonly column: Local<"i32">;
  readonly group: Local<"i32">;
  readonly panelWeights: Local<"i32">;
  readonly panelEnd: Local<"i32">;
  readonly panelBias: Local<"i32">;
  readonly panelOutput: Local<"i32">;
  readonly groupInput: Local<"i32">;
  readonly tapWeights: Local<"i32">;
  readonly tapOffset: Local<"i32">;
  readonly counters: readonly Local<"i32">[];
  /** Input address of each pixel of the tile, its address while taps pass by, and its output address. */
  readonly pixels: readonly Local<"i32">[];
  readonly taps: readonly Local<"i32">[];
  readonly targets: readonly Local<"i32">[];
  readonly sums: readonly (readonly Local<"v128">[])[];
  readonly filters: readonly Local<"v128">[];
  readonly value: Local<"v128">;
}

export function declareState(fn: FunctionBuilder, settings: DirectConvolution): State {
  const { vectors } = settings.tile;
  const pixels = tilePixels(settings);
  const names = ["pixel", "firstPixel", "blockEnd", "row", "column", "group", "panelWeights", "panelEnd"];
  const [pixel, firstPixel, blockEnd, row, column, group, panelWeights, panelEnd] = names.map((name) =>
    fn.local("i32", name),
  ) as [I, I, I, I, I, I, I, I];
  return {
    settings,
    input: fn.parameter("input"),
    weights: fn.parameter("weights"),
    bias: fn.parameter("bias"),
    output: fn.parameter("output"),
    pixel,
    firstPixel,
    blockEnd,
    row,
    column,
    group,
    panelWeights,
    panelEnd,
    panelBias: fn.local("i32", "panelBias"),
    panelOutput: fn.local("i32", "panelOutput"),
    groupInput: fn.local("i32", "groupInput"),
    tapWeights: fn.local("i32", "tapWeights"),
    tapOffset: fn.local("i32", "tapOffset"),
    counters: fn.locals("i32", "counter", 4),
    pixels: fn.locals("i32", "pixel", pixels),
    taps: fn.locals("i32", "tap", pixels),
    targets: fn.locals("i32", "target", pixels),
    sums: Array.from({ length: pixels }, (_, at) => fn.locals("v128", `sum${at}_`, vectors)),
    filters: fn.locals("v128", "filter", vectors),
    value: fn.local("v128", "value"),
  };
}

type I = Local<"i32">;
