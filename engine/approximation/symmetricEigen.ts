/** Eigenvalues and eigenvectors of a symmetric matrix: Householder reflections to three diagonals, then QL steps with shifts. */

export interface Eigen {
  /** Largest first. */
  readonly values: Float64Array;
  /** Vector number `k` at `k·size`, of length 1. */
  readonly vectors: Float64Array;
}

/** `matrix` is row-major, `size·size`, and finite. */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const { diagonal, beside, basis } = threeDiagonals(matrix, size);
  diagonalise(diagonal, beside, basis, size);
  return sorted(diagonal, basis, size);
}

interface ThreeDiagonals {
  readonly diagonal: Float64Array;
  /** Element `k` couples positions `k` and `k + 1`; the last is 0. */
  readonly beside: Float64Array;
  /** Rows are the new axes: basis · matrix · basisᵀ has three diagonals. */
  readonly basis: Float64Array;
}

/** Reflects one column after the other onto its first two elements (Golub and Van Loan, section 8.3.1). */
function threeDiagonals(matrix: Float64Array, size: number): ThreeDiagonals {
  const a = Float64Array.from(matrix);
  const basis = new Float64Array(size * size);
  for (let k = 0; k < size; k++) basis[k * size + k] = 1;
  const mirror = new Float64Array(size);
  const product = new Float64Array(size);
  for (let k = 0; k < size - 2; k++) {
    const scale = mirrorOf(a, mirror, size, k);
    if (scale === 0) continue;
    // p = scale·A·v, then A - v·qᵀ - q·vᵀ with q = p - (scale/2)·(pᵀv)·v.
    let along = 0;
    for (let row = k; row < size; row++) {
      let sum = 0;
      for (let column = k + 1; column < size; column++) {
        sum += (a[row * size + column] as number) * (mirror[column] as number);
      }
      product[row] = scale * sum;
      along += scale * sum * (mirror[row] as number);
    }
    for (let row = k; row < size; row++) {
      product[row] = (product[row] as number) - 0.5 * scale * along * (mirror[row] as number);
    }
    for (let row = k; row < size; row++) {
      const [v, q] = [mirror[row] as number, product[row] as number];
      for (let column = k; column < size; column++) {
        const at = row * size + column;
        a[at] = (a[at] as number) - v * (product[column] as number) - q * (mirror[column] as number);
      }
    }
    reflectRows(basis, mirror, scale, { size, from: k + 1 });
  }
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    diagonal[k] = a[k * size + k] as number;
    if (k + 1 < size) beside[k] = a[k * size + k + 1] as number;
  }
  return { diagonal, beside, basis };
}

/** The mirror that takes column `k` below its diagonal onto one element; returns `2/vᵀv`, or 0 where there is nothing to do. */
function mirrorOf(a: Float64Array, mirror: Float64Array, size: number, k: number): number {
  let rest = 0;
  mirror.fill(0, 0, k + 1);
  for (let row = k + 1; row < size; row++) {
    const value = a[row * size + k] as number;
    mirror[row] = value;
    if (row > k + 1) rest += value * value;
  }
  if (rest === 0) return 0;
  const first = mirror[k + 1] as number;
  const length = Math.sqrt(first * first + rest);
  const turned = first + (first < 0 ? -length : length);
  mirror[k + 1] = turned;
  return 2 / (turned * turned + rest);
}

function reflectRows(
  basis: Float64Array,
  mirror: Float64Array,
  scale: number,
  { size, from }: { readonly size: number; readonly from: number },
): void {
  const sums = new Float64Array(size);
  for (let row = from; row < size; row++) {
    const v = mirror[row] as number;
    for (let column = 0; column < size; column++) {
      sums[column] = (sums[column] as number) + v * (basis[row * size + column] as number);
    }
  }
  for (let row = from; row < size; row++) {
    const v = scale * (mirror[row] as number);
    for (let column = 0; column < size; column++) {
      const at = row * size + column;
      basis[at] = (basis[at] as number) - v * (sums[column] as number);
    }
  }
}

/** No block needs more steps than this for each of its values. */
const mostSteps = 60;

/** Makes `beside` zero by chasing Givens rotations through each block that still hangs together. */
function diagonalise(diagonal: Float64Array, beside: Float64Array, basis: Float64Array, size: number): void {
  for (let end = size - 1, steps = 0; end > 0; ) {
    let start = end;
    while (start > 0 && !isNothing(diagonal, beside, start - 1)) start--;
    if (start === end || steps > mostSteps) {
      beside[end - 1] = 0;
      end--;
      steps = 0;
      continue;
    }
    steps++;
    chase(diagonal, beside, basis, { size, start, end });
  }
}

function isNothing(diagonal: Float64Array, beside: Float64Array, at: number): boolean {
  const around = Math.abs(diagonal[at] as number) + Math.abs(diagonal[at + 1] as number);
  return Math.abs(beside[at] as number) <= Number.EPSILON * around;
}

interface Block {
  readonly size: number;
  readonly start: number;
  readonly end: number;
}

/** One implicit step of the QR iteration with Wilkinson's shift on `start .. end` (Golub and Van Loan, algorithm 8.3.2). */
function chase(
  diagonal: Float64Array,
  beside: Float64Array,
  basis: Float64Array,
  { size, start, end }: Block,
): void {
  const last = diagonal[end] as number;
  const coupling = beside[end - 1] as number;
  const half = ((diagonal[end - 1] as number) - last) / 2;
  const shift = last - (coupling * coupling) / (half + (half < 0 ? -1 : 1) * Math.hypot(half, coupling));
  let x = (diagonal[start] as number) - shift;
  let z = beside[start] as number;
  for (let k = start; k < end; k++) {
    const length = Math.hypot(x, z);
    const [c, s] = length === 0 ? [1, 0] : [x / length, z / length];
    if (k > start) beside[k - 1] = length;
    const [p, q, r] = [diagonal[k] as number, diagonal[k + 1] as number, beside[k] as number];
    diagonal[k] = c * c * p + 2 * c * s * r + s * s * q;
    diagonal[k + 1] = s * s * p - 2 * c * s * r + c * c * q;
    beside[k] = c * s * (q - p) + (c * c - s * s) * r;
    if (k + 1 < end) {
      const next = beside[k + 1] as number;
      x = beside[k] as number;
      z = s * next;
      beside[k + 1] = c * next;
    }
    rotateRows(basis, { size, row: k, c, s });
  }
}

function rotateRows(
  basis: Float64Array,
  {
    size,
    row,
    c,
    s,
  }: { readonly size: number; readonly row: number; readonly c: number; readonly s: number },
): void {
  for (let a = row * size, b = a + size; a < (row + 1) * size; a++, b++) {
    const [x, y] = [basis[a] as number, basis[b] as number];
    basis[a] = c * x + s * y;
    basis[b] = c * y - s * x;
  }
}

function sorted(diagonal: Float64Array, basis: Float64Array, size: number): Eigen {
  const order = Array.from({ length: size }, (_, k) => k);
  order.sort((x, y) => (diagonal[y] as number) - (diagonal[x] as number));
  const values = new Float64Array(size);
  const vectors = new Float64Array(size * size);
  for (const [place, k] of order.entries()) {
    values[place] = diagonal[k] as number;
    vectors.set(basis.subarray(k * size, (k + 1) * size), place * size);
  }
  return { values, vectors };
}
