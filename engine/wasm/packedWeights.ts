/** Weights in the order of a generated kernel, kept in its memory for as long as the weights themselves live, or until room is needed. */
import { identityOf } from "../tensor/computedTensor.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Heap } from "./heap.ts";

interface Packed {
  readonly source: WeakRef<object>;
  readonly layout: string;
  readonly address: number;
  readonly bytes: number;
}

export class PackedWeights {
  readonly #heap: Heap;
  readonly #known = new WeakMap<object, Map<string, Packed>>();
  /** Oldest use first. */
  readonly #all = new Set<Packed>();
  readonly #collected = new FinalizationRegistry<Packed>((packed) => this.#drop(packed));
  #bytes = 0;

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  /**
   * Address of the weight packed as `layout` says; `pack` fills the floats when that is not there yet, with a stop every few
   * milliseconds, during which nothing else is allocated.
   */
  *address(
    weight: Tensor,
    layout: string,
    floats: number,
    pack: (values: Float32Array, target: Float32Array) => Iterable<void>,
  ): Generator<void, number> {
    const source = identityOf(weight);
    const layouts = this.#known.get(source) ?? new Map<string, Packed>();
    this.#known.set(source, layouts);
    const known = layouts.get(layout);
    if (known && this.#all.delete(known)) {
      this.#all.add(known);
      return known.address;
    }
    const address = yield* this.#pack(weight, floats, pack);
    const packed = { source: new WeakRef(source), layout, address, bytes: floats * 4 };
    layouts.set(layout, packed);
    this.#all.add(packed);
    this.#collected.register(source, packed);
    this.#bytes += packed.bytes;
    return address;
  }

  *#pack(
    weight: Tensor,
    floats: number,
    pack: (values: Float32Array, target: Float32Array) => Iterable<void>,
  ): Generator<void, number> {
    const { data } = weight;
    const address = this.#heap.allocate(floats);
    let done = false;
    try {
      yield* pack(data, this.#heap.floats(address, floats));
      done = true;
    } finally {
      if (!done) this.#heap.release(address);
    }
    return address;
  }

  /** True where the weight is there in some order. */
  has(weight: Tensor): boolean {
    return (this.#known.get(identityOf(weight))?.size ?? 0) > 0;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Gives all orders of a weight back; not while a kernel runs. */
  drop(weight: Tensor): void {
    for (const packed of this.#known.get(identityOf(weight))?.values() ?? []) this.#drop(packed);
  }

  /** Gives back what was used longest ago, until no more than so many bytes are left; not while a kernel runs. */
  shrink(limitBytes: number): void {
    for (const packed of this.#all) {
      if (this.#bytes <= limitBytes) return;
      this.#drop(packed);
    }
  }

  /** Forgets everything, as when a file with other weights was opened. */
  clear(): void {
    this.shrink(-1);
  }

  #drop(packed: Packed): void {
    if (!this.#all.delete(packed)) return;
    this.#bytes -= packed.bytes;
    this.#heap.release(packed.address);
    const source = packed.source.deref();
    if (source) this.#known.get(source)?.delete(packed.layout);
  }
}
