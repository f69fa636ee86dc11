/** Named kernels against the numbers of textbooks, and against what they are for at other sizes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { singularValues } from "../../../../engine/approximation/singularValues.ts";
import {
  fittingKernels,
  type NamedKernel,
  namedKernel,
  namedKernelIds,
  nameOfKernel,
} from "../../../../media/views/kernels/namedKernels.ts";
import { readNumber } from "../../../../media/views/kernels/numberGrid.ts";

const three = { rows: 3, columns: 3, slides: true };

/** As image processing writes them, over a common divisor. */
const textbook: Partial<Record<NamedKernel, readonly [readonly number[], number]>> = {
  identity: [[0, 0, 0, 0, 1, 0, 0, 0, 0], 1],
  gaussian: [[1, 2, 1, 2, 4, 2, 1, 2, 1], 16],
  sobelX: [[-1, 0, 1, -2, 0, 2, -1, 0, 1], 1],
  sobelY: [[-1, -2, -1, 0, 0, 0, 1, 2, 1], 1],
  laplacian: [[0, 1, 0, 1, -4, 1, 0, 1, 0], 1],
  sharpen: [[0, -1, 0, -1, 5, -1, 0, -1, 0], 1],
  emboss: [[-2, -1, 0, -1, 1, 1, 0, 1, 2], 1],
};

for (const [id, [numbers, divisor]] of Object.entries(textbook) as [NamedKernel, [number[], number]][]) {
  test(`${id} of 3×3 has the textbook's numbers`, () => {
    assert.deepEqual(
      [...namedKernel(id, three)],
      numbers.map((number) => number / divisor),
    );
  });
}

test("at every size a mean adds up to 1 and an edge to 0", () => {
  for (const size of [3, 4, 5, 7, 11]) {
    const sum = (id: NamedKernel) =>
      namedKernel(id, { rows: size, columns: size }).reduce((a, b) => a + b, 0);
    for (const id of ["identity", "box", "gaussian", "sharpen"] as const) {
      assert.ok(Math.abs(sum(id) - 1) < 1e-6, `${id} of ${size} adds up to ${sum(id)}`);
    }
    for (const id of ["sobelX", "sobelY", "laplacian", "gabor", "zeros"] as const) {
      const largest = Math.max(...namedKernel(id, { rows: size, columns: size }).map(Math.abs));
      assert.ok(Math.abs(sum(id)) <= 1e-6 * Math.max(1, largest), `${id} of ${size} adds up to ${sum(id)}`);
    }
  }
});

test("the Sobel kernel of 5×5 is the smoothed difference", () => {
  assert.deepEqual([...namedKernel("sobelX", { rows: 5, columns: 5 })].slice(10, 15), [-6, -12, 0, 12, 6]);
});

test("Gaussian and Sobel are a column times a row, Laplacian and emboss are not", () => {
  const kept = (id: NamedKernel) =>
    singularValues({ ...three, values: Float64Array.from(namedKernel(id, three)) }).kept;
  for (const id of ["box", "gaussian", "sobelX", "sobelY"] as const) assert.ok(kept(id) > 1 - 1e-7, id);
  for (const id of ["laplacian", "sharpen", "emboss"] as const) assert.ok(kept(id) < 0.999, id);
});

test("a kernel is recognised by its numbers, and one number off it is not", () => {
  for (const id of namedKernelIds) {
    assert.deepEqual(nameOfKernel(namedKernel(id, three), three), { id, factor: 1 });
    const off = namedKernel(id, three);
    off[5] = (off[5] ?? 0) + 0.01;
    assert.equal(nameOfKernel(off, three), null);
  }
});

test("a kernel times a number keeps its name, upside down it has none", () => {
  const third = namedKernel("sobelX", three).map((value) => value / 3);
  assert.equal(nameOfKernel(third, three)?.id, "sobelX");
  assert.ok(Math.abs((nameOfKernel(third, three)?.factor ?? 0) - 1 / 3) < 1e-6);
  assert.equal(
    nameOfKernel(
      namedKernel("sobelX", three).map((value) => -value),
      three,
    ),
    null,
  );
  const single = { rows: 1, columns: 1, slides: true };
  assert.equal(nameOfKernel(Float32Array.of(1), single)?.id, "identity");
  assert.equal(nameOfKernel(Float32Array.of(0.5), single), null);
});

test("only those are offered that make sense in the size", () => {
  assert.deepEqual(fittingKernels({ rows: 3, columns: 1, slides: true }), [
    "identity",
    "box",
    "gaussian",
    "sobelY",
    "laplacian",
    "sharpen",
    "zeros",
  ]);
  assert.deepEqual(fittingKernels({ rows: 1, columns: 1, slides: true }), [
    "identity",
    "box",
    "gaussian",
    "zeros",
  ]);
  assert.deepEqual(fittingKernels({ rows: 8, columns: 8, slides: false }), ["box", "zeros"]);
});

test("numbers are read as people type them, and nothing else is", () => {
  assert.deepEqual(["1", "-0.5", "−2", ",25", "1e-3", " 4. "].map(readNumber), [
    1,
    -0.5,
    -2,
    0.25,
    Math.fround(1e-3),
    4,
  ]);
  assert.deepEqual(["", "-", "1 2", "0x1", "NaN", "1e99", "a"].map(readNumber), new Array(7).fill(null));
});
