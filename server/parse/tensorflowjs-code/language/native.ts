/** Makes functions that the evaluator knows, from functions on values. */
import type { CallSite } from "./callSite.ts";
import { unknownAt } from "./evaluation.ts";
import { isPrimitive, isUnknown, type NativeValue, newArray, type Slot, type Value } from "./values.ts";

export function native(name: string, call: (args: readonly Slot[], site: CallSite) => Value): NativeValue {
  return { kind: "native", name, call };
}

/** A function of numbers; any other argument gives an unknown. */
export function numeric(name: string, compute: (...numbers: number[]) => number): NativeValue {
  return native(name, (args, site) => {
    const numbers: number[] = [];
    for (const { value } of args) {
      if (isUnknown(value)) return value;
      if (!isPrimitive(value))
        return unknownAt(site.scope.evaluation, site.node, "takes something that is no number");
      numbers.push(Number(value));
    }
    return compute(...numbers);
  });
}

/** A list of values made at a call. */
export function listOf(values: readonly Value[], site: CallSite): Value {
  return newArray(values.map((value) => ({ value, range: site.range })));
}

/** An argument's value as a whole number; `fallback` where it is absent, `undefined` where it is no number. */
export function integerArgument(slot: Slot | undefined, fallback: number): number | undefined {
  if (!slot || slot.value === undefined) return fallback;
  return typeof slot.value === "number" && Number.isFinite(slot.value) ? Math.trunc(slot.value) : undefined;
}
