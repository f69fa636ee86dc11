/** The products of one tile: loops over taps and input channels around a body that is unrolled a few products at a time. */
import { type Local, often, repeatWhile, type Statement, set } from "../../emitter/expression.ts";
import { add, i32, increase, touch } from "../../emitter/integers.ts";
import { accumulate, lanes, loadSplat, loadVector, type SimdLevel } from "../../emitter/vectors.ts";
import { type DirectConvolution, floatBytes } from "./settings.ts";

/** The variables that the products of a tile use. */
export interface TileLocals {
  /** Address of the tile's first pixel at its first tap, and of the panel's weights; both stay as they are. */
  readonly tileInput: Local<"i32">;
  readonly panelWeights: Local<"i32">;
  /** Addresses that move on with the taps: of each pixel's input, and of the weights. */
  readonly pixelInputs: readonly Local<"i32">[];
  readonly tapWeights: Local<"i32">;
  /** Address in the next panel's weights, up to which they have been read ahead. */
  readonly ahead: Local<"i32">;
  /** One a loop: planes, rows, columns, channels. */
  readonly counters: readonly Local<"i32">[];
  /** By pixel, then vector. */
  readonly sums: readonly (readonly Local<"v128">[])[];
  readonly filters: readonly Local<"v128">[];
  readonly value: Local<"v128">;
  /** Reads a pixel's value so many floats from its address, and adds its products with so many filters to the sums. */
  readonly addValue: (pixel: number, place: number, vectors: number) => Statement;
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
  const { length, loops } = runsOf(settings);
  const { tileInput, panelWeights, tapWeights } = locals;
  const offsets = pixelOffsets(tile, settings.inputSteps);
  const pixelInputs = locals.pixelInputs.slice(0, offsets.length);
  const used = { ...locals, pixelInputs };
  const run = runProducts(settings, used, tile, length);
  const all = loops.reduce<Moving>((body, loop, level) => repeatOver(used, body, loop, level), run);
  return [
    ...pixelInputs.map((input, pixel) => set(input, add(tileInput, i32((offsets[pixel] ?? 0) * floatBytes)))),
    set(tapWeights, panelWeights),
    ...all.statements,
  ];
}

/** Up to this many products a value have instructions of their own, without a loop. */
const mostInline = 40;

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

/** Statements, by how many floats they move the addresses of the input, and the products that have instructions of their own in them. */
interface Moving {
  readonly statements: readonly Statement[];
  readonly moved: number;
  readonly products: number;
}

/** One behind the other while these are few, else in a loop. */
function repeatOver(locals: TileLocals, body: Moving, { turns, step }: TapLoop, level: number): Moving {
  if (turns === 1) return body;
  if (turns === 0) return { statements: [], moved: 0, products: 0 };
  const toNext = moveInputs(locals, step - body.moved);
  const products = turns * body.products;
  if (products <= mostInline) {
    const all = Array.from({ length: turns }, (_, turn) =>
      turn === 0 ? body.statements : [...toNext, ...body.statements],
    );
    return { statements: all.flat(), moved: (turns - 1) * step + body.moved, products };
  }
  const counter = locals.counters[level] as Local<"i32">;
  const turn = [...body.statements, ...toNext, increase(counter, -1)];
  return {
    statements: [set(counter, i32(turns)), repeatWhile(turn, counter)],
    moved: turns * step,
    products: Number.POSITIVE_INFINITY,
  };
}

/** One run of products, its weights left behind. */
function runProducts(settings: DirectConvolution, locals: TileLocals, tile: Tile, length: number): Moving {
  const { tapWeights, counters } = locals;
  const unroll = length <= mostInline ? length : unrollOf(length);
  const turns = unroll === length ? 0 : Math.floor(length / unroll);
  const rest = length - turns * unroll;
  const steps = (count: number): Statement[] => {
    const statements: Statement[] = [];
    for (let at = 0; at < count; at++) {
      const place = at % sharedOffsets;
      addProduct(statements, locals, tile, { place, product: at });
      if (at === count - 1 || place === sharedOffsets - 1) statements.push(...moveInputs(locals, place + 1));
    }
    statements.push(increase(tapWeights, count * tile.vectors * lanes * floatBytes));
    return statements;
  };
  const counter = counters.at(-1) as Local<"i32">;
  const loop = [
    set(counter, i32(turns)),
    repeatWhile(
      [...(tile.ahead ? readAhead(settings, locals) : []), ...steps(unroll), increase(counter, -1)],
      counter,
    ),
  ];
  return {
    statements: [...(turns > 0 ? loop : []), ...(rest > 0 ? steps(rest) : [])],
    moved: length,
    products: turns > 0 ? Number.POSITIVE_INFINITY : length,
  };
}

/**
 * Products in a row whose input values are read at offsets from the same addresses: adding to an address takes the processor's time as
 * a product does. V8 keeps the sum of memory base and each such offset, so that there must not be many.
 */
const sharedOffsets = 8;

function moveInputs({ pixelInputs }: TileLocals, floats: number): Statement[] {
  return floats === 0 ? [] : pixelInputs.map((input) => increase(input, floats * floatBytes));
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
  if (length <= mostInline) return 0;
  return Math.floor(length / unrollOf(length)) * (products / length);
}

/** Products in a turn of the innermost loop: none left over, if that can be. */
function unrollOf(length: number): number {
  return [8, 12, 9, 10, 7, 6, 11, 5, 4].find((unroll) => length % unroll === 0) ?? 8;
}

interface ProductPlace {
  /** Floats from the addresses of the input to its values. */
  readonly place: number;
  /** Number of the product, counted from the address of the weights. */
  readonly product: number;
}

/** One input value of each pixel times the panel's filters. */
function addProduct(
  statements: Statement[],
  { filters, tapWeights, pixelInputs, addValue }: TileLocals,
  { vectors }: Tile,
  { place, product }: ProductPlace,
): void {
  for (let vector = 0; vector < vectors; vector++) {
    const offset = (product * vectors + vector) * lanes * floatBytes;
    statements.push(set(filters[vector] as Local<"v128">, loadVector(tapWeights, offset)));
  }
  for (let pixel = 0; pixel < pixelInputs.length; pixel++) statements.push(addValue(pixel, place, vectors));
}

/** `addValue` of a kernel's variables: each product adds to the same sums, which is most of its code, and many read at the same offsets. */
export function valueAdder(
  { pixelInputs, sums, filters, value }: Pick<TileLocals, "pixelInputs" | "sums" | "filters" | "value">,
  simd: SimdLevel,
): TileLocals["addValue"] {
  const sumsOf = keptByKey((pixel, vectors) =>
    often(
      filters
        .slice(0, vectors)
        .map((filter, vector) => accumulate(sums[pixel]?.[vector] as Local<"v128">, value, filter, simd)),
    ),
  );
  const wholeOf = keptByKey((key, vectors) => {
    const [pixel, place] = [Math.floor(key / sharedOffsets), key % sharedOffsets];
    const input = loadSplat(pixelInputs[pixel] as Local<"i32">, place * floatBytes);
    return often([set(value, input), sumsOf(pixel, vectors)]);
  });
  return (pixel, place, vectors) => wholeOf(pixel * sharedOffsets + place, vectors);
}

function keptByKey(make: (key: number, vectors: number) => Statement) {
  const known: Statement[][] = [];
  return (key: number, vectors: number): Statement => {
    const statements = known[vectors] ?? [];
    known[vectors] = statements;
    const statement = statements[key] ?? make(key, vectors);
    statements[key] = statement;
    return statement;
  };
}
