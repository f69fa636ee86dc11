/** Cuts a row of output pixels into tiles whose sums fit the registers, none of them cut short or done twice. */
import type { SimdLevel } from "../../emitter/vectors.ts";

/** So many tiles, one behind the other, of so many pixels each. */
export interface RowTiles {
  readonly pixels: number;
  readonly count: number;
}

/** At most two sizes; the larger tiles first. */
export function rowTiles(columns: number, vectors: number, simd: SimdLevel): RowTiles[] {
  const most = mostPixels(vectors, simd);
  const sizes = Array.from({ length: Math.min(most, columns) }, (_, index) => index + 1);
  const choices = sizes.flatMap((large) =>
    sizes.filter((small) => small <= large).flatMap((small) => splits(columns, large, small)),
  );
  const cost = (tiles: readonly RowTiles[]) =>
    tiles.reduce((sum, { pixels, count }) => sum + count * tileCycles(pixels, vectors), 0);
  return choices.reduce((best, tiles) => (cost(tiles) < cost(best) ? tiles : best));
}

/** Cycles per pixel of the best tiling, to compare row lengths with. */
export function rowCycles(columns: number, vectors: number, simd: SimdLevel): number {
  const tiles = rowTiles(columns, vectors, simd);
  return tiles.reduce((sum, { pixels, count }) => sum + count * tileCycles(pixels, vectors), 0) / columns;
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
      { pixels: large, count },
      { pixels: small, count: rest / small },
    ];
    result.push(tiles.filter((tile) => tile.count > 0));
  }
  return result;
}
