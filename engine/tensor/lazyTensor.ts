/** A tensor whose values are made when they are first read, and can be forgotten: the same ones are made again then. */
import type { Tensor } from "./tensor.ts";

export class LazyTensor implements Tensor {
  readonly shape: readonly number[];
  readonly #make: () => Generator<void, Float32Array>;
  #data: Float32Array | undefined;

  /** `make` gives the same values each time; it stops every few milliseconds. */
  constructor(shape: readonly number[], make: () => Generator<void, Float32Array>) {
    this.shape = shape;
    this.#make = make;
  }

  get data(): Float32Array {
    if (this.#data) return this.#data;
    const parts = this.load();
    while (!parts.next().done);
    return this.#data ?? new Float32Array(0);
  }

  /** Makes the values unless they are there, with stops. */
  *load(): Generator<void> {
    this.#data ??= yield* this.#make();
  }

  forget(): void {
    this.#data = undefined;
  }

  /** Of the values, while they are there. */
  get bytesHeld(): number {
    return this.#data?.byteLength ?? 0;
  }
}
