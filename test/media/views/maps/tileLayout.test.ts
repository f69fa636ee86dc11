/** The virtual grid: every seen tile is drawn, few others are, and none overlap. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { layOutTiles, tilePosition } from "../../../../media/views/maps/tileLayout.ts";

const grids = fc.record({
  count: fc.integer({ min: 1, max: 5000 }),
  width: fc.integer({ min: 60, max: 1600 }),
  viewHeight: fc.integer({ min: 50, max: 1200 }),
  scroll: fc.double({ min: 0, max: 1, noNaN: true }),
});

test("tiles lie inside the width, side by side, and all that are in view are drawn", () => {
  fc.assert(
    fc.property(grids, ({ count, width, viewHeight, scroll }) => {
      const gap = 8;
      const at = (scrollTop: number) =>
        layOutTiles({
          count,
          width,
          viewHeight,
          scrollTop,
          gap,
          minimumTileWidth: 104,
          tileHeight: (w) => w + 50,
        });
      const scrollTop = Math.floor(scroll * Math.max(0, at(0).totalHeight - viewHeight));
      const layout = at(scrollTop);
      for (let index = 0; index < count; index++) {
        const { left, top } = tilePosition(layout, index, gap);
        assert.ok(left >= 0 && left + layout.tileWidth <= Math.max(width, layout.tileWidth));
        const seen = top + layout.tileHeight > scrollTop && top < scrollTop + viewHeight;
        if (seen) assert.ok(index >= layout.first && index < layout.end, `tile ${index} is in view`);
      }
      const last = tilePosition(layout, count - 1, gap);
      assert.equal(last.top + layout.tileHeight, layout.totalHeight);
      const rows = Math.ceil(viewHeight / (layout.tileHeight + gap)) + 4;
      assert.ok(layout.end - layout.first <= rows * layout.columns, "a screenful and two rows");
    }),
    { seed: 3, numRuns: 60 },
  );
});

test("a tile is as wide as the space left by the others", () => {
  const layout = layOutTiles({
    count: 7,
    width: 336,
    viewHeight: 400,
    scrollTop: 0,
    gap: 8,
    minimumTileWidth: 104,
    tileHeight: () => 150,
  });
  assert.deepEqual([layout.columns, layout.tileWidth], [3, 106]);
  assert.deepEqual(tilePosition(layout, 4, 8), { left: 114, top: 158 });
});
