/** Methods of arrays, with the program's own functions as callbacks. */
import { changingMethods } from "./arrayChanges.ts";
import { limits, spend } from "./budget.ts";
import { callValue } from "./callFunction.ts";
import type { CallSite } from "./callSite.ts";
import { joined, toText } from "./conversions.ts";
import { unknownAt } from "./evaluation.ts";
import { iteratorKey } from "./iteration.ts";
import { touch } from "./journal.ts";
import { integerArgument, method } from "./native.ts";
import { throughUnknown } from "./unknownLists.ts";
import {
  type ArrayValue,
  isKind,
  isUnknown,
  newArray,
  newIterator,
  type Slot,
  truthOf,
  type Unknown,
  type Value,
} from "./values.ts";

export type ArrayMethod = (array: ArrayValue, args: readonly Slot[], site: CallSite) => Value;

/** The method of that name, bound to the array; `undefined` for a property that arrays do not have. */
export function arrayMethod(array: ArrayValue, key: string): Value {
  const run = methods.get(key) ?? changingMethods.get(key);
  if (!run) return undefined;
  return method(key, (args, site) => {
    const { evaluation } = site.scope;
    spend(evaluation.budget, array.items.length / 4);
    if (changingMethods.has(key)) touch(array, evaluation);
    // Of a list whose end is not known, only adding to it can be followed.
    if (array.rest && key !== "push") return throughUnknown(key, array.rest, args, site) ?? array.rest;
    return run(array, args, site);
  });
}

const methods: ReadonlyMap<string, ArrayMethod> = new Map<string, ArrayMethod>([
  ["at", (array, [index], site) => whole(index, 0, site, (at) => array.items.at(at)?.value)],
  [
    "map",
    (array, [callback], site) =>
      newArray(
        array.items.map((item, index) =>
          item.hole ? item : { value: call(callback, item, index, array, site), range: item.range },
        ),
      ),
  ],
  [
    "forEach",
    (array, [callback], site) => {
      // What the callback adds is not gone through; what it changes is.
      const { length } = array.items;
      for (let index = 0; index < Math.min(length, array.items.length); index++) {
        const item = array.items[index];
        if (item && !item.hole) call(callback, item, index, array, site);
      }
      return undefined;
    },
  ],
  ["filter", filter],
  ["find", (array, [callback], site) => itemValue(findItem(array.items, callback, site))],
  ["findIndex", (array, [callback], site) => placeOf(array, findItem(array.items, callback, site))],
  ["findLast", (array, [callback], site) => itemValue(findItem([...array.items].reverse(), callback, site))],
  [
    "findLastIndex",
    (array, [callback], site) => placeOf(array, findItem([...array.items].reverse(), callback, site)),
  ],
  [
    "some",
    (array, [callback], site) => {
      const found = findItem(present(array), callback, site);
      return isUnknownItem(found) ? found : found !== undefined;
    },
  ],
  ["every", every],
  ["reduce", (array, args, site) => reduce(array, [...array.items.entries()], args, site)],
  ["reduceRight", (array, args, site) => reduce(array, [...array.items.entries()].reverse(), args, site)],
  [
    "concat",
    (array, args, site) => {
      const items = [...array.items];
      const open = args.find(({ value }) => isKind(value, "array") && value.rest)?.value;
      if (isKind(open, "array") && open.rest) return open.rest;
      for (const arg of args)
        for (const item of isKind(arg.value, "array") ? arg.value.items : [arg]) items.push(item);
      return checked(items, site);
    },
  ],
  [
    "slice",
    (array, [start, end], site) =>
      whole(start, 0, site, (from) =>
        whole(end, array.items.length, site, (to) => newArray(array.items.slice(from, to))),
      ),
  ],
  ["toReversed", (array) => newArray([...array.items].reverse())],
  [
    "with",
    (array, [index, value], site) =>
      whole(index, 0, site, (at) => {
        const items = [...array.items];
        if (value) items[at < 0 ? at + items.length : at] = value;
        return newArray(items);
      }),
  ],
  [
    "flat",
    (array, [depth], site) =>
      whole(depth, 1, site, (levels) => checked(flatten(array.items, levels, site), site)),
  ],
  [
    "flatMap",
    (array, [callback], site) =>
      checked(
        array.items.flatMap((item, index) => {
          const value = call(callback, item, index, array, site);
          return isKind(value, "array") ? value.items : [{ value, range: item.range }];
        }),
        site,
      ),
  ],
  [
    "entries",
    (array) =>
      newIterator(
        array.items.map((item, index) => ({
          value: newArray([{ value: index, range: item.range }, item]),
          range: item.range,
        })),
      ),
  ],
  ["values", (array) => newIterator([...array.items])],
  [iteratorKey, (array) => newIterator([...array.items])],
  ["keys", (array) => newIterator(array.items.map((item, index) => ({ value: index, range: item.range })))],
  [
    "includes",
    (array, [wanted]) => {
      const place = search(array.items, wanted?.value, true);
      return isUnknown(place) ? place : place >= 0;
    },
  ],
  ["indexOf", (array, [wanted]) => search(array.items, wanted?.value, false)],
  [
    "lastIndexOf",
    (array, [wanted]) => {
      const place = search([...array.items].reverse(), wanted?.value, false);
      return isUnknown(place) || place < 0 ? place : array.items.length - 1 - place;
    },
  ],
  ["toString", (array, _, site) => joined(array, ",", site.node, site.scope)],
  [
    "join",
    (array, [separator], site) => {
      const between = separator?.value === undefined ? "," : toText(separator.value, site.node, site.scope);
      return isUnknown(between) ? between : joined(array, between, site.node, site.scope);
    },
  ],
]);

/** Goes on with an argument that is a whole number; one that is not known is the answer. */
export function whole(
  slot: Slot | undefined,
  fallback: number,
  site: CallSite,
  next: (number: number) => Value,
): Value {
  const number = integerArgument(slot, fallback, site);
  return isUnknown(number) ? number : next(number);
}

export function checked(items: Slot[], site: CallSite): Value {
  spend(site.scope.evaluation.budget, items.length / 4);
  return items.length > limits.arrayLength ? tooLong(site) : newArray(items);
}

export function tooLong(site: CallSite): Unknown {
  return unknownAt(
    site.scope.evaluation,
    site.node,
    `makes a list of more than ${limits.arrayLength} elements`,
  );
}

function call(
  callback: Slot | undefined,
  item: Slot,
  index: number,
  array: ArrayValue,
  site: CallSite,
): Value {
  const args = [item, { value: index, range: item.range }, { value: array, range: item.range }];
  return callValue(callback?.value, undefined, args, site);
}

function present(array: ArrayValue): readonly Slot[] {
  return array.items.filter(({ hole }) => !hole);
}

function filter(array: ArrayValue, [callback]: readonly Slot[], site: CallSite): Value {
  const kept: Slot[] = [];
  for (const [index, item] of array.items.entries()) {
    if (item.hole) continue;
    const value = call(callback, item, index, array, site);
    const truth = truthOf(value);
    if (truth === undefined) return value;
    if (truth) kept.push(item);
  }
  return newArray(kept);
}

/** The first item that the callback takes; the unknown that it gives where that comes first. */
function findItem(
  items: readonly Slot[],
  callback: Slot | undefined,
  site: CallSite,
): Slot | Unknown | undefined {
  const array = newArray([...items]);
  for (const [index, item] of items.entries()) {
    const value = call(callback, item, index, array, site);
    if (isUnknown(value)) return value;
    if (truthOf(value)) return item;
  }
  return undefined;
}

function isUnknownItem(found: Slot | Unknown | undefined): found is Unknown {
  return found !== undefined && "kind" in found;
}

function itemValue(found: Slot | Unknown | undefined): Value {
  return isUnknownItem(found) ? found : found?.value;
}

function placeOf(array: ArrayValue, found: Slot | Unknown | undefined): Value {
  if (isUnknownItem(found)) return found;
  return found ? array.items.indexOf(found) : -1;
}

function every(array: ArrayValue, [callback]: readonly Slot[], site: CallSite): Value {
  for (const [index, item] of array.items.entries()) {
    if (item.hole) continue;
    const value = call(callback, item, index, array, site);
    if (isUnknown(value)) return value;
    if (!truthOf(value)) return false;
  }
  return true;
}

function reduce(
  array: ArrayValue,
  order: readonly (readonly [number, Slot])[],
  [callback, initial]: readonly Slot[],
  site: CallSite,
): Value {
  const items = order.filter(([, { hole }]) => !hole);
  let total = initial?.value;
  if (!initial) {
    const first = items.shift();
    if (!first) return unknownAt(site.scope.evaluation, site.node, "reduces an empty list, which throws");
    total = first[1].value;
  }
  for (const [index, item] of items) {
    const { range } = item;
    const args = [{ value: total, range }, item, { value: index, range }, { value: array, range }];
    total = callValue(callback?.value, undefined, args, site);
  }
  return total;
}

/** Place of a value; an unknown one could be any item, and an unknown item could be it. */
function search(items: readonly Slot[], wanted: Value, sameNaN: boolean): number | Unknown {
  if (isUnknown(wanted)) return wanted;
  for (const [index, { value }] of items.entries()) {
    if (isUnknown(value)) return value;
    if (value === wanted || (sameNaN && Object.is(value, wanted))) return index;
  }
  return -1;
}

function flatten(items: readonly Slot[], depth: number, site: CallSite): Slot[] {
  spend(site.scope.evaluation.budget, items.length / 4);
  const levels = Math.min(depth, limits.calls);
  return items.flatMap((item) =>
    isKind(item.value, "array") && levels > 0
      ? flatten(item.value.items, levels - 1, site)
      : item.hole
        ? []
        : [item],
  );
}
