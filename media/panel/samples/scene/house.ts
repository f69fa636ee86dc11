/** The scene's house: where its roof, wall, door and windows are. */
import { type Columns, firstColumn } from "./columns.ts";
import { things } from "./thingNumbers.ts";

const [roofTop, eaves, ground] = [0.43, 0.56, 0.76];
const [middle, roofHalf] = [0.72, 0.14];
const windowEdges = [0.625, 0.77] as const;
const windowSize = 0.05;

/** The first columns of its parts, and those behind them. */
export interface HouseColumns {
  readonly roof: Range;
  readonly wall: Range;
  readonly door: Range;
  readonly windows: readonly Range[];
}

interface Range {
  readonly from: number;
  readonly to: number;
}

export function houseColumns(columns: Columns): HouseColumns {
  const range = (left: number, right: number): Range => ({
    from: firstColumn(columns, left),
    to: firstColumn(columns, right),
  });
  // What begins or ends behind a place, not at it.
  const behind = (place: number) => place + 1e-12;
  return {
    roof: range(middle - roofHalf - 1e-9, middle + roofHalf + 1e-9),
    wall: range(0.6, behind(0.84)),
    door: range(behind(0.695), 0.745),
    windows: windowEdges.map((edge) => range(behind(edge), edge + windowSize)),
  };
}

/** Writes what there is of the house at the columns `from` to before `to` of the row at `v`. */
export function houseRow(
  columns: Columns,
  parts: HouseColumns,
  v: number,
  from: number,
  to: number,
  out: Uint8Array,
): void {
  if (v <= roofTop || v > ground || to <= parts.roof.from || from >= parts.roof.to) return;
  if (v <= eaves) {
    roofRow(columns, parts, v, from, to, out);
    return;
  }
  fillRange(out, things.wall, parts.wall, from, to);
  if (v > 0.65) fillRange(out, things.door, parts.door, from, to);
  if (v <= 0.605 || v >= 0.665) return;
  const isBar = Math.abs(v - 0.635) < 0.003;
  for (let number = 0; number < windowEdges.length; number++) {
    const range = parts.windows[number] as Range;
    fillRange(out, isBar ? things.bar : things.pane, range, from, to);
    if (isBar) continue;
    const edge = windowEdges[number] as number;
    const end = Math.min(range.to, to);
    for (let x = Math.max(range.from, from); x < end; x++) {
      if (Math.abs(((columns.u[x] as number) - edge) / windowSize - 0.5) < 0.06) out[x] = things.bar;
    }
  }
}

function roofRow(
  { u }: Columns,
  { roof }: HouseColumns,
  v: number,
  from: number,
  to: number,
  out: Uint8Array,
): void {
  const reach = ((v - roofTop) / (eaves - roofTop)) * roofHalf;
  let first = Math.max(roof.from, from);
  let end = Math.min(roof.to, to);
  while (first < end && Math.abs((u[first] as number) - middle) > reach) first++;
  while (end > first && Math.abs((u[end - 1] as number) - middle) > reach) end--;
  if (first < end) out.fill(things.roof, first, end);
}

function fillRange(out: Uint8Array, thing: number, range: Range, from: number, to: number): void {
  const first = Math.max(range.from, from);
  const end = Math.min(range.to, to);
  if (first < end) out.fill(thing, first, end);
}
