/**
 * Fills panels of weights with sums of rows: each weight is a sum over some taps of the tap's factor times its value. Sums are float64, in
 * the order of the taps, so that they are those of plain code bit for bit. With one tap the values are copied.
 */
import {
  addPairs,
  loadDoublePair,
  loadDoubleSplat,
  loadFloatPair,
  multiplyPairs,
  roundedPair,
} from "../emitter/doubleVectors.ts";
import { type Local, repeatWhile, type Statement, set } from "../emitter/expression.ts";
import { FunctionBuilder } from "../emitter/functionBuilder.ts";
import { add, increase, isBelow, loadInteger } from "../emitter/integers.ts";
import { lanes, storeVector } from "../emitter/vectors.ts";

export interface PanelSums {
  /** Of a panel's rows. */
  readonly vectors: number;
  /** Each sum is multiplied by its column's factor, a double, before it is rounded. */
  readonly scaled: boolean;
}

/** A tap in memory: its factor, a double, and where its rows begin, in bytes from the source. */
export const tapBytes = 16;
export const tapStart = 8;

const parameters = [
  "target",
  "source",
  "rows",
  "rowBytes",
  "panels",
  "panelBytes",
  "taps",
  "tapsEnd",
  "initial",
  "factors",
] as const;

/**
 * `run(target, source, rows, rowBytes, panels, panelBytes, taps, tapsEnd, initial, factors)`: so many rows of so many panels, which are
 * `panelBytes` apart. There is at least one row, panel and tap. At `initial` is the double that sums begin with.
 */
export function panelSums({ vectors, scaled }: PanelSums): FunctionBuilder {
  const fn = new FunctionBuilder("run", parameters);
  const named = Object.fromEntries(parameters.map((name) => [name, fn.parameter(name)]));
  const { target, source, rows, rowBytes, panels, panelBytes, taps, tapsEnd, initial, factors } =
    named as Record<(typeof parameters)[number], Local<"i32">>;
  const [at, from, left, tap, values] = ["at", "from", "left", "tap", "values"].map((name) =>
    fn.local("i32", name),
  ) as [Local<"i32">, Local<"i32">, Local<"i32">, Local<"i32">, Local<"i32">];
  const [start, factor] = [fn.local("v128", "start"), fn.local("v128", "factor")];
  const sums = fn.locals("v128", "sum", vectors * (lanes / 2));
  const rowEnd: Statement[] = sums.flatMap((sum, pair) => [
    ...(scaled ? [set(sum, multiplyPairs(sum, loadDoublePair(factors, pair * 16)))] : []),
    set(sum, roundedPair(sum)),
    storeVector(at, sum, pair * 8, 2),
  ]);
  const addTap = [
    set(factor, loadDoubleSplat(tap)),
    set(values, add(from, loadInteger(tap, tapStart))),
    ...sums.map((sum, pair) =>
      set(sum, addPairs(sum, multiplyPairs(factor, loadFloatPair(values, pair * 8)))),
    ),
    increase(tap, tapBytes),
  ];
  const row = [
    ...sums.map((sum) => set(sum, start)),
    set(tap, taps),
    repeatWhile(addTap, isBelow(tap, tapsEnd)),
    ...rowEnd,
    increase(at, vectors * lanes * 4),
    set(from, add(from, rowBytes)),
    increase(left, -1),
  ];
  const panel = [
    set(at, target),
    set(from, source),
    set(left, rows),
    repeatWhile(row, left),
    set(target, add(target, panelBytes)),
    increase(source, vectors * lanes * 4),
    ...(scaled ? [increase(factors, vectors * lanes * 8)] : []),
    increase(panels, -1),
  ];
  fn.append(set(start, loadDoubleSplat(initial)), repeatWhile(panel, panels));
  return fn;
}
