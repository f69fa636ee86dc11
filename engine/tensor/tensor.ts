/** An array of numbers with a shape: float32, row-major, batch first, in the model's own layout. */
export interface Tensor {
  readonly shape: readonly number[];
  /** `elementCount(shape)` values; the last axis varies fastest. */
  readonly data: Float32Array;
}

/** Elements of a shape; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

/** A tensor of zeros; throws a RangeError where the runtime cannot give the memory, so check sizes before. */
export function zeros(shape: readonly number[]): Tensor {
  return { shape: [...shape], data: new Float32Array(elementCount(shape)) };
}

/** Tensor from plain numbers; throws a RangeError when their number is not that of the shape. */
export function tensorOf(shape: readonly number[], values: ArrayLike<number>): Tensor {
  if (values.length !== elementCount(shape)) {
    throw new RangeError(
      `The shape ${shape.join("×")} has ${elementCount(shape)} elements, and ${values.length} values were given.`,
    );
  }
  return { shape: [...shape], data: Float32Array.from(values) };
}

/** Elements between neighbours along each axis, row-major. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  }
  return strides;
}

/** Coordinates of a flat index, one an axis. */
export function coordinatesOf(index: number, shape: readonly number[]): number[] {
  const coordinates = new Array<number>(shape.length).fill(0);
  let rest = index;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    coordinates[axis] = rest % size;
    rest = Math.floor(rest / size);
  }
  return coordinates;
}

/** Flat index of coordinates. */
export function flatIndex(coordinates: readonly number[], shape: readonly number[]): number {
  let index = 0;
  for (const [axis, size] of shape.entries()) index = index * size + (coordinates[axis] ?? 0);
  return index;
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** `1×224×224×3`, batch included. */
export function formatSizes(shape: readonly number[]): string {
  return shape.length === 0 ? "scalar" : shape.join("×");
}
