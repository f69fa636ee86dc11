/** Which values of a run share memory: values whose lives do not overlap take turns in one slot. */
import { elementCount } from "../tensor/tensor.ts";
import type { RunPlan } from "./plan.ts";

export interface MemoryPlan {
  /** Number of each value's slot; -1 for values with memory of their own, or with another value's. */
  readonly slotOf: readonly number[];
  /** Elements of each slot. */
  readonly slots: readonly number[];
}

/**
 * Largest values first, each into the smallest slot that is free for all of its life (Pisarchyk and Lee 2020, "greedy by size").
 * `apart`: values that outlive the run, or that somebody else made.
 */
export function planMemory(plan: RunPlan, apart: ReadonlySet<number>): MemoryPlan {
  const slotOf = plan.valueShapes.map(() => -1);
  const slots: Slot[] = [];
  const sharing = plan.lives
    .map((life, value) => ({ ...life, value, elements: elementCount(plan.valueShapes[value] ?? []) }))
    .filter(({ value, born, root }) => root === value && born >= 0 && !apart.has(value))
    .sort((a, b) => b.elements - a.elements || a.value - b.value);
  for (const life of sharing) {
    const found = slots.findLastIndex((slot) => isFree(slot, life.born, life.last));
    const number = found < 0 ? slots.push({ elements: life.elements, taken: [] }) - 1 : found;
    take(slots[number] as Slot, life.born, life.last);
    slotOf[life.value] = number;
  }
  return { slotOf, slots: slots.map(({ elements }) => elements) };
}

interface Slot {
  readonly elements: number;
  /** Lives in it, in order; they do not overlap. */
  readonly taken: { readonly born: number; readonly last: number }[];
}

function isFree({ taken }: Slot, born: number, last: number): boolean {
  const next = taken[firstFrom(taken, born)];
  const before = taken[firstFrom(taken, born) - 1];
  return (!next || next.born > last) && (!before || before.last < born);
}

function take({ taken }: Slot, born: number, last: number): void {
  taken.splice(firstFrom(taken, born), 0, { born, last });
}

/** Place of the first life that begins at `born` or later. */
function firstFrom(taken: Slot["taken"], born: number): number {
  let low = 0;
  let high = taken.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((taken[middle]?.born ?? 0) < born) low = middle + 1;
    else high = middle;
  }
  return low;
}
