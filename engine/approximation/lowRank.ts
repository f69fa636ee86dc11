/** A matrix as the sum of its strongest columns times rows: the best approximation of a rank, by least squares. */
import { symmetricEigen } from "./symmetricEigen.ts";

export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Row by row. */
  readonly values: Float64Array;
}

export interface LowRank {
  /** `rows × rank`, row by row. */
  readonly left: Float64Array;
  /** `rank × columns`, row by row. */
  readonly right: Float64Array;
  /** Squares of the singular values, largest first. */
  readonly energies: Float64Array;
  /** Sum of the squares that the approximation keeps. */
  readonly kept: number;
  /** Sum of all squares. */
  readonly energy: number;
}

/** Columns that are beyond the matrix's own rank are zero. */
export function lowRank(matrix: Matrix, rank: number): LowRank {
  const { rows, columns } = matrix;
  const tall = rows >= columns;
  const small = Math.min(rows, columns);
  const { values: energies, vectors } = symmetricEigen(gram(matrix, tall), small);
  const left = new Float64Array(rows * rank);
  const right = new Float64Array(rank * columns);
  const used = Math.min(rank, small);
  for (let k = 0; k < used; k++) {
    const vector = vectors.subarray(k * small, (k + 1) * small);
    if (tall) {
      right.set(vector, k * columns);
      for (let row = 0; row < rows; row++) left[row * rank + k] = dot(matrix, row, vector);
    } else {
      for (let row = 0; row < rows; row++) {
        const share = vector[row] as number;
        left[row * rank + k] = share;
        for (let column = 0; column < columns; column++) {
          const at = k * columns + column;
          right[at] = (right[at] as number) + share * (matrix.values[row * columns + column] as number);
        }
      }
    }
  }
  // Rounding leaves tiny negative numbers where there is nothing.
  const positive = energies.map((value) => Math.max(0, value));
  const sum = (list: Float64Array) => list.reduce((a, b) => a + b, 0);
  return { left, right, energies: positive, kept: sum(positive.subarray(0, used)), energy: sum(positive) };
}

/** Products of all columns with one another, or of all rows: symmetric. */
function gram({ rows, columns, values }: Matrix, ofColumns: boolean): Float64Array {
  const size = ofColumns ? columns : rows;
  const result = new Float64Array(size * size);
  const add = (i: number, j: number, value: number) => {
    const at = i * size + j;
    result[at] = (result[at] as number) + value;
  };
  if (ofColumns) {
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < columns; i++) {
        const x = values[row * columns + i] as number;
        if (x === 0) continue;
        for (let j = i; j < columns; j++) add(i, j, x * (values[row * columns + j] as number));
      }
    }
  } else {
    for (let i = 0; i < rows; i++) {
      for (let j = i; j < rows; j++) {
        for (let k = 0; k < columns; k++) {
          add(i, j, (values[i * columns + k] as number) * (values[j * columns + k] as number));
        }
      }
    }
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) result[i * size + j] = result[j * size + i] as number;
  }
  return result;
}

function dot({ columns, values }: Matrix, row: number, vector: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < columns; k++) sum += (values[row * columns + k] as number) * (vector[k] as number);
  return sum;
}
