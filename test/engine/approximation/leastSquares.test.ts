/** Matrices taken apart, against numpy's results for the same numbers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { axisTaps } from "../../../engine/approximation/axisTaps.ts";
import { factorByDepth, factorSpatially } from "../../../engine/approximation/factorKernel.ts";
import { lowRank } from "../../../engine/approximation/lowRank.ts";
import { symmetricEigen } from "../../../engine/approximation/symmetricEigen.ts";
import { tapTransfer } from "../../../engine/approximation/tapTransfer.ts";
import { seededRandom } from "../../../engine/tensor/random.ts";
import { operationsOf } from "./operationsOf.ts";

/** Fails unless each number is within `slack` of the expected one. */
function assertNear(actual: ArrayLike<number>, expected: readonly number[], slack = 1e-9): void {
  assert.equal(actual.length, expected.length);
  for (const [at, value] of expected.entries()) {
    assert.ok(Math.abs((actual[at] ?? Number.NaN) - value) <= slack, `${at}: ${actual[at]} is not ${value}`);
  }
}

test("eigenvalues are those of numpy.linalg.eigvalsh", () => {
  const a = [
    [1.79, 0.44, 0.1, -1.86, -0.28],
    [-0.35, -0.08, -0.63, -0.04, -0.48],
    [-1.31, 0.88, 0.88, 1.71, 0.05],
    [-0.4, -0.55, -1.55, 0.98, -1.1],
    [-1.19, -0.21, 1.49, 0.24, -1.02],
  ];
  const squares = a.flatMap((x) => a.map((y) => x.reduce((sum, value, k) => sum + value * (y[k] ?? 0), 0)));
  const { values, vectors } = symmetricEigen(Float64Array.from(squares), 5);
  assertNear(
    values,
    [13.673582836245622, 6.372094124178423, 2.6918092484624627, 0.8210582771363129, 0.1501555139771735],
  );
  // Vectors are those of the values: A·v = λ·v.
  for (let k = 0; k < 5; k++) {
    const vector = vectors.subarray(5 * k, 5 * k + 5);
    const image = a.map((_, row) =>
      vector.reduce((sum, value, column) => sum + value * (squares[5 * row + column] ?? 0), 0),
    );
    assertNear(
      image,
      [...vector].map((value) => value * (values[k] ?? 0)),
    );
  }
});

test("a large matrix is put together again from its values and vectors", () => {
  const size = 90;
  const random = seededRandom(4, "matrix");
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) matrix[i * size + j] = matrix[j * size + i] = random.uniform() - 0.5;
  }
  const { values, vectors } = symmetricEigen(matrix, size);
  const back = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const at = i * size + j;
        const product = (values[k] ?? 0) * (vectors[k * size + i] ?? 0) * (vectors[k * size + j] ?? 0);
        back[at] = (back[at] ?? 0) + product;
      }
    }
  }
  assertNear(back, [...matrix], 1e-12 * size);
});

test("the nearest matrix of rank 1 is that of numpy.linalg.svd, wide and tall", () => {
  const values = [1, -2, 3, 0.5, 4, 0, -1, 2, 0.25, 7, 1, -3];
  const nearest = [
    0.1473781976665462, -1.7710959676911553, -0.09048543520133684, 0.8102900619696621, 0.08868222198390976,
    -1.0657256517477895, -0.054448009121345974, 0.4875777033827909, -0.5736753294333092, 6.894059493264257,
    0.3522180530765596, -3.154085377599231,
  ];
  const wide = lowRank({ rows: 3, columns: 4, values: Float64Array.from(values) }, 1);
  assertNear(wide.energies.map(Math.sqrt), [7.945883397622821, 4.480838773204327, 3.3312941809349192], 1e-7);
  assertNear(
    [...wide.left].flatMap((l) => [...wide.right].map((r) => l * r)),
    nearest,
  );
  const turned = Array.from({ length: 12 }, (_, at) => values[(at % 3) * 4 + Math.floor(at / 3)] ?? 0);
  const tall = lowRank({ rows: 4, columns: 3, values: Float64Array.from(turned) }, 1);
  assertNear(
    [...tall.right].flatMap((r) => [...tall.left].map((l) => l * r)),
    nearest,
  );
});

test("a Sobel kernel is a column times a row, and a Laplacian is not", () => {
  const kernel = (values: readonly number[]) => ({
    sizes: [3, 3],
    inputs: 1,
    outputs: 1,
    values: Float64Array.from(values),
  });
  const sobel = factorSpatially(kernel([1, 0, -1, 2, 0, -2, 1, 0, -1]), 1);
  assert.ok(Math.abs((sobel?.kept ?? 0) - 1) < 1e-12);
  // Singular values of the Laplacian: 2 + √6 and √6 − 2; the first keeps (10 + 4√6) of 20.
  const laplacian = factorSpatially(kernel([0, 1, 0, 1, -4, 1, 0, 1, 0]), 1);
  assert.ok(Math.abs((laplacian?.kept ?? 0) - (10 + 4 * Math.sqrt(6)) / 20) < 1e-12);
});

test("a kernel that is a depthwise one times a pointwise one comes back whole", () => {
  const random = seededRandom(7, "pair");
  const [places, inputs, outputs] = [9, 4, 6];
  const depthwise = Float64Array.from({ length: places * inputs }, () => random.uniform() - 0.5);
  const pointwise = Float64Array.from({ length: inputs * outputs }, () => random.uniform() - 0.5);
  const values = new Float64Array(places * inputs * outputs);
  for (let at = 0; at < values.length; at++) {
    const [place, input, output] = [
      Math.floor(at / (inputs * outputs)),
      Math.floor(at / outputs) % inputs,
      at % outputs,
    ];
    values[at] = (depthwise[place * inputs + input] ?? 0) * (pointwise[input * outputs + output] ?? 0);
  }
  const { kernels, kept } = factorByDepth({ sizes: [3, 3], inputs, outputs, values }, 1);
  assert.ok(kept > 1 - 1e-12);
  const [first, second] = kernels;
  const back = values.map((_, at) => {
    const input = Math.floor(at / outputs) % inputs;
    const place = Math.floor(at / (inputs * outputs));
    return (first?.[place * inputs + input] ?? 0) * (second?.[input * outputs + (at % outputs)] ?? 0);
  });
  assertNear(back, [...values], 1e-6);
});

/** By numpy: `pinv(N) @ O`, with the taps of an up-sampling and a convolution, and of a transposed layer, both padded "same". */
const resized: readonly [kernel: number, stride: number, matrix: readonly number[]][] = [
  [3, 2, [-0.25, 0.25, 0.75, 0.5, 0.5, -0.5, 0.25, -0.25, 0.25]],
  [4, 2, [0.2, -0.2, 0.2, 0.8, -0.4, 0.4, 0.6, -0.6, 0.6, 0.4, -0.4, 0.4, 0.2, -0.2, 0.2, -0.2]],
  [
    5,
    3,
    [
      0.125, 0.125, -0.25, 0.125, 0.125, 0.0625, -0.4375, 0.375, 0.0625, 0.5625, -0.5, 0.5, 0, 0.5, -0.5,
      0.5625, 0.0625, 0.375, -0.4375, 0.0625, 0.125, 0.125, -0.25, 0.125, 0.125,
    ],
  ],
];
for (const [kernel, stride, matrix] of resized) {
  test(`weights of a transposed layer of ${kernel}, stride ${stride}, for a resized input`, () => {
    const [transposed] = operationsOf(20, [
      ["Conv2DTranspose", { filters: 2, kernel_size: kernel, strides: stride, padding: "same" }],
    ]);
    const chain = operationsOf(20, [
      ["UpSampling2D", { size: stride }],
      ["Conv2D", { filters: 2, kernel_size: kernel, padding: "same" }],
    ]);
    assert.ok(transposed);
    const part = { first: 6 * stride, outputs: stride };
    const old = axisTaps([transposed], 0, part);
    const now = axisTaps(chain, 0, part);
    assert.ok(old && now);
    assertNear(tapTransfer(old, now).values, matrix, 1e-5);
  });
}
