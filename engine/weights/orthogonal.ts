/** The orthogonal initialiser: a random matrix whose rows or columns, whichever are fewer, stand at right angles. */
import { seededRandom } from "../tensor/random.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";

/** About a second of work. */
const mostWork = 1e9;

/** The kernel as a matrix `[all axes but the last, last]`. */
function matrixOf(shape: readonly number[]) {
  const columns = shape.at(-1) ?? 1;
  const rows = elementCount(shape.slice(0, -1));
  return { rows, columns, count: Math.min(rows, columns), length: Math.max(rows, columns) };
}

/** Why it cannot be done. */
export function refuseOrthogonal(shape: readonly number[]): string | undefined {
  const { rows, columns, count, length } = matrixOf(shape);
  return count * count * length * 2 > mostWork
    ? `an orthogonal matrix of ${rows}×${columns} takes too long to work out`
    : undefined;
}

/** Vectors by modified Gram-Schmidt, twice for exactness. Stops after each vector. */
export function* fillOrthogonal(tensor: Tensor, gain: number, seed: number, label: string): Generator<void> {
  const { rows, columns, count, length } = matrixOf(tensor.shape);
  const random = seededRandom(seed, label);
  const vectors: Float64Array[] = [];
  for (let number = 0; number < count; number++) {
    yield;
    const vector = Float64Array.from({ length }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const other of vectors) subtractProjection(vector, other);
    }
    const size = norm(vector);
    for (let at = 0; at < length; at++) vector[at] = (vector[at] as number) / size;
    vectors.push(vector);
  }
  const vectorsAreRows = rows < columns;
  for (const [number, vector] of vectors.entries()) {
    for (let at = 0; at < length; at++) {
      const place = vectorsAreRows ? number * columns + at : at * columns + number;
      tensor.data[place] = gain * (vector[at] as number);
    }
  }
}

function subtractProjection(vector: Float64Array, unit: Float64Array): void {
  let product = 0;
  for (let at = 0; at < vector.length; at++) product += (vector[at] as number) * (unit[at] as number);
  for (let at = 0; at < vector.length; at++) {
    vector[at] = (vector[at] as number) - product * (unit[at] as number);
  }
}

function norm(vector: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < vector.length; at++) sum += (vector[at] as number) ** 2;
  return Math.sqrt(sum);
}
