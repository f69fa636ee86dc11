/** A tensor whose values lie in the memory of the generated kernels, so that a kernel needs no copy of it. */
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import type { Heap } from "./heap.ts";

export class HeapTensor implements Tensor {
  readonly shape: readonly number[];
  readonly heap: Heap;
  readonly address: number;
  readonly #count: number;
  #view: Float32Array<ArrayBuffer>;

  private constructor(heap: Heap, shape: readonly number[], address: number) {
    this.shape = [...shape];
    this.heap = heap;
    this.#count = elementCount(shape);
    this.address = address;
    this.#view = heap.floats(address, this.#count);
  }

  /** Holds anything at first. */
  static allocate(heap: Heap, shape: readonly number[]): HeapTensor {
    return new HeapTensor(heap, shape, heap.allocate(elementCount(shape)));
  }

  /** The memory in another shape, of as many values or fewer; only the tensor itself is to be released. */
  viewAs(shape: readonly number[]): HeapTensor {
    return new HeapTensor(this.heap, shape, this.address);
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
