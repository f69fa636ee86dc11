/** Moving and looking in a model's graph: arrow keys along its lines, only what is in sight is drawn. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { moveInGraph } from "../../../../media/views/model/graphMoves.ts";
import {
  boxAt,
  boxesIn,
  clampZoom,
  holdsWindow,
  linePath,
  linesIn,
  windowOf,
} from "../../../../media/views/model/graphWindow.ts";
import type { GraphBox, GraphLayout } from "../../../../media/worker/graph/layOutGraph.ts";

const box = (row: number, left: number, top: number, part: Partial<GraphBox> = {}): GraphBox => ({
  row,
  left,
  top,
  width: 100,
  height: 40,
  isOpen: false,
  ...part,
});
/** 0 branches to 1 and 2, which meet in 3, an open model that holds 4; 5 has no lines. */
const layout: GraphLayout = {
  width: 300,
  height: 500,
  boxes: [
    box(0, 100, 0),
    box(1, 0, 100),
    box(2, 200, 100),
    box(3, 80, 200, { width: 140, height: 120, isOpen: true }),
    box(4, 100, 250),
    box(5, 100, 400),
  ],
  lines: [
    {
      from: 0,
      to: 1,
      points: [
        [150, 40],
        [50, 100],
      ],
    },
    {
      from: 0,
      to: 2,
      points: [
        [150, 40],
        [250, 100],
      ],
    },
    {
      from: 1,
      to: 3,
      points: [
        [50, 140],
        [150, 200],
      ],
    },
    {
      from: 2,
      to: 3,
      points: [
        [250, 140],
        [150, 200],
      ],
    },
  ],
};

test("arrows go along the lines, sideways to the neighbour, and to the nearest where no line leads", () => {
  const go = (row: number, ...moves: Parameters<typeof moveInGraph>[2][]) =>
    moves.reduce<number | undefined>(
      (at, move) => (at === undefined ? at : moveInGraph(layout, at, move)),
      row,
    );
  assert.equal(go(0, "down"), 1);
  assert.equal(go(0, "down", "right"), 2);
  assert.equal(go(2, "left"), 1);
  assert.equal(go(2, "up"), 0);
  assert.equal(go(1, "down"), 3);
  assert.equal(go(3, "down"), 4);
  assert.equal(go(4, "down"), 5);
  assert.equal(go(5, "up"), 4);
  assert.equal(go(4, "up"), 3);
  assert.deepEqual([go(2, "first"), go(0, "last")], [0, 5]);
  assert.equal(go(5, "down"), undefined);
  assert.equal(go(99, "down"), 0);
});

test("what is drawn covers the view with a margin, and small scrolls stay in it", () => {
  const view = { left: 0, top: 100, width: 200, height: 100 };
  const drawn = windowOf(view, 2, 0.5);
  assert.deepEqual(drawn, { left: -50, top: 25, right: 150, bottom: 125 });
  assert.ok(holdsWindow(drawn, windowOf({ ...view, top: 140 }, 2, 0)));
  assert.ok(!holdsWindow(drawn, windowOf({ ...view, top: 160 }, 2, 0)));
});

test("boxes and lines are found by the window, passing lines too, and the innermost box by a place", () => {
  const rows = (found: readonly GraphBox[]) => found.map(({ row }) => row);
  assert.deepEqual(rows(boxesIn(layout, { left: 0, top: 90, right: 120, bottom: 150 })), [1]);
  const between = { left: 60, top: 60, right: 240, bottom: 70 };
  assert.deepEqual(
    linesIn(layout, between).map(({ to }) => to),
    [1, 2],
  );
  assert.equal(boxAt(layout, 120, 260)?.row, 4);
  assert.equal(boxAt(layout, 90, 210)?.row, 3);
  assert.equal(boxAt(layout, 5, 5), undefined);
});

test("zoom stays within limits; a line leaves and arrives upright and ends in an arrow", () => {
  assert.deepEqual([clampZoom(100), clampZoom(0)], [2, 0.04]);
  const [line] = layout.lines;
  assert.ok(line);
  assert.equal(linePath(line), "M150 40C150 70 50 70 50 100M46 94L50 100L54 94");
});
