/** Makes functions that the evaluator knows, from functions on values. */
import type { CallSite } from "./callSite.ts";
import { toNumber } from "./conversions.ts";
import { isUnknown, type NativeValue, newArray, type Slot, type Unknown, type Value } from "./values.ts";

export function native(name: string, call: (args: readonly Slot[], site: CallSite) => Value): NativeValue {
  return { kind: "native", name, call };
}

/** A method of a list, text or object. */
export function method(name: string, call: NativeValue["call"]): NativeValue {
  return { kind: "native", name, method: true, call };
}

/** A function of numbers; an argument that is not known gives an unknown. */
export function numeric(name: string, compute: (...numbers: number[]) => number): NativeValue {
  return native(name, (args, site) => {
    const numbers: number[] = [];
    for (const { value } of args) {
      const number = toNumber(value, site.node, site.scope);
      if (isUnknown(number)) return number;
      numbers.push(number);
    }
    return compute(...numbers);
  });
}

/** A list of values made at a call. */
export function listOf(values: readonly Value[], site: CallSite): Value {
  return newArray(values.map((value) => ({ value, range: site.range })));
}

/** An argument as a whole number, such as a place in a list; `fallback` where it is absent. */
export function integerArgument(slot: Slot | undefined, fallback: number, site: CallSite): number | Unknown {
  if (!slot || slot.value === undefined) return fallback;
  const number = toNumber(slot.value, site.node, site.scope);
  if (isUnknown(number)) return number;
  return Number.isNaN(number) ? 0 : Math.trunc(number);
}
