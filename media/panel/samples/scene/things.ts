/** Which thing of the scene stands at a place: house before tree before ground, hills and air. */
import { type Columns, firstColumn } from "./columns.ts";
import { type HouseColumns, houseColumns, houseRow } from "./house.ts";
import { layeredNoise, type Noise, noiseRow, plainNoise } from "./noise.ts";
import { things } from "./thingNumbers.ts";
import { raggedness, type Tree, treeAmong, treeRow } from "./tree.ts";

export const horizon = 0.6;
export const sunPlace = { u: 0.76, v: 0.2, radius: 0.075, stretch: 1.02 };

/** Columns with what is there of things whatever the row. */
export interface ThingColumns {
  readonly columns: Columns;
  readonly skyline: Skyline;
  readonly flowers: number;
  readonly house: HouseColumns;
  readonly tree: Tree;
}

/** Where the hills begin at each column, from the top. */
interface Skyline {
  readonly rock: Float64Array;
  /** Where snow ends; 0 where there is none. */
  readonly snow: Float64Array;
  readonly forest: Float64Array;
  /** No hill is above. */
  readonly top: number;
}

/** The noises that shape things. */
export interface Shapes {
  readonly rock: Noise;
  readonly snow: Noise;
  readonly forest: Noise;
  readonly crown: Noise;
}

export function createShapes(): Shapes {
  return {
    rock: layeredNoise({ across: 8, down: 1, seed: 5 }),
    snow: plainNoise({ across: 30, down: 2, seed: 8 }),
    forest: layeredNoise({ across: 9, down: 1, seed: 11 }),
    crown: raggedness(),
  };
}

export function thingColumns(columns: Columns, shapes: Shapes): ThingColumns {
  return {
    columns,
    skyline: skylineOf(columns, shapes),
    flowers: firstColumn(columns, 0.62),
    house: houseColumns(columns),
    tree: treeAmong(columns, shapes.crown),
  };
}

function skylineOf(columns: Columns, shapes: Shapes): Skyline {
  const { u } = columns;
  const count = u.length;
  const rock = new Float64Array(count);
  const snow = new Float64Array(count);
  const forest = new Float64Array(count);
  noiseRow(shapes.rock, columns, 1, 0, 0, count, rock);
  noiseRow(shapes.snow, columns, 1, 0, 0, count, snow);
  noiseRow(shapes.forest, columns, 0, 0, 0, count, forest);
  let top = 1;
  for (let x = 0; x < count; x++) {
    const at = u[x] as number;
    const far = 0.4 - 0.13 * Math.sin(at * 3.4 + 2.4) + 0.09 * (rock[x] as number);
    rock[x] = far;
    snow[x] = far < 0.4 ? far + 0.03 + 0.03 * (snow[x] as number) : 0;
    forest[x] = 0.5 - 0.1 * Math.sin(at * 5.2 + 0.6) + 0.03 * (forest[x] as number);
    top = Math.min(top, far, forest[x] as number);
  }
  return { rock, snow, forest, top };
}

/** Writes the things at the columns `from` to before `to` of the row at `v`. */
export function thingsOfRow(at: ThingColumns, v: number, from: number, to: number, out: Uint8Array): void {
  const { columns, skyline } = at;
  if (v > horizon) {
    groundRow(at, v, from, to, out);
  } else {
    airRow(columns, v, from, to, out);
    if (v > skyline.top) hillRow(skyline, v, from, to, out);
  }
  treeRow(columns, at.tree, v, from, to, out);
  houseRow(columns, at.house, v, from, to, out);
}

function airRow(columns: Columns, v: number, from: number, to: number, out: Uint8Array): void {
  out.fill(things.sky, from, to);
  const down = (v - sunPlace.v) * sunPlace.stretch;
  const reach = sunPlace.radius * sunPlace.radius - down * down;
  if (reach <= 0) return;
  const half = Math.sqrt(reach);
  const first = Math.max(from, firstColumn(columns, sunPlace.u - half));
  const end = Math.min(to, firstColumn(columns, sunPlace.u + half));
  if (first < end) out.fill(things.sun, first, end);
}

function hillRow(
  { rock, snow, forest }: Skyline,
  v: number,
  from: number,
  to: number,
  out: Uint8Array,
): void {
  for (let x = from; x < to; x++) {
    if (v > (forest[x] as number)) out[x] = things.forest;
    else if (v > (rock[x] as number)) out[x] = v < (snow[x] as number) ? things.snow : things.rock;
  }
}

/** How far down the ground, from the horizon to the picture's edge. */
export function depthOf(v: number): number {
  return (v - horizon) / (1 - horizon);
}

function groundRow(
  { columns, flowers }: ThingColumns,
  v: number,
  from: number,
  to: number,
  out: Uint8Array,
): void {
  const depth = depthOf(v);
  out.fill(things.grass, from, to);
  if (depth < 0.3 && flowers < to) out.fill(things.flowers, Math.max(from, flowers), to);
  const middle = 0.36 + 0.16 * Math.sin(depth * 3.1 + 0.4);
  const half = 0.014 + 0.1 * depth * depth;
  const first = Math.max(from, firstColumn(columns, middle - half));
  const end = Math.min(to, firstColumn(columns, middle + half));
  if (first < end) out.fill(things.path, first, end);
}
