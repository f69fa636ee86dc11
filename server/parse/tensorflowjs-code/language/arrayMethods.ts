/** Methods of arrays, with the program's own functions as callbacks. */
import type ts from "typescript";
import { limits, spend } from "./budget.ts";
import { callValue } from "./callFunction.ts";
import type { CallSite } from "./callSite.ts";
import { unknownAt } from "./evaluation.ts";
import { integerArgument, native } from "./native.ts";
import { textOf } from "./operators.ts";
import type { Scope } from "./scope.ts";
import { type ArrayValue, isKind, isUnknown, newArray, type Slot, truthOf, type Value } from "./values.ts";

type Method = (array: ArrayValue, args: readonly Slot[], site: CallSite) => Value;

/** The method of that name, bound to the array; `undefined` for a property that arrays do not have. */
export function arrayMethod(array: ArrayValue, key: string, node: ts.Node, scope: Scope): Value {
  const method = methods.get(key);
  if (method) {
    return native(key, (args, site) => {
      spend(site.scope.evaluation.budget, array.items.length / 4);
      return method(array, args, site);
    });
  }
  return knownToArrays.has(key)
    ? unknownAt(scope.evaluation, node, "is not followed by ConvLens")
    : undefined;
}

const knownToArrays: ReadonlySet<string> = new Set([
  "sort",
  "copyWithin",
  "toSorted",
  "values",
  "keys",
  "reduceRight",
]);

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
        array.items.map((item, index) => ({ value: call(callback, item, index, site), range: item.range })),
      ),
  ],
  [
    "forEach",
    (array, [callback], site) => {
      for (const [index, item] of [...array.items].entries()) call(callback, item, index, site);
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
  ["some", (array, [callback], site) => findItem(array, callback, site) !== undefined],
  [
    "every",
    (array, [callback], site) =>
      array.items.every((item, index) => truthOf(call(callback, item, index, site)) === true),
  ],
  ["reduce", reduce],
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
  ["toReversed", (array) => newArray([...array.items].reverse())],
  [
    "fill",
    (array, [value]) => {
      for (const index of array.items.keys())
        array.items[index] = value ?? { value: undefined, range: { start: 0, end: 0 } };
      return array;
    },
  ],
  [
    "flat",
    (array, _, site) =>
      checked(
        array.items.flatMap((item) => (isKind(item.value, "array") ? item.value.items : [item])),
        site,
      ),
  ],
  [
    "flatMap",
    (array, [callback], site) =>
      checked(
        array.items.flatMap((item, index) => {
          const value = call(callback, item, index, site);
          return isKind(value, "array") ? value.items : [{ value, range: item.range }];
        }),
        site,
      ),
  ],
  [
    "entries",
    (array) =>
      newArray(
        array.items.map((item, index) => ({
          value: newArray([{ value: index, range: item.range }, item]),
          range: item.range,
        })),
      ),
  ],
  ["includes", (array, [wanted]) => array.items.some(({ value }) => value === wanted?.value)],
  ["indexOf", (array, [wanted]) => array.items.findIndex(({ value }) => value === wanted?.value)],
  [
    "join",
    (array, [separator]) => {
      const parts = array.items.map(({ value }) => textOf(value) ?? "");
      const text = parts.join(typeof separator?.value === "string" ? separator.value : ",");
      return text.slice(0, limits.textLength);
    },
  ],
]);

function call(callback: Slot | undefined, item: Slot, index: number, site: CallSite): Value {
  return callValue(callback?.value, undefined, [item, { value: index, range: item.range }], site);
}

function append(array: ArrayValue, args: readonly Slot[], site: CallSite): Value {
  if (array.items.length + args.length > limits.arrayLength) return tooLong(site);
  for (const arg of args) array.items.push(arg);
  return array.items.length;
}

function filter(array: ArrayValue, [callback]: readonly Slot[], site: CallSite): Value {
  const kept: Slot[] = [];
  for (const [index, item] of array.items.entries()) {
    const value = call(callback, item, index, site);
    const truth = truthOf(value);
    if (truth === undefined) return isUnknown(value) ? value : value;
    if (truth) kept.push(item);
  }
  return newArray(kept);
}

function findItem(array: ArrayValue, callback: Slot | undefined, site: CallSite): Slot | undefined {
  return array.items.find((item, index) => truthOf(call(callback, item, index, site)) === true);
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
    const args = [{ value: total, range: item.range }, item, { value: index, range: item.range }];
    total = callValue(callback?.value, undefined, args, site);
  }
  return total;
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
