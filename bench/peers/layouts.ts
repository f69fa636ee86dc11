/** The same weights and pictures in the layouts of the peers; ours are channels last, kernels `[height, width, in, out]`. */

/** Reorders a dense array: axis `i` of the result is axis `order[i]` of the source. */
export function permute(
  source: Float32Array,
  shape: readonly number[],
  order: readonly number[],
): Float32Array<ArrayBuffer> {
  const steps = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const sizes = order.map((axis) => shape[axis] ?? 1);
  const strides = order.map((axis) => steps[axis] ?? 1);
  const result = new Float32Array(source.length);
  const position = sizes.map(() => 0);
  let from = 0;
  for (let at = 0; at < result.length; at++) {
    result[at] = source[from] ?? 0;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] ?? 1;
      const next = (position[axis] ?? 0) + 1;
      from += stride;
      position[axis] = next;
      if (next < (sizes[axis] ?? 1)) break;
      from -= stride * next;
      position[axis] = 0;
    }
  }
  return result;
}
