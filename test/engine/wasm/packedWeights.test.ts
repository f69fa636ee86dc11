/** Weights in a kernel's order: which of them stay when room is needed, and kernels that are scaled while they are packed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ScaledTensor } from "../../../engine/tensor/computedTensor.ts";
import { type Tensor, tensorOf } from "../../../engine/tensor/tensor.ts";
import { Heap } from "../../../engine/wasm/heap.ts";
import { PackedWeights } from "../../../engine/wasm/packedWeights.ts";

const weightBytes = 400;
const weights = Array.from({ length: 10 }, (_, number) => tensorOf([100], new Array(100).fill(number)));

const copy = (values: Float32Array, target: Float32Array) => {
  target.set(values);
  return [];
};

/** Asks for all in order, as a run does, with room for some; gives how many had to be packed. */
function run(packed: PackedWeights, asked: readonly Tensor[], room: number): number {
  let made = 0;
  packed.beginRun();
  for (const weight of asked) {
    const parts = packed.address(weight, "copy", 100, (values, target) => {
      made++;
      return copy(values, target);
    });
    while (!parts.next().done);
    packed.shrink(room * weightBytes);
    assert.ok(packed.bytes <= room * weightBytes);
  }
  return made;
}

test("runs over more weights than there is room for find as many of them as there is room for", () => {
  const heap = new Heap();
  const packed = new PackedWeights(heap);
  assert.equal(run(packed, weights, 6), 10);
  for (let again = 0; again < 3; again++) assert.equal(run(packed, weights, 6), 4);
  packed.clear();
  assert.equal(heap.usedBytes, 0);
});

test("weights that no late run asked for make room for others", () => {
  const packed = new PackedWeights(new Heap());
  run(packed, weights.slice(0, 5), 5);
  const others = weights.slice(5);
  run(packed, others, 5);
  run(packed, others, 5);
  assert.equal(run(packed, others, 5), 0);
  assert.ok(weights.slice(0, 5).every((weight) => !packed.has(weight)));
});

test("a scaled kernel is scaled on the way where the order knows how, with the same values", () => {
  const heap = new Heap();
  const packed = new PackedWeights(heap);
  const source = tensorOf([2, 3], [1, 2, 3, 4, 5, 6]);
  const scaled = new ScaledTensor(source, Float64Array.of(2, 3, 4), 1);
  const addressOf = (parts: Generator<void, number>): number => {
    for (;;) {
      const { done, value } = parts.next();
      if (done) return value;
    }
  };
  let factored = 0;
  const packScaled = (values: Float32Array, factors: Float64Array, target: Float32Array) => {
    factored++;
    assert.equal(values, source.data);
    for (const [at, value] of values.entries()) target[at] = value * (factors[at % 3] ?? Number.NaN);
    return [];
  };
  const whole = addressOf(packed.address(scaled, "whole", 6, copy));
  const onTheWay = addressOf(packed.address(scaled, "on the way", 6, { pack: copy, packScaled }));
  assert.equal(factored, 1);
  for (const address of [whole, onTheWay])
    assert.deepEqual([...heap.floats(address, 6)], [2, 6, 12, 8, 15, 24]);
});
