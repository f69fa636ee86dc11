/** The sums of a tile: every tap's input value times the filters of a panel. */
import { type Local, repeatWhile, type Statement, set } from "../../emitter/expression.ts";
import { add, i32, increase, lessThan } from "../../emitter/integers.ts";
import { accumulate, lanes, loadSplat, loadVector, storeVector, zeroVector } from "../../emitter/vectors.ts";
import { activateVector } from "../fusedActivation.ts";
import { type DirectConvolution, floatBytes, type Panel, productsOf } from "./settings.ts";
import type { State } from "./state.ts";

/** Sums of all taps, from the bias on. */
export function tapsOfTile(state: State, panel: Panel): Statement[] {
  const { settings, sums, panelBias } = state;
  const start = sums.flatMap((row) =>
    row
      .slice(0, panel.vectors)
      .map((sum, vector) =>
        set(sum, settings.bias ? loadVector(panelBias, vector * lanes * floatBytes) : zeroVector()),
      ),
  );
  const runs = runsOf(settings);
  const inline = productsOf(settings) <= inlineProducts;
  return [...start, ...(inline ? inlineTaps(state, panel, runs) : loopedTaps(state, panel, runs))];
}

/** Up to this many products a value, every tap has instructions of its own. */
const inlineProducts = 160;

function inlineTaps(state: State, panel: Panel, { counts, length }: Runs): Statement[] {
  const { settings, panelWeights, pixels } = state;
  const statements: Statement[] = [];
  let product = 0;
  for (let plane = 0; plane < counts[0]; plane++)
    for (let row = 0; row < counts[1]; row++)
      for (let column = 0; column < counts[2]; column++) {
        const [planeStep, rowStep, columnStep] = settings.tapSteps;
        const offset = plane * planeStep + row * rowStep + column * columnStep;
        for (let at = 0; at < length; at++, product++) {
          const place = { addresses: pixels, inputOffset: offset + at, weights: panelWeights, product };
          statements.push(...multiplyTile(state, panel, place));
        }
      }
  return statements;
}

/** Loops over planes, rows and columns of taps, and over each run in steps of `unroll`. */
function loopedTaps(state: State, panel: Panel, { counts, length }: Runs): Statement[] {
  const { settings, tapWeights, tapOffset, panelWeights, counters, pixels, taps } = state;
  const run = [
    ...taps.map((tap, index) => set(tap, add(pixels[index] as I, tapOffset))),
    ...runOfTaps(state, panel, length),
  ];
  const [planeStep, rowStep, columnStep] = settings.tapSteps;
  const loop = (body: Statement[], axis: 0 | 1 | 2, back: number, step: number): Statement[] => {
    const counter = counters[axis] as I;
    const move = increase(tapOffset, (step - back) * floatBytes);
    if (counts[axis] === 1) return body;
    const turn = [...body, move, increase(counter, 1)];
    return [set(counter, i32(0)), repeatWhile(turn, lessThan(counter, i32(counts[axis])))];
  };
  const columnsGone = counts[2] === 1 ? 0 : counts[2] * columnStep;
  const rowsGone = counts[1] === 1 ? columnsGone : counts[1] * rowStep;
  const columnLoop = loop(run, 2, 0, columnStep);
  const rowLoop = loop(columnLoop, 1, columnsGone, rowStep);
  const planeLoop = loop(rowLoop, 0, rowsGone, planeStep);
  return [set(tapWeights, panelWeights), set(tapOffset, i32(0)), ...planeLoop];
}

function runOfTaps(state: State, panel: Panel, length: number): Statement[] {
  const { taps, tapWeights, counters } = state;
  const unroll = length % 8 === 0 ? 8 : length % 9 === 0 ? 9 : length % 7 === 0 ? 7 : 4;
  const width = panel.vectors * lanes;
  const counter = counters[3] as I;
  const steps = (count: number): Statement[] => [
    ...Array.from({ length: count }, (_, at) =>
      multiplyTile(state, panel, { addresses: taps, inputOffset: at, weights: tapWeights, product: at }),
    ).flat(),
    increase(tapWeights, count * width * floatBytes),
  ];
  const moves = taps.map((tap) => increase(tap, unroll * floatBytes));
  const turns = Math.floor(length / unroll);
  const rest = length - turns * unroll;
  const turn = [...steps(unroll), ...moves];
  const statements: Statement[] = [];
  if (turns === 1) statements.push(...(rest > 0 ? turn : steps(unroll)));
  else if (turns > 1) {
    const end = turns * unroll;
    const body = [...turn, increase(counter, unroll)];
    statements.push(set(counter, i32(0)), repeatWhile(body, lessThan(counter, i32(end))));
  }
  if (rest > 0) statements.push(...steps(rest));
  return statements;
}

interface TapPlace {
  readonly addresses: readonly Local<"i32">[];
  /** Floats from each address. */
  readonly inputOffset: number;
  readonly weights: Local<"i32">;
  /** Number of the product, counted from `weights`. */
  readonly product: number;
}

/** One input value of each pixel times the filters of the panel. */
function multiplyTile(state: State, panel: Panel, place: TapPlace): Statement[] {
  const { settings, sums, filters, value } = state;
  const width = panel.vectors * lanes;
  const used = filters.slice(0, panel.vectors);
  const loads = used.map((filter, vector) =>
    set(filter, loadVector(place.weights, (place.product * width + vector * lanes) * floatBytes)),
  );
  const products = place.addresses.flatMap((address, pixel) => [
    set(value, loadSplat(address, place.inputOffset * floatBytes)),
    ...used.map((filter, vector) =>
      accumulate(sums[pixel]?.[vector] as Local<"v128">, value, filter, settings.simd),
    ),
  ]);
  return [...loads, ...products];
}

export function storeTile(state: State, panel: Panel): Statement[] {
  const { settings, sums, targets, panelOutput } = state;
  return sums.flatMap((row, pixel) =>
    row.slice(0, panel.vectors).flatMap((sum, vector) => {
      const count = Math.min(lanes, panel.filters - vector * lanes);
      const address = add(targets[pixel] as I, panelOutput);
      return [
        ...activateVector(settings.activation, sum),
        storeVector(address, sum, vector * lanes * floatBytes, count),
      ];
    }),
  );
}
/** Taps that follow one another without a gap are one run: a kernel's row where no dilation and no group lies between. */
interface Runs {
  readonly counts: readonly [number, number, number];
  readonly length: number;
}

function runsOf({ taps, tapSteps, groupInputs }: DirectConvolution): Runs {
  const [planes, rows, columns] = taps;
  const joined = tapSteps[2] === groupInputs;
  return joined
    ? { counts: [planes, rows, 1], length: columns * groupInputs }
    : { counts: taps, length: groupInputs };
}

type I = Local<"i32">;
