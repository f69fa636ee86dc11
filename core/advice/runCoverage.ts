/** How often one output reads each position of the tensor that its run of layers starts from: a picture with holes, or without. */
import type { RunPath } from "./dilatedRuns.ts";
import type { Taps } from "./readPositions.ts";

/**
 * Ways from the output to positions of the last two spatial axes, as if there were no other; of a run of one axis over a
 * single row. The ways of a chain are those along one axis times those along the other; branches that are joined are counted position by position.
 */
export type Coverage =
  | { readonly kind: "chain"; readonly down: AxisWays; readonly across: AxisWays }
  | ({ readonly kind: "joined" } & WaysPlane);

export interface AxisWays {
  /** The first position, relative to the output's own place. */
  readonly start: number;
  /** 0 where a position is never read. */
  readonly ways: Float64Array;
}

export interface WaysPlane {
  /** Row and column of the first position, relative to the output's own place. */
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
  /** Row by row; 0 where a position is never read. */
  readonly ways: Float64Array;
}

/** Joined branches over more positions are not counted one by one. */
const mostPositions = 1 << 18;
/** Additions that are made at most. */
const mostAdditions = 1e8;
/** More ways along an axis are taken as so many: the product of two is a number still. */
export const mostWays = 1e150;

interface Budget {
  additions: number;
}

const itself: AxisWays = { start: 0, ways: Float64Array.of(1) };
const oneTap: Taps = { kernel: 1, dilation: 1, span: 1, padBefore: 0 };

/** `null` where there is too much to count. */
export function coverageOf(path: RunPath): Coverage | null {
  const known = new Map<RunPath, Coverage | null>();
  const budget = { additions: mostAdditions };
  // Runs can be thousands of layers long, so the paths before are counted first, without recursion.
  const open: RunPath[] = [path];
  for (let next = open.at(-1); next !== undefined; next = open.at(-1)) {
    const before = next.kind === "windows" ? [next.before] : next.kind === "joined" ? next.branches : [];
    const missing = known.has(next) ? [] : before.filter((each) => !known.has(each));
    open.push(...missing);
    if (missing.length > 0) continue;
    open.pop();
    if (known.has(next)) continue;
    const counted = before.map((each) => known.get(each) ?? null);
    known.set(next, countAfter(next, counted, budget));
  }
  return known.get(path) ?? null;
}

/** Rows and columns of the field, and the positions of it that are read. */
export function coveredPositions(coverage: Coverage): {
  readonly rows: number;
  readonly columns: number;
  readonly read: number;
} {
  if (coverage.kind === "joined") {
    return { rows: coverage.rows, columns: coverage.columns, read: countPositive(coverage.ways) };
  }
  const { down, across } = coverage;
  const read = countPositive(down.ways) * countPositive(across.ways);
  return { rows: down.ways.length, columns: across.ways.length, read };
}

/** The middle of the field, of at most so many rows and columns. */
export function middleOf(coverage: Coverage, most: number): WaysPlane {
  const { rows: all, columns: allColumns } = coveredPositions(coverage);
  const [rows, columns] = [Math.min(all, most), Math.min(allColumns, most)];
  const [top, left] = [Math.floor((all - rows) / 2), Math.floor((allColumns - columns) / 2)];
  const isJoined = coverage.kind === "joined";
  const [firstRow, firstColumn] = isJoined
    ? [coverage.row, coverage.column]
    : [coverage.down.start, coverage.across.start];
  const ways = Float64Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [top + Math.floor(at / columns), left + (at % columns)];
    return isJoined
      ? (coverage.ways[row * coverage.columns + column] ?? 0)
      : (coverage.down.ways[row] ?? 0) * (coverage.across.ways[column] ?? 0);
  });
  return { row: firstRow + top, column: firstColumn + left, rows, columns, ways };
}

function countPositive(ways: Float64Array): number {
  return ways.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
}

function countAfter(path: RunPath, before: readonly (Coverage | null)[], budget: Budget): Coverage | null {
  if (path.kind === "start") return { kind: "chain", down: itself, across: itself };
  const counted = before.filter((each) => each !== null);
  if (counted.length < before.length) return null;
  const [first = null, ...others] = counted;
  if (path.kind === "joined") {
    return others.reduce<Coverage | null>((sum, one) => sum && sumOf(sum, one), first);
  }
  const { taps } = path;
  const [down = oneTap, across = oneTap] = taps.length < 2 ? [oneTap, taps[0]] : taps.slice(-2);
  if (first?.kind === "joined") return spreadPlane(first, { down, across }, budget);
  const rows = first && spreadAxis(first.down, down, budget);
  const columns = first && spreadAxis(first.across, across, budget);
  return rows && columns && { kind: "chain", down: rows, across: columns };
}

/** Each way that ends at a position goes on to every tap of the window there. */
function spreadAxis({ start, ways }: AxisWays, taps: Taps, budget: Budget): AxisWays | null {
  budget.additions -= ways.length * taps.kernel;
  if (ways.length + taps.span - 1 > mostPositions || budget.additions < 0) return null;
  const sums = new Float64Array(ways.length + taps.span - 1);
  for (let tap = 0; tap < taps.kernel; tap++) {
    for (let from = 0, to = tap * taps.dilation; from < ways.length; from++, to++) {
      sums[to] = Math.min(mostWays, (sums[to] as number) + (ways[from] as number));
    }
  }
  return { start: start - taps.padBefore, ways: sums };
}

function spreadPlane(
  plane: WaysPlane,
  { down, across }: { readonly down: Taps; readonly across: Taps },
  budget: Budget,
): Coverage | null {
  const [rows, columns] = [plane.rows + down.span - 1, plane.columns + across.span - 1];
  budget.additions -= plane.ways.length * down.kernel * across.kernel;
  if (rows * columns > mostPositions || budget.additions < 0) return null;
  const ways = new Float64Array(rows * columns);
  for (let tapRow = 0; tapRow < down.kernel; tapRow++) {
    for (let tapColumn = 0; tapColumn < across.kernel; tapColumn++) {
      const shift = tapRow * down.dilation * columns + tapColumn * across.dilation;
      for (let row = 0, from = 0; row < plane.rows; row++) {
        for (let column = 0, to = shift + row * columns; column < plane.columns; column++, to++, from++) {
          ways[to] = Math.min(mostWays, (ways[to] as number) + (plane.ways[from] as number));
        }
      }
    }
  }
  const [row, column] = [plane.row - down.padBefore, plane.column - across.padBefore];
  return { kind: "joined", row, column, rows, columns, ways };
}

/** Ways of either branch. */
function sumOf(first: Coverage, second: Coverage): Coverage | null {
  const sizes = [first, second].map(coveredPositions);
  if (sizes.some(({ rows, columns }) => rows * columns > mostPositions)) return null;
  const [a, b] = [wholeOf(first), wholeOf(second)];
  const [row, column] = [Math.min(a.row, b.row), Math.min(a.column, b.column)];
  const rows = Math.max(a.row + a.rows, b.row + b.rows) - row;
  const columns = Math.max(a.column + a.columns, b.column + b.columns) - column;
  if (rows * columns > mostPositions) return null;
  const ways = new Float64Array(rows * columns);
  for (const one of [a, b]) {
    for (let at = 0; at < one.ways.length; at++) {
      const [down, across] = [Math.floor(at / one.columns), at % one.columns];
      const place = (one.row - row + down) * columns + (one.column - column + across);
      ways[place] = Math.min(mostWays, (ways[place] as number) + (one.ways[at] as number));
    }
  }
  return { kind: "joined", row, column, rows, columns, ways };
}

function wholeOf(coverage: Coverage): WaysPlane {
  return coverage.kind === "joined" ? coverage : middleOf(coverage, mostPositions);
}
