/** Values that share memory never live at the same time, and sharing saves what it can. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { needOf, slotsOf } from "../../../engine/executor/memoryNeed.ts";
import { planMemory } from "../../../engine/executor/memoryPlan.ts";
import type { RunPlan } from "../../../engine/executor/plan.ts";
import { findBackend } from "../../../engine/kernels/backend.ts";

interface Life {
  readonly born: number;
  readonly last: number;
  readonly elements: number;
}

function planOf(lives: readonly Life[]): RunPlan {
  return {
    steps: [],
    entries: 0,
    valueShapes: lives.map(({ elements }) => [elements]),
    lives: lives.map(({ born, last }, root) => ({ born, last, root })),
    earlier: new Map(),
    targetInputs: [],
    targetOutputs: [],
    operation: null,
  };
}

const life = fc
  .tuple(fc.nat(20), fc.nat(6), fc.integer({ min: 1, max: 50 }))
  .map(([born, length, elements]): Life => ({ born, last: born + length, elements }));

test("two values in one slot do not overlap, and fit in it; together they need no less than the fullest moment", () => {
  fc.assert(
    fc.property(fc.array(life, { maxLength: 40 }), (lives) => {
      const { slotOf, slots } = planMemory(planOf(lives), new Set());
      for (const [a, one] of lives.entries()) {
        assert.ok(one.elements <= (slots[slotOf[a] ?? -1] ?? 0));
        for (const [b, other] of lives.entries()) {
          if (a === b || slotOf[a] !== slotOf[b]) continue;
          assert.ok(one.last < other.born || other.last < one.born, `${a} and ${b} overlap`);
        }
      }
      const total = slots.reduce((sum, elements) => sum + elements, 0);
      const fullest = Math.max(
        0,
        ...lives.map(({ born }) =>
          lives
            .filter((other) => other.born <= born && born <= other.last)
            .reduce((sum, { elements }) => sum + elements, 0),
        ),
      );
      assert.ok(total >= fullest);
      assert.ok(total <= lives.reduce((sum, { elements }) => sum + elements, 0));
    }),
    { seed: 5, numRuns: 500 },
  );
});

test("a chain needs two slots, whatever its length", () => {
  const lives = Array.from({ length: 100 }, (_, at) => ({ born: at, last: at + 1, elements: 10 }));
  assert.deepEqual(planMemory(planOf(lives), new Set()).slots, [10, 10]);
});

test("values with memory of their own take no slot", () => {
  const lives = [
    { born: -1, last: 2, elements: 5 },
    { born: 0, last: 1, elements: 7 },
    { born: 1, last: 1, elements: 9 },
  ];
  const plan = planMemory(planOf(lives), new Set([2]));
  assert.deepEqual([plan.slotOf, plan.slots], [[-1, 0, -1], [7]]);
});

test("the slots alone are those of the whole need, with what is shown and what is kept apart", () => {
  const lives = Array.from({ length: 20 }, (_, at) => ({ born: at, last: at + 1, elements: 10 + at }));
  const plan: RunPlan = { ...planOf(lives), targetInputs: [18], targetOutputs: [19] };
  const keep = new Set([3, 7]);
  const slots = slotsOf(plan, keep);
  assert.deepEqual(slots, needOf(plan, findBackend("reference"), keep).plan);
  assert.deepEqual(
    [3, 7, 18, 19].map((value) => slots.slotOf[value] ?? -1),
    planMemory(plan, new Set([3, 7, 18, 19])).slotOf.filter((_, value) => [3, 7, 18, 19].includes(value)),
  );
  assert.notDeepEqual(slots, slotsOf(plan, new Set()));
});
