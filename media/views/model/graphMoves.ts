/** Where the arrow keys go in a model's graph: along its lines, and where there is none, to the nearest box that way. */
import type { GraphBox, GraphLayout } from "../../worker/graph/layOutGraph.ts";

export type GraphMove = "up" | "down" | "left" | "right" | "first" | "last";

export function moveOfKey(key: string): GraphMove | undefined {
  return moves[key];
}

const moves: Readonly<Record<string, GraphMove>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
  Home: "first",
  End: "last",
};

/** The row to go to; `undefined` where there is nothing that way. */
export function moveInGraph(layout: GraphLayout, row: number, move: GraphMove): number | undefined {
  const { boxes, lines } = layout;
  const from = boxes.find((box) => box.row === row);
  if (!from || move === "first") return topmost(boxes)?.row;
  switch (move) {
    case "last":
      return boxes.reduce((lowest, box) => (box.top > lowest.top ? box : lowest), from).row;
    case "down": {
      if (from.isOpen) return topmost(boxes.filter((box) => isInside(box, from)))?.row;
      const takers = new Set(lines.filter((line) => line.from === row).map((line) => line.to));
      return (nearest(boxes, from, (box) => takers.has(box.row)) ?? nearest(boxes, from, isBelow(from)))?.row;
    }
    case "up": {
      const sources = new Set(lines.filter((line) => line.to === row).map((line) => line.from));
      return (nearest(boxes, from, (box) => sources.has(box.row)) ?? nearest(boxes, from, isAbove(from)))
        ?.row;
    }
    case "left":
      return nearest(boxes, from, (box) => box.left + box.width <= from.left && isBeside(box, from))?.row;
    case "right":
      return nearest(boxes, from, (box) => box.left >= from.left + from.width && isBeside(box, from))?.row;
  }
}

function isBelow(from: GraphBox) {
  return (box: GraphBox) => box.top >= from.top + from.height;
}

/** What holds the box is above it, too. */
function isAbove(from: GraphBox) {
  return (box: GraphBox) => box.top + box.height <= from.top || (box.row !== from.row && isInside(from, box));
}

function isBeside(box: GraphBox, from: GraphBox): boolean {
  return box.top < from.top + from.height && box.top + box.height > from.top;
}

function isInside(box: GraphBox, outer: GraphBox): boolean {
  return (
    box.row !== outer.row &&
    box.left >= outer.left &&
    box.top >= outer.top &&
    box.left + box.width <= outer.left + outer.width &&
    box.top + box.height <= outer.top + outer.height
  );
}

function topmost(boxes: readonly GraphBox[]): GraphBox | undefined {
  return boxes.reduce<GraphBox | undefined>(
    (best, box) =>
      best && (best.top < box.top || (best.top === box.top && best.left <= box.left)) ? best : box,
    undefined,
  );
}

/** By the distance of their middles; of a large box, its title counts. */
function nearest(
  boxes: readonly GraphBox[],
  from: GraphBox,
  allowed: (box: GraphBox) => boolean,
): GraphBox | undefined {
  let best: GraphBox | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const box of boxes) {
    if (box.row === from.row || !allowed(box)) continue;
    const across = box.left + box.width / 2 - (from.left + from.width / 2);
    const distance = Math.hypot(across, box.top - from.top);
    if (distance < least) [best, least] = [box, distance];
  }
  return best;
}
