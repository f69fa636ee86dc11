/** `Math`, `Number`, and the methods of numbers. */
import type { CallSite } from "./callSite.ts";
import { toNumber, toText } from "./conversions.ts";
import { unknownAt } from "./evaluation.ts";
import { integerArgument, native, numeric } from "./native.ts";
import { isUnknown, type NativeValue, type Slot, type Value } from "./values.ts";

const mathNames = [
  ...(["abs", "sign", "ceil", "floor", "round", "trunc", "fround", "imul", "clz32"] as const),
  ...(["min", "max", "hypot", "pow", "sqrt", "cbrt", "exp", "expm1"] as const),
  ...(["log", "log1p", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "atan2"] as const),
  ...(["sinh", "cosh", "tanh", "asinh", "acosh", "atanh"] as const),
] as const;

export const mathFunctions: readonly NativeValue[] = [
  ...mathNames.map((name) => numeric(name, Math[name])),
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

export function parseWhole([slot, radix]: readonly Slot[], site: CallSite): Value {
  const text = toText(slot?.value, site.node, site.scope);
  const base = radix?.value === undefined ? 0 : toNumber(radix.value, site.node, site.scope);
  if (isUnknown(text) || isUnknown(base)) return isUnknown(text) ? text : base;
  return Number.parseInt(text, base);
}

export function parseDecimal([slot]: readonly Slot[], site: CallSite): Value {
  const text = toText(slot?.value, site.node, site.scope);
  return isUnknown(text) ? text : Number.parseFloat(text);
}

/** The method of that name, bound to the number; `undefined` for one that is not known. */
export function numberMethod(number: number, key: string): NativeValue | undefined {
  switch (key) {
    case "toFixed":
      return written(key, 0, 0, 100, (digits) => number.toFixed(digits));
    case "toPrecision":
      return native(key, (args, site) =>
        args.length === 0
          ? String(number)
          : written(key, 6, 1, 100, (digits) => number.toPrecision(digits)).call(args, site),
      );
    case "toString":
      return written(key, 10, 2, 36, (radix) => number.toString(radix));
    case "valueOf":
      return native(key, () => number);
    default:
      return undefined;
  }
}

/** A method with one whole number as its argument, from `least` to `most`. */
function written(
  key: string,
  fallback: number,
  least: number,
  most: number,
  write: (given: number) => string,
): NativeValue {
  return native(key, ([slot], site) => {
    const given = integerArgument(slot, fallback, site);
    if (isUnknown(given)) return given;
    return given >= least && given <= most
      ? write(given)
      : unknownAt(site.scope.evaluation, site.node, `takes a number from ${least} to ${most}`);
  });
}

/** A question about one value. */
export function test(name: string, holds: (value: unknown) => boolean): NativeValue {
  return native(name, ([slot]) => (isUnknown(slot?.value) ? slot.value : holds(slot?.value)));
}
