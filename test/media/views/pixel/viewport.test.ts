/** Zooming and panning over a map. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ticksAlong } from "../../../../media/views/pixel/rulers.ts";
import {
  panBy,
  showCell,
  visibleSize,
  wholeMap,
  zoomAround,
} from "../../../../media/views/pixel/viewport.ts";

const grid = { rows: 40, columns: 80 };

test("the place that is zoomed around stays where it is on the screen", () => {
  const at = { row: 10, column: 60 };
  const view = zoomAround(wholeMap, grid, 4, at);
  const visible = visibleSize(view, grid);
  assert.deepEqual(visible, { rows: 10, columns: 20 });
  assert.equal((at.row - view.row) / visible.rows, at.row / grid.rows);
  assert.equal((at.column - view.column) / visible.columns, at.column / grid.columns);
});

test("no view leaves the map, and none shows fewer than four values across or more than all", () => {
  const close = zoomAround(wholeMap, grid, 1000, { row: 0, column: 0 });
  assert.equal(visibleSize(close, grid).columns, 4);
  assert.deepEqual(panBy(close, grid, -5, -5), close);
  const end = panBy(close, grid, 500, 500);
  assert.deepEqual([end.row, end.column], [40 - 2, 80 - 4]);
  assert.deepEqual(zoomAround(end, grid, 0.001, { row: 3, column: 3 }), wholeMap);
});

test("a cell outside of the view is brought in with a neighbour, and one inside moves nothing", () => {
  const view = { zoom: 4, row: 10, column: 20 };
  assert.deepEqual(showCell(view, grid, { row: 15, column: 30 }), view);
  // Rows 10 to 19 are on screen: row 25 becomes the last but one.
  assert.deepEqual(showCell(view, grid, { row: 25, column: 30 }), { zoom: 4, row: 17, column: 20 });
  assert.deepEqual(showCell(view, grid, { row: 0, column: 79 }), { zoom: 4, row: 0, column: 60 });
});

test("ruler numbers are round, lie on screen, and keep their distance", () => {
  const ticks = ticksAlong(7.5, 50, 80, 0.15);
  assert.deepEqual(
    ticks.map((tick) => tick.place),
    [10, 20, 30, 40, 50],
  );
  assert.equal(ticks[0]?.at, 3 / 50);
  assert.deepEqual(
    ticksAlong(0, 3, 3, 0.1).map((tick) => tick.place),
    [0, 1, 2],
  );
});
