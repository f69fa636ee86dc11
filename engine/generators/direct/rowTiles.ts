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
export function rowTiles({ rows, columns, vectors, simd }: Band): RowTiles[] {
  const most = Math.max(1, Math.floor(mostPixels(vectors, simd) / rows));
  const sizes = Array.from({ length: Math.min(most, columns) }, (_, index) => index + 1);
  const choices = sizes.flatMap((large) =>
    sizes.filter((small) => small <= large).flatMap((small) => splits(columns, large, small)),
  );
  const cost = (tiles: readonly RowTiles[]) => tilesCycles(tiles, rows, vectors);
  return choices.reduce((best, tiles) => (cost(tiles) < cost(best) ? tiles : best));
}

/** Cycles of one product of each pixel and filter by the best tiling. */
export function bandCycles(band: Band): number {
  return tilesCycles(rowTiles(band), band.rows, band.vectors);
}

/** Rows of the highest band whose tiles fit the registers. */
export function mostRows(vectors: number, simd: SimdLevel): number {
  return mostPixels(vectors, simd);
}

function tilesCycles(tiles: readonly RowTiles[], rows: number, vectors: number): number {
  return tiles.reduce((sum, { columns, count }) => sum + count * tileCycles(rows * columns, vectors), 0);
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

function splits(columns: number, large: number, small: number): RowTiles[][] {
  const result: RowTiles[][] = [];
  // A few large tiles less leave a rest that the small ones fill without a gap.
  for (let count = Math.floor(columns / large); count >= 0 && result.length < small; count--) {
    const rest = columns - count * large;
    if (rest % small !== 0) continue;
    const tiles = [
      { columns: large, count },
      { columns: small, count: rest / small },
    ];
    result.push(tiles.filter((tile) => tile.count > 0));
  }
  return result;
}
