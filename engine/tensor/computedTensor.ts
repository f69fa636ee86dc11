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

/** What stands for a tensor's values as long as they are the same: their array, or the tensor that works them out. */
export function identityOf(tensor: Tensor): object {
  return tensor instanceof ComputedTensor || tensor instanceof LazyTensor ? tensor : tensor.data;
}
