/** A tensor whose values are worked out anew each time they are read, for those that are read once and laid out in another order. */
import { LazyTensor } from "./lazyTensor.ts";
import type { Tensor } from "./tensor.ts";

export class ComputedTensor implements Tensor {
  readonly shape: readonly number[];
  readonly #compute: () => Float32Array;

  constructor(shape: readonly number[], compute: () => Float32Array) {
    this.shape = shape;
    this.#compute = compute;
  }

  get data(): Float32Array {
    return this.#compute();
  }
}

/** Another tensor with each output channel times its factor, which those who lay it out in another order can do on the way. */
export class ScaledTensor extends ComputedTensor {
  readonly source: Tensor;
  readonly factors: Float64Array;

  /** `step`: weights that follow one another and belong to the same output channel. */
  constructor(source: Tensor, factors: Float64Array, step: number) {
    super(source.shape, () => scaled(source.data, factors, step));
    this.source = source;
    this.factors = factors;
  }
}

function scaled(source: Float32Array, factors: Float64Array, step: number): Float32Array {
  const result = new Float32Array(source.length);
  let at = 0;
  while (at < result.length) {
    for (let output = 0; output < factors.length; output++) {
      const factor = factors[output] as number;
      for (const end = at + step; at < end; at++) result[at] = (source[at] as number) * factor;
    }
  }
  return result;
}

/** What stands for a tensor's values as long as they are the same: their array, or the tensor that works them out. */
export function identityOf(tensor: Tensor): object {
  return tensor instanceof ComputedTensor || tensor instanceof LazyTensor ? tensor : tensor.data;
}
