/** `new Array(n)`, `Array.from`, `Array.of` and `Array.isArray`. */
import { limits, spend } from "./budget.ts";
import { callValue } from "./callFunction.ts";
import type { CallSite } from "./callSite.ts";
import { unknownAt } from "./evaluation.ts";
import { itemsOf, whyUnknown } from "./iteration.ts";
import { native } from "./native.ts";
import { isKind, isUnknown, type NativeValue, newArray, type Slot, type Value } from "./values.ts";

export const arrayFunctions: readonly NativeValue[] = [
  native("isArray", ([slot]) => (isUnknown(slot?.value) ? slot.value : isKind(slot?.value, "array"))),
  native("of", (args) => newArray([...args])),
  native("from", arrayFrom),
];

/** `Array(n)` and `Array(a, b, c)`, with and without `new`. */
export function newList(args: readonly Slot[], site: CallSite): Value {
  const [first] = args;
  if (args.length === 1 && isUnknown(first?.value)) return first.value;
  if (args.length !== 1 || typeof first?.value !== "number") return newArray([...args]);
  const length = first.value;
  if (!(Number.isInteger(length) && length >= 0 && length <= limits.arrayLength))
    return unknownAt(
      site.scope.evaluation,
      site.node,
      `has a length that is not from 0 to ${limits.arrayLength}`,
    );
  spend(site.scope.evaluation.budget, length);
  return newArray(
    Array.from({ length }, () => ({ value: undefined, range: site.range, hole: true as const })),
  );
}

/** `Array.from(list, f)` and `Array.from({length: n}, f)`. */
function arrayFrom([source, mapping]: readonly Slot[], site: CallSite): Value {
  const value = source?.value;
  const { evaluation } = site.scope;
  if (isUnknown(value)) return value;
  const length = isKind(value, "object") ? value.entries.get("length")?.value : undefined;
  if (isUnknown(length)) return length;
  const items = itemsOfLength(value, length, site) ?? itemsOf(value, site.node, site.scope);
  if (!items)
    return whyUnknown(
      value,
      "makes a list of something that ConvLens does not follow",
      site.node,
      site.scope,
    );
  spend(evaluation.budget, items.length);
  if (!mapping) return newArray([...items]);
  return newArray(
    items.map((item, index) => ({
      value: callValue(mapping.value, undefined, [item, { value: index, range: item.range }], site),
      range: site.range,
    })),
  );
}

/** Items of `{length: n}`; `undefined` for anything else. */
function itemsOfLength(value: Value, length: Value, site: CallSite): readonly Slot[] | undefined {
  if (
    !isKind(value, "object") ||
    typeof length !== "number" ||
    !(length >= 0 && length <= limits.arrayLength)
  )
    return undefined;
  return Array.from({ length: Math.floor(length) }, (_, index) => ({
    value: value.entries.get(String(index))?.value,
    range: site.range,
  }));
}
