/** Chains of layers: every layer is in one of them, and they part only where the model branches. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findChains } from "../../../../media/worker/graph/chains.ts";

/** Rows by their inputs. */
function chainsOf(inputs: readonly (readonly number[])[]) {
  return findChains(Array.from(inputs.keys()), (row) => inputs[row] ?? []);
}

test("a sequence is one chain", () => {
  assert.deepEqual(chainsOf([[], [0], [1], [2]]), { chains: [[0, 1, 2, 3]], links: [] });
});

test("a skip connection makes three chains", () => {
  // input, conv, conv, add(conv, input), relu
  assert.deepEqual(chainsOf([[], [0], [1], [2, 0], [3]]), {
    chains: [[0], [1, 2], [3, 4]],
    links: [
      [0, 1],
      [1, 2],
      [0, 2],
    ],
  });
});

test("layers that go round in a circle are in a chain, too", () => {
  assert.deepEqual(chainsOf([[1], [0]]).chains, [[0, 1]]);
  assert.deepEqual(chainsOf([[0]]).chains, [[0]]);
});

test("a chain of 20,000 layers costs no stack", () => {
  const inputs = Array.from({ length: 20_000 }, (_, row) => (row === 0 ? [] : [row - 1]));
  assert.equal(chainsOf(inputs).chains.length, 1);
});

test("in any graph each row is in one chain, and each connection is in a chain or is a link", () => {
  const graphs = fc.integer({ min: 1, max: 14 }).chain((size) => {
    const sources = fc.uniqueArray(fc.nat(size - 1), { maxLength: 3 });
    return fc.array(sources, { minLength: size, maxLength: size });
  });
  fc.assert(
    fc.property(graphs, (inputs) => {
      const { chains, links } = chainsOf(inputs);
      assert.deepEqual(
        chains.flat().sort((a, b) => a - b),
        Array.from(inputs.keys()),
      );
      const inChains = chains.reduce((sum, chain) => sum + chain.length - 1, 0);
      assert.equal(inChains + links.length, inputs.flat().length);
    }),
    { seed: 7 },
  );
});
