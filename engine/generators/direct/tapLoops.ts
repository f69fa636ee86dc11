/** The products of one tile: loops over taps and input channels around a body that is unrolled a few products at a time. */
import { type Local, repeatWhile, type Statement, set } from "../../emitter/expression.ts";
import { add, i32, increase, touch } from "../../emitter/integers.ts";
import { accumulate, lanes, loadSplat, loadVector } from "../../emitter/vectors.ts";
import { type DirectConvolution, floatBytes, productsOf } from "./settings.ts";

/** The variables that the products of a tile use. */
export interface TileLocals {
  /** Address of the tile's first pixel at its first tap, and of the panel's weights; both stay as they are. */
  readonly tileInput: Local<"i32">;
  readonly panelWeights: Local<"i32">;
  /** Addresses that move on with the taps. */
  readonly tapInput: Local<"i32">;
  readonly tapWeights: Local<"i32">;
  /** Address in the next panel's weights, up to which they have been read ahead. */
  readonly ahead: Local<"i32">;
  /** One a loop: planes, rows, columns, channels. */
  readonly counters: readonly Local<"i32">[];
  /** By pixel, then vector. */
  readonly sums: readonly (readonly Local<"v128">[])[];
  readonly filters: readonly Local<"v128">[];
  readonly value: Local<"v128">;
}

export interface Tile {
  readonly rows: number;
  readonly columns: number;
  readonly vectors: number;
  /** Whether the next panel's weights are read ahead meanwhile. */
  readonly ahead: boolean;
}

/** Floats from a tile's first pixel to each one, row by row, with the steps of input or output. */
export function pixelOffsets(
  { rows, columns }: Pick<Tile, "rows" | "columns">,
  steps: readonly [number, number],
): number[] {
  return Array.from(
    { length: rows * columns },
    (_, pixel) => Math.floor(pixel / columns) * steps[0] + (pixel % columns) * steps[1],
  );
}

/** Adds all products to the tile's sums. */
export function tileProducts(settings: DirectConvolution, locals: TileLocals, tile: Tile): Statement[] {
  const runs = runsOf(settings);
  if (productsOf(settings) <= mostInline) return inlineProducts(settings, locals, tile, runs);
  const { tileInput, panelWeights, tapInput, tapWeights } = locals;
  const run = runProducts(settings, locals, tile, runs.length);
  const loops = runs.loops.reduce<Moving>((body, loop, level) => loopOver(locals, body, loop, level), run);
  return [set(tapInput, tileInput), set(tapWeights, panelWeights), ...loops.statements];
}

/** Up to this many products a value have instructions of their own, without a loop. */
const mostInline = 40;
/** Up to this many products of a run, likewise. */
const mostInlineRun = 24;

/** Taps that follow one another without a gap are one run: a kernel's row where no dilation and no group lies between. */
interface Runs {
  readonly length: number;
  /** From the innermost to the outermost: how many turns, and floats between them. */
  readonly loops: readonly TapLoop[];
}

interface TapLoop {
  readonly turns: number;
  readonly step: number;
}

function runsOf({
  taps,
  tapSteps,
  groupInputs,
}: Pick<DirectConvolution, "taps" | "tapSteps" | "groupInputs">): Runs {
  const loops = ([2, 1, 0] as const).map((axis) => ({ turns: taps[axis], step: tapSteps[axis] }));
  const joined = tapSteps[2] === groupInputs;
  return joined ? { length: taps[2] * groupInputs, loops: loops.slice(1) } : { length: groupInputs, loops };
}

function inlineProducts(
  settings: DirectConvolution,
  locals: TileLocals,
  tile: Tile,
  { length, loops }: Runs,
): Statement[] {
  let offsets = [0];
  for (const { turns, step } of loops) {
    offsets = Array.from({ length: turns }, (_, turn) =>
      offsets.map((offset) => offset + turn * step),
    ).flat();
  }
  const { tileInput, panelWeights } = locals;
  return offsets.flatMap((offset, run) =>
    Array.from({ length }, (_, at) => {
      const place = {
        input: tileInput,
        inputOffset: offset + at,
        weights: panelWeights,
        product: run * length + at,
      };
      return oneProduct(settings, locals, tile, place);
    }).flat(),
  );
}

/** Statements, and by how many floats they move the address of the input. */
interface Moving {
  readonly statements: readonly Statement[];
  readonly moved: number;
}

function loopOver(locals: TileLocals, body: Moving, { turns, step }: TapLoop, level: number): Moving {
  if (turns === 1) return body;
  if (turns === 0) return { statements: [], moved: 0 };
  const counter = locals.counters[level] as Local<"i32">;
  const turn = [
    ...body.statements,
    increase(locals.tapInput, (step - body.moved) * floatBytes),
    increase(counter, -1),
  ];
  return { statements: [set(counter, i32(turns)), repeatWhile(turn, counter)], moved: turns * step };
}

/** One run of products, its weights left behind. */
function runProducts(settings: DirectConvolution, locals: TileLocals, tile: Tile, length: number): Moving {
  const { tapInput, tapWeights, counters } = locals;
  const unroll = length <= mostInlineRun ? length : unrollOf(length);
  const turns = unroll === length ? 0 : Math.floor(length / unroll);
  const rest = length - turns * unroll;
  const steps = (count: number): Statement[] => [
    ...Array.from({ length: count }, (_, at) =>
      oneProduct(settings, locals, tile, {
        input: tapInput,
        inputOffset: at,
        weights: tapWeights,
        product: at,
      }),
    ).flat(),
    increase(tapWeights, count * tile.vectors * lanes * floatBytes),
  ];
  const counter = counters.at(-1) as Local<"i32">;
  const loop = [
    set(counter, i32(turns)),
    repeatWhile(
      [
        ...(tile.ahead ? readAhead(settings, locals) : []),
        ...steps(unroll),
        increase(tapInput, unroll * floatBytes),
        increase(counter, -1),
      ],
      counter,
    ),
  ];
  return {
    statements: [...(turns > 0 ? loop : []), ...(rest > 0 ? steps(rest) : [])],
    moved: turns * unroll,
  };
}

/** Every line of the cache up to the next turn's address. */
function readAhead({ aheadStep }: DirectConvolution, { ahead }: TileLocals): Statement[] {
  const lines = Math.ceil(aheadStep / cacheLine);
  const touches = Array.from({ length: lines }, (_, line) => touch(ahead, line * cacheLine));
  return [...touches, increase(ahead, aheadStep)];
}

const cacheLine = 64;

/** Turns of the innermost loop in one tile; 0 where there is no such loop. */
export function turnsOf(settings: Pick<DirectConvolution, "taps" | "tapSteps" | "groupInputs">): number {
  const { length, loops } = runsOf(settings);
  const products = loops.reduce((product, { turns }) => product * turns, length);
  if (products <= mostInline || length <= mostInlineRun) return 0;
  return Math.floor(length / unrollOf(length)) * (products / length);
}

/** Products in a turn of the innermost loop: none left over, if that can be. */
function unrollOf(length: number): number {
  return [8, 12, 9, 10, 7, 6, 11, 5, 4].find((unroll) => length % unroll === 0) ?? 8;
}

interface ProductPlace {
  readonly input: Local<"i32">;
  /** Floats from the address to the first pixel's value. */
  readonly inputOffset: number;
  readonly weights: Local<"i32">;
  /** Number of the product, counted from `weights`. */
  readonly product: number;
}

/** One input value of each pixel times the panel's filters; pixels lie at fixed distances, so that one address serves all. */
function oneProduct(
  { simd, inputSteps }: DirectConvolution,
  { sums, filters, value }: TileLocals,
  tile: Tile,
  { input, inputOffset, weights, product }: ProductPlace,
): Statement[] {
  const { vectors } = tile;
  const used = filters.slice(0, vectors);
  const offsets = pixelOffsets(tile, inputSteps);
  const loads = used.map((filter, vector) =>
    set(filter, loadVector(weights, (product * vectors + vector) * lanes * floatBytes)),
  );
  const products = sums.slice(0, offsets.length).flatMap((row, pixel) => [
    // V8 keeps the sum of memory base and offset of such a load for later, on the stack; an added address costs one instruction.
    set(value, loadSplat(add(input, i32((inputOffset + (offsets[pixel] ?? 0)) * floatBytes)))),
    ...used.map((filter, vector) => accumulate(row[vector] as Local<"v128">, value, filter, simd)),
  ]);
  return [...loads, ...products];
}
