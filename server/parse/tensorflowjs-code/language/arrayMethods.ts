/** Methods of arrays, with the program's own functions as callbacks. */
import type ts from "typescript";
import { limits, spend } from "./budget.ts";
import { callValue } from "./callFunction.ts";
import type { CallSite } from "./callSite.ts";
import { unknownAt } from "./evaluation.ts";
import { iteratorKey } from "./iteration.ts";
import { integerArgument, native } from "./native.ts";
import { textOf } from "./operators.ts";
import type { Scope } from "./scope.ts";
import {
  type ArrayValue,
  isKind,
  isUnknown,
  newArray,
  newIterator,
  type Slot,
  truthOf,
  type Value,
} from "./values.ts";

type Method = (array: ArrayValue, args: readonly Slot[], site: CallSite) => Value;

/** The method of that name, bound to the array; `undefined` for a property that arrays do not have. */
export function arrayMethod(array: ArrayValue, key: string, node: ts.Node, scope: Scope): Value {
  const method = methods.get(key);
  if (!method)
    return key === "copyWithin"
      ? unknownAt(scope.evaluation, node, "is not followed by ConvLens")
      : undefined;
  return native(key, (args, site) => {
    spend(site.scope.evaluation.budget, array.items.length / 4);
    return method(array, args, site);
  });
}

const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["push", (array, args, site) => append(array, args, site)],
  ["pop", (array) => array.items.pop()?.value],
  ["shift", (array) => array.items.shift()?.value],
  [
    "unshift",
    (array, args, site) => {
      if (array.items.length + args.length > limits.arrayLength) return tooLong(site);
      array.items.unshift(...args);
      return array.items.length;
    },
  ],
  ["at", (array, [index]) => array.items.at(integerArgument(index, 0) ?? 0)?.value],
  [
    "map",
    (array, [callback], site) =>
      newArray(
        array.items.map((item, index) => ({
          value: call(callback, item, index, array, site),
          range: item.range,
        })),
      ),
  ],
  [
    "forEach",
    (array, [callback], site) => {
      for (const [index, item] of [...array.items].entries()) call(callback, item, index, array, site);
      return undefined;
    },
  ],
  ["filter", filter],
  ["find", (array, [callback], site) => findItem(array, callback, site)?.value],
  [
    "findIndex",
    (array, [callback], site) => {
      const item = findItem(array, callback, site);
      return item ? array.items.indexOf(item) : -1;
    },
  ],
  ["findLast", (array, [callback], site) => findItem(reversed(array), callback, site)?.value],
  ["some", (array, [callback], site) => findItem(array, callback, site) !== undefined],
  [
    "every",
    (array, [callback], site) =>
      array.items.every((item, index) => truthOf(call(callback, item, index, array, site)) === true),
  ],
  ["reduce", reduce],
  ["reduceRight", (array, args, site) => reduce(reversed(array), args, site)],
  [
    "concat",
    (array, args, site) => {
      const items = [...array.items];
      for (const arg of args)
        for (const item of isKind(arg.value, "array") ? arg.value.items : [arg]) items.push(item);
      return checked(items, site);
    },
  ],
  [
    "slice",
    (array, [start, end]) =>
      newArray(array.items.slice(integerArgument(start, 0), integerArgument(end, array.items.length))),
  ],
  [
    "splice",
    (array, [start, count, ...added]) =>
      newArray(
        array.items.splice(
          integerArgument(start, 0) ?? 0,
          integerArgument(count, array.items.length) ?? 0,
          ...added,
        ),
      ),
  ],
  [
    "reverse",
    (array) => {
      array.items.reverse();
      return array;
    },
  ],
  ["toReversed", (array) => reversed(array)],
  ["sort", (array, [compare], site) => sort(array, compare, site)],
  ["toSorted", (array, [compare], site) => sort(newArray([...array.items]), compare, site)],
  [
    "with",
    (array, [index, value]) => {
      const at = integerArgument(index, 0) ?? 0;
      const items = [...array.items];
      if (value) items[at < 0 ? at + items.length : at] = value;
      return newArray(items);
    },
  ],
  [
    "fill",
    (array, [value, start, end]) => {
      const filled = array.items.keys();
      const chosen = [...filled].slice(integerArgument(start, 0), integerArgument(end, array.items.length));
      for (const index of chosen)
        array.items[index] = value ?? { value: undefined, range: { start: 0, end: 0 } };
      return array;
    },
  ],
  [
    "flat",
    (array, [depth], site) => checked(flatten(array.items, integerArgument(depth, 1) ?? 1, site), site),
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
  ["includes", (array, [wanted]) => array.items.some(({ value }) => value === wanted?.value)],
  ["indexOf", (array, [wanted]) => array.items.findIndex(({ value }) => value === wanted?.value)],
  ["lastIndexOf", (array, [wanted]) => array.items.map(({ value }) => value).lastIndexOf(wanted?.value)],
  ["toString", (array) => textOf(array)],
  [
    "join",
    (array, [separator]) => {
      const parts = array.items.map(({ value }) => textOf(value) ?? "");
      const text = parts.join(typeof separator?.value === "string" ? separator.value : ",");
      return text.slice(0, limits.textLength);
    },
  ],
]);

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

function append(array: ArrayValue, args: readonly Slot[], site: CallSite): Value {
  if (array.items.length + args.length > limits.arrayLength) return tooLong(site);
  for (const arg of args) array.items.push(arg);
  return array.items.length;
}

function filter(array: ArrayValue, [callback]: readonly Slot[], site: CallSite): Value {
  const kept: Slot[] = [];
  for (const [index, item] of array.items.entries()) {
    const value = call(callback, item, index, array, site);
    const truth = truthOf(value);
    if (truth === undefined) return value;
    if (truth) kept.push(item);
  }
  return newArray(kept);
}

function findItem(array: ArrayValue, callback: Slot | undefined, site: CallSite): Slot | undefined {
  return array.items.find((item, index) => truthOf(call(callback, item, index, array, site)) === true);
}

function reduce(array: ArrayValue, [callback, initial]: readonly Slot[], site: CallSite): Value {
  let start = 0;
  let total = initial?.value;
  if (!initial) {
    total = array.items[0]?.value;
    start = 1;
  }
  for (const [index, item] of array.items.entries()) {
    if (index < start) continue;
    const given = [total, index, array].map((value) => ({ value, range: item.range }));
    const args = [given[0], item, given[1], given[2]].filter((slot) => slot !== undefined);
    total = callValue(callback?.value, undefined, args, site);
  }
  return total;
}

function reversed(array: ArrayValue): ArrayValue {
  return newArray([...array.items].reverse());
}

/** In place; the list stays as it is where an answer of the comparison is not known. */
function sort(array: ArrayValue, compare: Slot | undefined, site: CallSite): Value {
  let unknown: Value;
  const order = (a: Slot, b: Slot): number => {
    const value = compare?.value
      ? callValue(compare.value, undefined, [a, b], site)
      : compareTexts(textOf(a.value), textOf(b.value));
    if (isUnknown(value)) unknown ??= value;
    return Number(typeof value === "number" || typeof value === "boolean" ? value : 0);
  };
  const sorted = [...array.items].sort(order);
  if (unknown) return unknown;
  array.items.splice(0, array.items.length, ...sorted);
  return array;
}

function compareTexts(a = "", b = ""): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function flatten(items: readonly Slot[], depth: number, site: CallSite): Slot[] {
  spend(site.scope.evaluation.budget, items.length / 4);
  const levels = Math.min(depth, limits.calls);
  return items.flatMap((item) =>
    isKind(item.value, "array") && levels > 0 ? flatten(item.value.items, levels - 1, site) : [item],
  );
}

function checked(items: Slot[], site: CallSite): Value {
  spend(site.scope.evaluation.budget, items.length / 4);
  return items.length > limits.arrayLength ? tooLong(site) : newArray(items);
}

function tooLong(site: CallSite): Value {
  return unknownAt(
    site.scope.evaluation,
    site.node,
    `makes a list of more than ${limits.arrayLength} elements`,
  );
}
