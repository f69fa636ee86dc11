/** How often one output reads each position of the tensor that its run of layers starts from: a picture with holes, or without. */
import type { RunPath } from "./dilatedRuns.ts";
import type { Taps } from "./readPositions.ts";

/** Counts over rows and columns; a run of one spatial axis is a single row, of three the plane of the last two. */
export interface Coverage {
  /** Row and column of the first count, relative to the output's own place. */
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
  /** Ways from the output to each position, row by row; 0 where it is never read. */
  readonly counts: Float64Array;
}

/** Positions above this are not counted one by one: nobody could see them. */
const mostPositions = 1 << 18;
/** Additions that are made at most. */
const mostAdditions = 1e8;

const itself: Coverage = { row: 0, column: 0, rows: 1, columns: 1, counts: Float64Array.of(1) };
const oneTap: Taps = { kernel: 1, dilation: 1, span: 1, padBefore: 0 };

/** `null` where there is too much to count. */
export function coverageOf(path: RunPath): Coverage | null {
  const known = new Map<RunPath, Coverage | null>();
  const left = { additions: mostAdditions };
  // Runs can be thousands of layers long, so the paths before are counted first, without recursion.
  const open: RunPath[] = [path];
  for (let next = open.at(-1); next !== undefined; next = open.at(-1)) {
    const before = next.kind === "windows" ? [next.before] : next.kind === "joined" ? next.branches : [];
    const missing = before.filter((each) => !known.has(each));
    if (missing.length > 0) {
      open.push(...missing);
      continue;
    }
    open.pop();
    const counted = before.map((each) => known.get(each) ?? null);
    known.set(next, countAfter(next, counted, left));
  }
  return known.get(path) ?? null;
}

function countAfter(
  path: RunPath,
  before: readonly (Coverage | null)[],
  left: { additions: number },
): Coverage | null {
  if (path.kind === "start") return itself;
  const counted = before.filter((each) => each !== null);
  if (counted.length < before.length) return null;
  const [first = null, ...others] = counted;
  if (path.kind === "windows") return first && spread(first, path.taps, left);
  return others.reduce<Coverage | null>((sum, one) => sum && sumOf(sum, one), first);
}

/** Each way that ends at a position goes on to every tap of the window there. */
function spread(counts: Coverage, taps: readonly Taps[], left: { additions: number }): Coverage | null {
  const [down = oneTap, across = oneTap] = taps.length < 2 ? [oneTap, taps[0]] : taps.slice(-2);
  const [rows, columns] = [counts.rows + down.span - 1, counts.columns + across.span - 1];
  left.additions -= counts.counts.length * down.kernel * across.kernel;
  if (rows * columns > mostPositions || left.additions < 0) return null;
  const sums = new Float64Array(rows * columns);
  for (let tapRow = 0; tapRow < down.kernel; tapRow++) {
    for (let tapColumn = 0; tapColumn < across.kernel; tapColumn++) {
      const shift = tapRow * down.dilation * columns + tapColumn * across.dilation;
      for (let row = 0, from = 0; row < counts.rows; row++) {
        for (let column = 0, to = shift + row * columns; column < counts.columns; column++, to++, from++) {
          sums[to] = (sums[to] as number) + (counts.counts[from] as number);
        }
      }
    }
  }
  return {
    row: counts.row - down.padBefore,
    column: counts.column - across.padBefore,
    rows,
    columns,
    counts: sums,
  };
}

/** Ways of either branch. */
function sumOf(a: Coverage, b: Coverage): Coverage | null {
  const [row, column] = [Math.min(a.row, b.row), Math.min(a.column, b.column)];
  const rows = Math.max(a.row + a.rows, b.row + b.rows) - row;
  const columns = Math.max(a.column + a.columns, b.column + b.columns) - column;
  if (rows * columns > mostPositions) return null;
  const counts = new Float64Array(rows * columns);
  for (const one of [a, b]) {
    for (let at = 0; at < one.counts.length; at++) {
      const [down, across] = [Math.floor(at / one.columns), at % one.columns];
      const place = (one.row - row + down) * columns + (one.column - column + across);
      counts[place] = (counts[place] as number) + (one.counts[at] as number);
    }
  }
  return { row, column, rows, columns, counts };
}
