/** The scene's tree: where its trunk and its crown are, which is an ellipse with a ragged edge. */
import { type Columns, firstColumn } from "./columns.ts";
import { layeredNoise, markWherePositive, type Noise } from "./noise.ts";
import { things } from "./thingNumbers.ts";

const [middle, crownMiddle] = [0.17, 0.46];
const [halfWidth, halfHeight] = [0.13, 0.2];
/** Half the crown's width and height, in those of its ellipse: at least, and how much more. */
const crownLeast = 0.82;
const crownRagged = 0.36;
const crownMost = crownLeast + crownRagged;

export interface Tree {
  /** Behind its last column. */
  readonly end: number;
  readonly leaves: Noise;
  readonly sums: Float64Array;
}

/** Noise that makes the crown ragged. */
export function raggedness(): Noise {
  return layeredNoise({ across: 24, down: 24, seed: 53, reach: 0.4 });
}

export function treeAmong(columns: Columns, leaves: Noise): Tree {
  return {
    end: firstColumn(columns, middle + crownMost * halfWidth),
    leaves,
    sums: new Float64Array(columns.u.length),
  };
}

/** Writes what there is of the tree at the columns `from` to before `to` of the row at `v`. */
export function treeRow(
  columns: Columns,
  tree: Tree,
  v: number,
  from: number,
  to: number,
  out: Uint8Array,
): void {
  if (from >= tree.end) return;
  if (v > 0.5 && v < 0.82) trunkRow(columns, v, from, to, out);
  const down = (v - crownMiddle) / halfHeight;
  const outer = crownMost * crownMost - down * down;
  if (outer <= 0) return;
  const inner = crownLeast * crownLeast - down * down;
  const outerHalf = Math.sqrt(outer) * halfWidth;
  const first = Math.max(from, firstColumn(columns, middle - outerHalf));
  const end = Math.min(to, firstColumn(columns, middle + outerHalf));
  if (first >= end) return;
  if (inner <= 0) {
    raggedRow(columns, tree, v, first, end, out);
    return;
  }
  const innerHalf = Math.sqrt(inner) * halfWidth;
  const left = Math.min(end, Math.max(first, firstColumn(columns, middle - innerHalf)));
  const right = Math.max(left, Math.min(end, firstColumn(columns, middle + innerHalf)));
  if (first < left) raggedRow(columns, tree, v, first, left, out);
  if (left < right) out.fill(things.crown, left, right);
  if (right < end) raggedRow(columns, tree, v, right, end, out);
}

/** Where noise makes the crown wider than it is at least. */
function raggedRow(
  columns: Columns,
  { leaves, sums }: Tree,
  v: number,
  from: number,
  to: number,
  out: Uint8Array,
): void {
  const down = (v - crownMiddle) / halfHeight;
  for (let x = from; x < to; x++) {
    const across = ((columns.u[x] as number) - middle) / halfWidth;
    sums[x] = (crownLeast - Math.sqrt(across * across + down * down)) / crownRagged;
  }
  markWherePositive(leaves, columns, v, from, to, sums, things.crown, out);
}

function trunkRow(columns: Columns, v: number, from: number, to: number, out: Uint8Array): void {
  const centre = middle - 0.01 * Math.sin(v * 30);
  const half = 0.018 + 0.03 * Math.max(0, v - 0.74);
  const first = Math.max(from, firstColumn(columns, centre - half));
  const end = Math.min(to, firstColumn(columns, centre + half));
  if (first < end) out.fill(things.trunk, first, end);
}
