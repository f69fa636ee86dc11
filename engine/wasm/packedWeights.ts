/** Weights in the order of a generated kernel, kept in its memory for as long as the weights themselves live, or until room is needed. */
import { identityOf, ScaledTensor } from "../tensor/computedTensor.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Heap } from "./heap.ts";

interface Packed {
  readonly source: WeakRef<object>;
  readonly layout: string;
  readonly address: number;
  readonly bytes: number;
  /** Number of the run that used it last. */
  run: number;
}

type Pack = (values: Float32Array, target: Float32Array) => Iterable<void>;

/** How values get into an order; `packScaled` where it can multiply each output channel by its factor on the way. */
export interface Packing {
  readonly pack: Pack;
  readonly packScaled?: (values: Float32Array, factors: Float64Array, target: Float32Array) => Iterable<void>;
}

export class PackedWeights {
  readonly #heap: Heap;
  readonly #known = new WeakMap<object, Map<string, Packed>>();
  /** Oldest use first. */
  readonly #all = new Set<Packed>();
  readonly #collected = new FinalizationRegistry<Packed>((packed) => this.#drop(packed));
  #bytes = 0;
  #run = 0;

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  /** What runs before the last one used goes first when room is needed. */
  beginRun(): void {
    this.#run++;
  }

  /**
   * Address of the weight packed as `layout` says; `pack` fills the floats when that is not there yet, with a stop every few
   * milliseconds, during which nothing else is allocated.
   */
  *address(weight: Tensor, layout: string, floats: number, packing: Pack | Packing): Generator<void, number> {
    const source = identityOf(weight);
    const layouts = this.#known.get(source) ?? new Map<string, Packed>();
    this.#known.set(source, layouts);
    const known = layouts.get(layout);
    if (known && this.#all.delete(known)) {
      this.#all.add(known);
      known.run = this.#run;
      return known.address;
    }
    const address = yield* this.#pack(weight, floats, packing);
    const packed = { source: new WeakRef(source), layout, address, bytes: floats * 4, run: this.#run };
    layouts.set(layout, packed);
    this.#all.add(packed);
    this.#collected.register(source, packed);
    this.#bytes += packed.bytes;
    return address;
  }

  *#pack(weight: Tensor, floats: number, packing: Pack | Packing): Generator<void, number> {
    const { pack, packScaled } = typeof packing === "function" ? { pack: packing } : packing;
    const { data, fill } =
      packScaled && weight instanceof ScaledTensor
        ? {
            data: weight.source.data,
            fill: (values: Float32Array, target: Float32Array) => packScaled(values, weight.factors, target),
          }
        : { data: weight.data, fill: pack };
    const address = this.#heap.allocate(floats);
    let done = false;
    try {
      yield* fill(data, this.#heap.floats(address, floats));
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

  /**
   * Gives weights back until no more than so many bytes are left; not while a kernel runs. First those that neither this run nor the one
   * before used, then the latest: a run asks for all in the same order again, and would find none of them if the oldest went.
   */
  shrink(limitBytes: number): void {
    if (this.#bytes <= limitBytes) return;
    const [old, recent] = [[] as Packed[], [] as Packed[]];
    for (const packed of this.#all) (packed.run < this.#run - 1 ? old : recent).push(packed);
    for (const packed of [...old, ...recent.reverse()]) {
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
