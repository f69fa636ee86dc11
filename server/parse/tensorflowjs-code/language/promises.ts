/** Promises, taken as the values that they come to: what is awaited is there at once. */
import { callValue } from "./callFunction.ts";
import type { CallSite } from "./callSite.ts";
import { unknownAt } from "./evaluation.ts";
import { itemsOf } from "./iteration.ts";
import { native } from "./native.ts";
import { throwIfCaught } from "./thrown.ts";
import { isUnknown, type NativeValue, newArray, type Slot, type Value } from "./values.ts";

export const promiseFunctions: readonly NativeValue[] = [
  native("resolve", ([slot]) => slot?.value),
  native("reject", ([slot], site) => {
    throwIfCaught(site.node, slot?.value, site.scope);
    return unknownAt(site.scope.evaluation, site.node, "is a promise that fails");
  }),
  native("all", ([list], site) => {
    if (isUnknown(list?.value)) return list.value;
    const items = itemsOf(list?.value, site.node, site.scope);
    return items && newArray([...items]);
  }),
  native("race", ([list], site) => itemsOf(list?.value, site.node, site.scope)?.[0]?.value),
];

/** `new Promise((resolve) => ...)`: what it resolves to, where the function says so at once or by a timer. */
export function newPromise([executor]: readonly Slot[], site: CallSite): Value {
  let settled: { readonly value: Value } | undefined;
  const resolve = native("resolve", ([slot]) => {
    settled ??= { value: slot?.value };
    return undefined;
  });
  const reject = native("reject", ([slot]) => {
    settled ??= { value: unknownAt(site.scope.evaluation, site.node, "is a promise that fails") };
    throwIfCaught(site.node, slot?.value, site.scope);
    return undefined;
  });
  const args = [resolve, reject].map((value) => ({ value, range: site.range }));
  callValue(executor?.value, undefined, args, site);
  return settled ? settled.value : unknownAt(site.scope.evaluation, site.node, "is settled later");
}

/** `then`, `catch` and `finally` of a value that an async function gave; `undefined` for any other key. */
export function promiseMember(value: Value, key: string): Value {
  switch (key) {
    case "then":
      return native(key, ([callback], site) => {
        if (!callback) return value;
        return callValue(callback.value, undefined, [{ value, range: site.range }], site);
      });
    case "catch":
      return native(key, () => value);
    case "finally":
      return native(key, ([callback], site) => {
        callValue(callback?.value, undefined, [], site);
        return value;
      });
    default:
      return undefined;
  }
}
