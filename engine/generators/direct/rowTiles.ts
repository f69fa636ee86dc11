/** Cuts a band of rows of output pixels into tiles whose sums fit the registers, none of them cut short or done twice. */
import type { SimdLevel } from "../../emitter/vectors.ts";

/** So many tiles, one behind the other, each as high as the band and of so many columns. */
export interface RowTiles {
  readonly columns: number;
  readonly count: number;
}

/** What is cut: `rows` of the band and its columns, vectors of filters that each pixel has. */
export interface Band {
  readonly rows: number;
  readonly columns: number;
  readonly vectors: number;
  readonly simd: SimdLevel;
}

/** At most two sizes; the larger tiles first. */
export function rowTiles(band: Band): readonly RowTiles[] {
  return cutOf(band).tiles;
}

/** Cycles of one product of each pixel and filter by the best tiling. */
export function bandCycles(band: Band): number {
  return cutOf(band).cycles;
}

interface Cut {
  readonly tiles: readonly RowTiles[];
  readonly cycles: number;
}

/** Layers and their parts ask for the same bands again and again. */
const known = new Map<string, Cut>();
const mostKnown = 1000;

function cutOf(band: Band): Cut {
  const key = `${band.rows} ${band.columns} ${band.vectors} ${band.simd}`;
  const before = known.get(key);
  if (before) return before;
  if (known.size >= mostKnown) known.clear();
  const cut = bestCut(band);
  known.set(key, cut);
  return cut;
}

/** Of cuts that take equally long, the first. A search in plain loops: it runs before anything is compiled. */
function bestCut({ rows, columns, vectors, simd }: Band): Cut {
  const most = Math.min(columns, Math.max(1, Math.floor(mostPixels(vectors, simd) / rows)));
  const cyclesOf: number[] = [0];
  for (let size = 1; size <= most; size++) cyclesOf.push(tileCycles(rows * size, vectors));
  let best = { large: 1, count: columns, small: 1, cycles: Number.POSITIVE_INFINITY };
  for (let large = 1; large <= most; large++) {
    for (let small = 1; small <= large; small++) {
      let found = 0;
      // A few large tiles less leave a rest that the small ones fill without a gap.
      for (let count = Math.floor(columns / large); count >= 0 && found < small; count--) {
        const rest = columns - count * large;
        if (rest % small !== 0) continue;
        found++;
        const cycles = count * (cyclesOf[large] as number) + (rest / small) * (cyclesOf[small] as number);
        if (cycles < best.cycles) best = { large, count, small, cycles };
      }
    }
  }
  const { large, count, small, cycles } = best;
  const tiles = [
    { columns: large, count },
    { columns: small, count: (columns - count * large) / small },
  ];
  return { tiles: tiles.filter((tile) => tile.count > 0), cycles };
}

/** Rows of the highest band whose tiles fit the registers. */
export function mostRows(vectors: number, simd: SimdLevel): number {
  return mostPixels(vectors, simd);
}

/** Vector registers that the compiler gives out. */
const registers = 15;

/** Sums, the panel's filters, the input value, and the product where it does not go into the sum at once. */
function mostPixels(vectors: number, simd: SimdLevel): number {
  const others = vectors + (simd === "relaxed" ? 1 : 2);
  return Math.max(1, Math.floor((registers - others) / vectors));
}

/**
 * Of one product a pixel and filter: two multiply-adds a cycle, and each sum waits four cycles for its last addition, so that fewer
 * than eight sums leave the processor idle; two loads a cycle; and the tile's own beginning and end, spread over its products.
 */
function tileCycles(pixels: number, vectors: number): number {
  return Math.max(4, (pixels * vectors) / 2, (pixels + vectors) / 2) + 0.2;
}
