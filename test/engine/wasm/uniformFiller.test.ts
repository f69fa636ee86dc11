/** Uniform numbers by generated code are those of the plain generator, bit for bit, and leave it in the same state. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { randomTensor } from "../../../engine/tensor/fill.ts";
import { seededRandom } from "../../../engine/tensor/random.ts";
import { uniformFiller } from "../../../engine/wasm/uniformFiller.ts";

const boundaries = [
  { low: 0, high: 1 },
  { low: -0.1767766952966369, high: 0.1767766952966369 },
  { low: 3, high: -1e30 },
  { low: 1e-45, high: 1e-40 },
  { low: 2, high: 2 },
];

test("ranges of any size have the plain generator's numbers, and nothing else changes", () => {
  const fill = uniformFiller();
  assert.ok(fill, "this machine has no WebAssembly");
  const ranges = [0, 1, 2, 3, 1000, 16_383, 16_384, 16_385, 50_001];
  for (const [number, bounds] of boundaries.entries()) {
    const [generated, plain] = [seededRandom(number, "weights"), seededRandom(number, "weights")];
    for (const count of ranges) {
      const [made, wanted] = [new Float32Array(count + 7).fill(9), new Float32Array(count + 7).fill(9)];
      const places = { from: 3, end: 3 + count };
      fill(generated, made, bounds, places);
      plain.fillUniform(wanted, bounds, places);
      assert.deepEqual(bits(made), bits(wanted), `${count} numbers from ${bounds.low} to ${bounds.high}`);
    }
    assert.equal(generated.uniform(), plain.uniform());
  }
});

test("tensors of few numbers, which no code is generated for, and of many begin alike", () => {
  const [few, many] = [randomTensor([9_000], 3), randomTensor([130_001], 3)];
  const plain = new Float32Array(130_001);
  seededRandom(3, "input").fillUniform(plain, { low: 0, high: 1 }, { from: 0, end: plain.length });
  assert.deepEqual(bits(many.data), bits(plain));
  assert.deepEqual(few.data, plain.slice(0, 9_000));
});

function bits({ buffer, length }: Float32Array): Uint32Array {
  return new Uint32Array(buffer, 0, length);
}
