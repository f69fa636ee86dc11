/** Singular values of a small matrix, exact to its last digits also where some are zero: kernels that are separable show it. */
import type { Matrix } from "./lowRank.ts";

export interface SingularValues {
  /** Largest first, as many as the shorter side. */
  readonly values: Float64Array;
  /** The best approximation of rank 1 by least squares: `rows × columns`, row by row. */
  readonly first: Float64Array;
  /** Share of the sum of squares that the approximation keeps, 0 .. 1; 1 for a matrix of zeros. */
  readonly kept: number;
}

/** Sweeps over all pairs of columns; a dozen are enough for any matrix of doubles. */
const mostSweeps = 60;

/**
 * One-sided Jacobi: turns pairs of columns until all are at right angles; their lengths are the singular values. Unlike the
 * eigenvalues of `AᵀA`, small values are as exact as large ones. Values that are not finite give NaN.
 */
export function singularValues(matrix: Matrix): SingularValues {
  const { rows, columns, values } = matrix;
  const turned = rows < columns;
  const [length, count] = turned ? [columns, rows] : [rows, columns];
  // Column after column, and the turns that made them.
  const work = new Float64Array(length * count);
  for (let column = 0; column < count; column++) {
    for (let row = 0; row < length; row++) {
      const at = turned ? column * columns + row : row * columns + column;
      work[column * length + row] = values[at] as number;
    }
  }
  const turns = identity(count);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    if (!sweepPairs(work, turns, length, count)) break;
  }
  return resultOf(matrix, { work, turns, length, count, turned });
}

interface Turned {
  readonly work: Float64Array;
  readonly turns: Float64Array;
  readonly length: number;
  readonly count: number;
  readonly turned: boolean;
}

function resultOf({ rows, columns }: Matrix, { work, turns, length, count, turned }: Turned): SingularValues {
  const lengths = Array.from({ length: count }, (_, column) => norm(work, column * length, length));
  const order = lengths.map((_, at) => at).sort((a, b) => (lengths[b] as number) - (lengths[a] as number));
  const values = Float64Array.from(order, (at) => lengths[at] as number);
  const top = order[0] ?? 0;
  const first = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [long, short] = turned ? [column, row] : [row, column];
      first[row * columns + column] =
        (work[top * length + long] as number) * (turns[top * count + short] as number);
    }
  }
  const energy = values.reduce((sum, value) => sum + value * value, 0);
  const kept = energy === 0 ? 1 : (values[0] as number) ** 2 / energy;
  return { values, first, kept };
}

/** True where a pair was not at right angles yet. */
function sweepPairs(work: Float64Array, turns: Float64Array, length: number, count: number): boolean {
  let turned = false;
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const [a, b, c] = products(work, i * length, j * length, length);
      if (!(Math.abs(c) > 1e-16 * Math.sqrt(a * b)) || c === 0) continue;
      turned = true;
      const zeta = (b - a) / (2 * c);
      const tangent = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
      const cosine = 1 / Math.hypot(1, tangent);
      turn(work, i * length, j * length, length, cosine, cosine * tangent);
      turn(turns, i * count, j * count, count, cosine, cosine * tangent);
    }
  }
  return turned;
}

/** Squares of both columns' lengths, and their product. */
function products(work: Float64Array, i: number, j: number, length: number): [number, number, number] {
  let [a, b, c] = [0, 0, 0];
  for (let at = 0; at < length; at++) {
    const [x, y] = [work[i + at] as number, work[j + at] as number];
    a += x * x;
    b += y * y;
    c += x * y;
  }
  return [a, b, c];
}

function turn(list: Float64Array, i: number, j: number, length: number, cosine: number, sine: number): void {
  for (let at = 0; at < length; at++) {
    const [x, y] = [list[i + at] as number, list[j + at] as number];
    list[i + at] = cosine * x - sine * y;
    list[j + at] = sine * x + cosine * y;
  }
}

function norm(list: Float64Array, start: number, length: number): number {
  let sum = 0;
  for (let at = start; at < start + length; at++) sum += (list[at] as number) ** 2;
  return Math.sqrt(sum);
}

function identity(size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let at = 0; at < size; at++) result[at * size + at] = 1;
  return result;
}
