/** How the weights of one layer along an axis are to be mixed, so that another chain of layers does the like, by least squares. */
import type { AxisTaps } from "./axisTaps.ts";
import { symmetricEigen } from "./symmetricEigen.ts";

/** `to × from`, row by row: weight `t` of the other chain is the sum of `values[t·from + f]` times weight `f`. */
export interface TapMatrix {
  readonly to: number;
  readonly from: number;
  readonly values: Float64Array;
}

/** Shares below this part of the largest are rounding. */
const nothing = 1e-9;

/**
 * The mixture whose outputs differ least from those of the layer on an input of noise, where every position counts the same:
 * with N and O the matrices that the new and the old taps make of input positions, `(NᵀN)⁺·NᵀO`.
 */
export function tapTransfer(old: AxisTaps, now: AxisTaps): TapMatrix {
  const places = new Map<string, number>();
  const placeOf = (output: number, input: number) => {
    const key = `${output} ${input}`;
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    return place;
  };
  const [n, o] = [now, old].map(({ taps, count }) => {
    const rows = new Map<number, Float64Array>();
    for (const { output, input, tap, share } of taps) {
      const place = placeOf(output, input);
      const row = rows.get(place) ?? new Float64Array(count);
      rows.set(place, row);
      row[tap] = (row[tap] as number) + share;
    }
    return rows;
  }) as [Map<number, Float64Array>, Map<number, Float64Array>];
  const squares = productOf(n, n, now.count, now.count);
  const mixed = productOf(n, o, now.count, old.count);
  return { to: now.count, from: old.count, values: solved(squares, mixed, now.count, old.count) };
}

/** `aᵀ·b`, of rows by their place. */
function productOf(
  a: ReadonlyMap<number, Float64Array>,
  b: ReadonlyMap<number, Float64Array>,
  rows: number,
  columns: number,
): Float64Array {
  const product = new Float64Array(rows * columns);
  for (const [place, left] of a) {
    const right = b.get(place);
    if (!right) continue;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const at = i * columns + j;
        product[at] = (product[at] as number) + (left[i] as number) * (right[j] as number);
      }
    }
  }
  return product;
}

/** The shortest of the solutions: what no position tells apart stays out. */
function solved(squares: Float64Array, mixed: Float64Array, to: number, from: number): Float64Array {
  const { values, vectors } = symmetricEigen(squares, to);
  const result = new Float64Array(to * from);
  for (let k = 0; k < to; k++) {
    const weight = values[k] as number;
    if (weight <= nothing * (values[0] as number)) continue;
    for (let f = 0; f < from; f++) {
      let along = 0;
      for (let i = 0; i < to; i++) {
        along += (vectors[k * to + i] as number) * (mixed[i * from + f] as number);
      }
      for (let i = 0; i < to; i++) {
        const at = i * from + f;
        result[at] = (result[at] as number) + ((vectors[k * to + i] as number) * along) / weight;
      }
    }
  }
  return result;
}
