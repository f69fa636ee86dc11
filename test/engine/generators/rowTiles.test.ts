/** The tiles that a row is cut into are those of a plain search through all cuts, in which the first of equals wins. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { SimdLevel } from "../../../engine/emitter/vectors.ts";
import {
  type Band,
  bandCycles,
  type RowTiles,
  rowTiles,
} from "../../../engine/generators/direct/rowTiles.ts";

/** Sums of a tile that fit 15 registers beside its filters, its input value and, where the product needs one, that. */
const mostPixels = (vectors: number, simd: SimdLevel) =>
  Math.max(1, Math.floor((15 - vectors - (simd === "relaxed" ? 1 : 2)) / vectors));

/** Two multiply-adds or two loads a cycle, eight sums under way, and the tile's own beginning and end. */
const tileCycles = (pixels: number, vectors: number) =>
  Math.max(4, (pixels * vectors) / 2, (pixels + vectors) / 2) + 0.2;

function* allCuts({ rows, columns, vectors, simd }: Band): Generator<RowTiles[]> {
  const most = Math.min(columns, Math.max(1, Math.floor(mostPixels(vectors, simd) / rows)));
  for (let large = 1; large <= most; large++)
    for (let small = 1; small <= large; small++)
      for (let count = Math.floor(columns / large), found = 0; count >= 0 && found < small; count--) {
        if ((columns - count * large) % small !== 0) continue;
        found++;
        const tiles = [
          { columns: large, count },
          { columns: small, count: (columns - count * large) / small },
        ];
        yield tiles.filter((tile) => tile.count > 0);
      }
}

function cyclesOf(tiles: readonly RowTiles[], { rows, vectors }: Band): number {
  return tiles.reduce((sum, { columns, count }) => sum + count * tileCycles(rows * columns, vectors), 0);
}

function searched(band: Band): RowTiles[] {
  const cuts = [...allCuts(band)];
  return cuts.reduce((best, cut) => (cyclesOf(cut, band) < cyclesOf(best, band) ? cut : best));
}

function* bands(): Generator<Band> {
  for (const simd of ["relaxed", "plain"] as const)
    for (const vectors of [1, 2, 3, 4, 8])
      for (const rows of [1, 2, 3, 5])
        for (const columns of [...Array(40).keys(), 47, 71, 95, 127, 223]) {
          yield { simd, vectors, rows, columns: columns + 1 };
        }
}

test("tiles are the best of all cuts, and the same when they are asked for again", () => {
  for (const band of bands()) {
    const wanted = searched(band);
    for (const time of ["first", "second"]) {
      assert.deepEqual(rowTiles(band), wanted, `${JSON.stringify(band)}, ${time} time`);
      assert.equal(bandCycles(band), cyclesOf(wanted, band), JSON.stringify(band));
    }
  }
});

test("tiles fill the row without a gap", () => {
  for (const band of bands()) {
    const filled = rowTiles(band).reduce((sum, { columns, count }) => sum + columns * count, 0);
    assert.equal(filled, band.columns, JSON.stringify(band));
  }
});
