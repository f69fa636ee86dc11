/** Singular values against what defines them: sums of squares, determinants, and what no other matrix of rank 1 does better. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { singularValues } from "../../../engine/approximation/singularValues.ts";

type Size = readonly [rows: number, columns: number];

/** Numbers between −1 and 1 from a seed. */
function numbers(count: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

const sumOfSquares = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);

function near(actual: number, expected: number, scale: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= 1e-12 * scale, `${what}: ${actual} is not ${expected}`);
}

const sizes: readonly Size[] = [
  [1, 1],
  [2, 2],
  [3, 3],
  [3, 5],
  [5, 3],
  [7, 7],
  [11, 4],
];

for (const [rows, columns] of sizes) {
  test(`${rows}×${columns}: largest first, with the energy of the matrix, and rank 1 leaves the rest of it`, () => {
    for (let seed = 1; seed <= 20; seed++) {
      const values = numbers(rows * columns, seed);
      const result = singularValues({ rows, columns, values });
      assert.equal(result.values.length, Math.min(rows, columns));
      for (let at = 1; at < result.values.length; at++) {
        assert.ok((result.values[at - 1] as number) >= (result.values[at] as number), "sorted");
      }
      const energy = sumOfSquares(values);
      near(sumOfSquares(result.values), energy, energy, "energy");
      const first = (result.values[0] as number) ** 2;
      near(result.kept, first / energy, 1, "share kept");
      const rest = values.map((value, at) => value - (result.first[at] as number));
      near(sumOfSquares(rest), energy - first, energy, "energy left");
    }
  });
}

test("3×3: the product is the size of the determinant", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const values = numbers(9, seed);
    const [a, b, c, d, e, f, g, h, i] = [...values] as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
    const product = singularValues({ rows: 3, columns: 3, values }).values.reduce((x, y) => x * y, 1);
    near(product, Math.abs(determinant), 1, "product");
  }
});

test("no column times row that brute force finds comes nearer than the first one", () => {
  const values = numbers(9, 7);
  const { first } = singularValues({ rows: 3, columns: 3, values });
  const left = (other: ArrayLike<number>) =>
    values.reduce((sum, value, at) => sum + (value - (other[at] as number)) ** 2, 0);
  const best = left(first);
  // For each direction of the row the best column is known, so that directions are all there is to try.
  for (let step = 0; step < 40_000; step++) {
    const [angle, tilt] = [(Math.PI * (step % 200)) / 200, (Math.PI * Math.floor(step / 200)) / 200];
    const row = [Math.sin(tilt) * Math.cos(angle), Math.sin(tilt) * Math.sin(angle), Math.cos(tilt)];
    const tried = values.map((_, at) => {
      const start = Math.floor(at / 3) * 3;
      const along = row.reduce((sum, share, k) => sum + share * (values[start + k] as number), 0);
      return along * (row[at % 3] as number);
    });
    assert.ok(left(tried) >= best - 1e-12);
  }
});

test("what is separable has zeros behind its first value, without rounding in the way", () => {
  const column = [1, 4, 6, 4, 1];
  const row = [-0.3, 0.7, 1e-3];
  const values = Float64Array.from(
    { length: 15 },
    (_, at) => (column[Math.floor(at / 3)] as number) * (row[at % 3] as number),
  );
  const result = singularValues({ rows: 5, columns: 3, values });
  for (const value of result.values.subarray(1)) assert.ok(value < 1e-15 * (result.values[0] as number));
  assert.ok(Math.abs(result.kept - 1) < 1e-15);
});

test("the identity keeps one part of its rank, and zeros keep all", () => {
  const identity = Float64Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  const result = singularValues({ rows: 3, columns: 3, values: identity });
  assert.deepEqual([...result.values], [1, 1, 1]);
  near(result.kept, 1 / 3, 1, "kept");
  const nothing = singularValues({ rows: 3, columns: 3, values: new Float64Array(9) });
  assert.equal(nothing.kept, 1);
  assert.deepEqual([...nothing.first], new Array(9).fill(0));
});
