/** Promises, taken as the values that they come to: what is awaited is there at once. */
import { callValue } from "./callFunction.ts";
import { itemsOf } from "./iteration.ts";
import { native } from "./native.ts";
import { isUnknown, type NativeValue, newArray, type Value } from "./values.ts";

export const promiseFunctions: readonly NativeValue[] = [
  native("resolve", ([slot]) => slot?.value),
  native("all", ([list], site) => {
    if (isUnknown(list?.value)) return list.value;
    const items = itemsOf(list?.value, site.node, site.scope);
    return items && newArray([...items]);
  }),
];

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
