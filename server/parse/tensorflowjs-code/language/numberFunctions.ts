/** `Math`, `Number`, and the methods of numbers. */
import { unknownAt } from "./evaluation.ts";
import { integerArgument, native, numeric } from "./native.ts";
import { textOf } from "./operators.ts";
import { isUnknown, type NativeValue, type Slot, type Value } from "./values.ts";

export const mathFunctions: readonly NativeValue[] = [
  numeric("abs", Math.abs),
  numeric("ceil", Math.ceil),
  numeric("floor", Math.floor),
  numeric("round", Math.round),
  numeric("trunc", Math.trunc),
  numeric("sign", Math.sign),
  numeric("sqrt", Math.sqrt),
  numeric("cbrt", Math.cbrt),
  numeric("exp", Math.exp),
  numeric("log", Math.log),
  numeric("log2", Math.log2),
  numeric("log10", Math.log10),
  numeric("log1p", Math.log1p),
  numeric("sin", Math.sin),
  numeric("cos", Math.cos),
  numeric("tan", Math.tan),
  numeric("tanh", Math.tanh),
  numeric("atan2", Math.atan2),
  numeric("hypot", (...numbers) => Math.sqrt(numbers.reduce((sum, number) => sum + number * number, 0))),
  numeric("imul", Math.imul),
  numeric("fround", Math.fround),
  numeric("clz32", Math.clz32),
  numeric("pow", Math.pow),
  numeric("min", (...numbers) =>
    numbers.reduce((least, number) => Math.min(least, number), Number.POSITIVE_INFINITY),
  ),
  numeric("max", (...numbers) =>
    numbers.reduce((most, number) => Math.max(most, number), Number.NEGATIVE_INFINITY),
  ),
  native("random", (_, site) => unknownAt(site.scope.evaluation, site.node, "is a random number")),
];

export const numberFunctions: readonly NativeValue[] = [
  test("isInteger", Number.isInteger),
  test("isSafeInteger", Number.isSafeInteger),
  test("isFinite", Number.isFinite),
  test("isNaN", Number.isNaN),
  native("parseInt", parseWhole),
  native("parseFloat", parseDecimal),
];

export function parseWhole([slot, radix]: readonly Slot[]): Value {
  if (isUnknown(slot?.value)) return slot.value;
  const base = typeof radix?.value === "number" ? radix.value : undefined;
  return Number.parseInt(textOf(slot?.value) ?? "", base);
}

export function parseDecimal([slot]: readonly Slot[]): Value {
  return isUnknown(slot?.value) ? slot.value : Number.parseFloat(textOf(slot?.value) ?? "");
}

/** The method of that name, bound to the number; `undefined` for one that is not known. */
export function numberMethod(number: number, key: string): NativeValue | undefined {
  switch (key) {
    case "toFixed":
      return native(key, ([digits]) => number.toFixed(within(digits, 0, 0, 100)));
    case "toPrecision":
      return native(key, ([digits]) => number.toPrecision(within(digits, 6, 1, 100)));
    case "toString":
      return native(key, ([radix]) => number.toString(within(radix, 10, 2, 36)));
    case "valueOf":
      return native(key, () => number);
    default:
      return undefined;
  }
}

function within(slot: Slot | undefined, fallback: number, least: number, most: number): number {
  return Math.min(Math.max(integerArgument(slot, fallback) ?? fallback, least), most);
}

/** A question about one value. */
export function test(name: string, holds: (value: unknown) => boolean): NativeValue {
  return native(name, ([slot]) => (isUnknown(slot?.value) ? slot.value : holds(slot?.value)));
}
