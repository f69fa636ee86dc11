/** Methods that change the array they are called on. */
import type { ArrayMethod } from "./arrayMethods.ts";
import { tooLong, whole } from "./arrayMethods.ts";
import { limits } from "./budget.ts";
import { callValue } from "./callFunction.ts";
import type { CallSite } from "./callSite.ts";
import { toNumber, toText } from "./conversions.ts";
import {
  type ArrayValue,
  isPrimitive,
  isUnknown,
  newArray,
  type Slot,
  type Unknown,
  type Value,
} from "./values.ts";

export const changingMethods: ReadonlyMap<string, ArrayMethod> = new Map<string, ArrayMethod>([
  ["push", (array, args, site) => insert(array, array.items.length, args, site)],
  ["unshift", (array, args, site) => insert(array, 0, args, site)],
  ["pop", (array) => array.items.pop()?.value],
  ["shift", (array) => array.items.shift()?.value],
  ["splice", (array, args, site) => splice(array, args, site)],
  [
    "toSpliced",
    (array, args, site) => {
      const copy = newArray([...array.items]);
      const removed = splice(copy, args, site);
      return isUnknown(removed) ? removed : copy;
    },
  ],
  [
    "reverse",
    (array) => {
      array.items.reverse();
      return array;
    },
  ],
  ["sort", (array, [compare], site) => sort(array, compare, site)],
  ["toSorted", (array, [compare], site) => sort(newArray([...array.items]), compare, site)],
  [
    "fill",
    (array, [value, start, end], site) => {
      const { items } = array;
      const slot = value ?? { value: undefined, range: site.range };
      return whole(start, 0, site, (from) =>
        whole(end, items.length, site, (to) => {
          for (const index of [...items.keys()].slice(from, to)) items[index] = slot;
          return array;
        }),
      );
    },
  ],
  [
    "copyWithin",
    (array, [target, start, end], site) => {
      const { items } = array;
      return whole(target, 0, site, (at) =>
        whole(start, 0, site, (from) =>
          whole(end, items.length, site, (to) => {
            items.copyWithin(at, from, to);
            return array;
          }),
        ),
      );
    },
  ],
]);

function insert(array: ArrayValue, at: number, args: readonly Slot[], site: CallSite): Value {
  if (array.items.length + args.length > limits.arrayLength) return tooLong(site);
  array.items.splice(at, 0, ...args);
  return array.items.length;
}

/** Where a place is not known, none of the items is known any more. */
function splice(array: ArrayValue, [start, count, ...added]: readonly Slot[], site: CallSite): Value {
  const { items } = array;
  const removed = whole(start, 0, site, (from) =>
    // Without a count everything behind goes; `splice()` itself takes nothing.
    whole(count, count || !start ? 0 : items.length, site, (many) =>
      newArray(items.splice(from, many, ...added)),
    ),
  );
  if (isUnknown(removed)) forget(array, removed);
  return removed;
}

function forget({ items }: ArrayValue, cause: Unknown): void {
  for (const [index, item] of items.entries()) items[index] = { ...item, value: cause };
}

/** In place; where an answer of the comparison is not known, the order of the items is not either. */
function sort(array: ArrayValue, compare: Slot | undefined, site: CallSite): Value {
  let unknown: Unknown | undefined;
  const known = <T extends string | number>(value: T | Unknown, fallback: T): T => {
    if (!isPrimitive(value)) unknown ??= value;
    return isPrimitive(value) ? value : fallback;
  };
  const text = (slot: Slot) => known(toText(slot.value, site.node, site.scope), "");
  const order = (a: Slot, b: Slot): number => {
    const missing = Number(a.value === undefined) - Number(b.value === undefined);
    if (missing !== 0) return missing;
    if (compare?.value === undefined) return compareTexts(text(a), text(b));
    const answer = callValue(compare.value, undefined, [a, b], site);
    return known(toNumber(answer, site.node, site.scope), 0);
  };
  const sorted = [...array.items].sort(order);
  array.items.splice(0, array.items.length, ...sorted);
  if (unknown) forget(array, unknown);
  return unknown ?? array;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
