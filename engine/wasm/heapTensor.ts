/** A tensor whose values lie in the memory of the generated kernels, so that a kernel needs no copy of it. */
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import type { Heap } from "./heap.ts";

export class HeapTensor implements Tensor {
  readonly shape: readonly number[];
  readonly heap: Heap;
  readonly address: number;
  readonly #count: number;
  #view: Float32Array<ArrayBuffer>;

  /** Holds anything at first. */
  constructor(heap: Heap, shape: readonly number[]) {
    this.shape = [...shape];
    this.heap = heap;
    this.#count = elementCount(shape);
    this.address = heap.allocate(this.#count);
    this.#view = heap.floats(this.address, this.#count);
  }

  /** Good until something is allocated: growing the memory takes the old view's away. */
  get data(): Float32Array<ArrayBuffer> {
    if (this.#view.buffer !== this.heap.memory.buffer)
      this.#view = this.heap.floats(this.address, this.#count);
    return this.#view;
  }

  release(): void {
    this.heap.release(this.address);
  }
}
