/** The one memory that all generated kernels share, and who has which part of it. */
import { type WebAssemblyMemory, webAssembly } from "./webAssemblyApi.ts";

const pageBytes = 65_536;
const mostPages = 65_536;
/** Kernels may read a vector beyond the last value. */
const slackBytes = 64;
const alignment = 64;

/** Floats at the beginning of every heap for whoever works without a stop: behind one they may hold anything. */
export const scratchFloats = 65_536;

interface Block {
  readonly start: number;
  readonly bytes: number;
}

export class Heap {
  readonly memory: WebAssemblyMemory;
  /** Address of the scratch floats; address 0 stays unused, so that a forgotten address shows. */
  readonly scratch = alignment;
  /** Free blocks in the order of their addresses; neighbours are always joined. */
  #free: Block[] = [];
  readonly #used = new Map<number, number>();
  #end: number;

  constructor() {
    if (!webAssembly) throw new Error("There is no WebAssembly here.");
    this.memory = new webAssembly.Memory({ initial: 16, maximum: mostPages });
    this.#end = this.scratch + scratchFloats * 4 + slackBytes;
  }

  /** Bytes that are in use. */
  get usedBytes(): number {
    let sum = 0;
    for (const bytes of this.#used.values()) sum += bytes;
    return sum;
  }

  /** Address of so many floats, whose content is left over from before; throws a RangeError where memory ends. */
  allocate(floats: number): number {
    const bytes = Math.ceil((floats * 4 + slackBytes) / alignment) * alignment;
    const start = this.#takeFree(bytes) ?? this.#takeNew(bytes);
    this.#used.set(start, bytes);
    return start;
  }

  release(start: number): void {
    const bytes = this.#used.get(start);
    if (bytes === undefined) throw new Error(`Nothing is allocated at ${start}.`);
    this.#used.delete(start);
    this.#giveBack({ start, bytes });
  }

  /** A view that is good until the next allocation. */
  floats(start: number, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.memory.buffer, start, count);
  }

  #takeFree(bytes: number): number | undefined {
    const index = this.#free.findIndex((block) => block.bytes >= bytes);
    const block = this.#free[index];
    if (!block) return undefined;
    const rest = { start: block.start + bytes, bytes: block.bytes - bytes };
    this.#free.splice(index, 1, ...(rest.bytes > 0 ? [rest] : []));
    return block.start;
  }

  /** Behind all blocks; a free block at the very end becomes the start of the new one. */
  #takeNew(bytes: number): number {
    const last = this.#free.at(-1);
    const joins = last !== undefined && last.start + last.bytes === this.#end;
    const start = joins ? last.start : this.#end;
    const missing = start + bytes - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / pageBytes));
    if (joins) this.#free.pop();
    this.#end = start + bytes;
    return start;
  }

  #giveBack(block: Block): void {
    const index = this.#free.findIndex(({ start }) => start > block.start);
    const at = index < 0 ? this.#free.length : index;
    const before = this.#free[at - 1];
    const after = this.#free[at];
    const joinsBefore = before && before.start + before.bytes === block.start;
    const joinsAfter = after && block.start + block.bytes === after.start;
    const start = joinsBefore ? before.start : block.start;
    const end = joinsAfter ? after.start + after.bytes : block.start + block.bytes;
    const from = joinsBefore ? at - 1 : at;
    const to = joinsAfter ? at + 1 : at;
    this.#free.splice(from, to - from, { start, bytes: end - start });
  }
}
