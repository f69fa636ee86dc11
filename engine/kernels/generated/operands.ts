/** Brings tensors into the memory of the generated kernels and results out of it: channels last, without a copy where they are so already. */
import type { DataFormat } from "../../../core/layers/operation.ts";
import { elementCount, type Tensor } from "../../tensor/tensor.ts";
import type { Heap } from "../../wasm/heap.ts";
import { HeapTensor } from "../../wasm/heapTensor.ts";

import { ranges } from "../parts.ts";

export interface CallOutput {
  readonly address: number;
  /** Copies the result to the tensor when that lies elsewhere or has its channels first. */
  readonly finish: () => Generator<void>;
}

/** Memory of one call, all given back at its end. */
export class CallMemory {
  readonly heap: Heap;
  readonly #addresses: number[] = [];

  constructor(heap: Heap) {
    this.heap = heap;
  }

  allocate(floats: number): number {
    const address = this.heap.allocate(floats);
    this.#addresses.push(address);
    return address;
  }

  zeros(floats: number): number {
    const address = this.allocate(floats);
    this.heap.floats(address, floats).fill(0);
    return address;
  }

  /** Address of the input, channels last. */
  *input(tensor: Tensor, dataFormat: DataFormat): Generator<void, number> {
    if (dataFormat === "channels_last" && this.#isHere(tensor)) return tensor.address;
    const count = elementCount(tensor.shape);
    const address = this.allocate(count);
    const target = this.heap.floats(address, count);
    if (dataFormat === "channels_last") target.set(tensor.data);
    else yield* channelsToLast(tensor, target);
    return address;
  }

  /** Where the result is to be written, channels last. */
  output(tensor: Tensor, dataFormat: DataFormat): CallOutput {
    if (dataFormat === "channels_last" && this.#isHere(tensor))
      return { address: tensor.address, *finish() {} };
    const count = elementCount(tensor.shape);
    const address = this.allocate(count);
    const { heap } = this;
    return {
      address,
      *finish() {
        const source = heap.floats(address, count);
        if (dataFormat === "channels_last") tensor.data.set(source);
        else yield* channelsToFirst(source, tensor);
      },
    };
  }

  release(): void {
    for (const address of this.#addresses) this.heap.release(address);
    this.#addresses.length = 0;
  }

  #isHere(tensor: Tensor): tensor is HeapTensor {
    return tensor instanceof HeapTensor && tensor.heap === this.heap;
  }
}

function* channelsToLast({ shape, data }: Tensor, target: Float32Array): Generator<void> {
  const { batch, channels, positions } = planes(shape);
  for (let example = 0; example < batch; example++) {
    const start = example * channels * positions;
    yield* ranges(channels, positions, (first, end) => {
      for (let channel = first; channel < end; channel++)
        for (let position = 0; position < positions; position++)
          target[start + position * channels + channel] = data[
            start + channel * positions + position
          ] as number;
    });
  }
}

function* channelsToFirst(source: Float32Array, { shape, data }: Tensor): Generator<void> {
  const { batch, channels, positions } = planes(shape);
  for (let example = 0; example < batch; example++) {
    const start = example * channels * positions;
    yield* ranges(channels, positions, (first, end) => {
      for (let channel = first; channel < end; channel++)
        for (let position = 0; position < positions; position++)
          data[start + channel * positions + position] = source[
            start + position * channels + channel
          ] as number;
    });
  }
}

/** Of a channels-first shape. */
function planes(shape: readonly number[]): { batch: number; channels: number; positions: number } {
  return { batch: shape[0] ?? 1, channels: shape[1] ?? 1, positions: elementCount(shape.slice(2)) };
}
