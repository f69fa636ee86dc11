/** Methods that every object has from `Object.prototype`. */
import { native } from "./native.ts";
import { textOf } from "./operators.ts";
import type { ObjectValue, Value } from "./values.ts";

export function objectMethod(object: ObjectValue, key: string): Value {
  switch (key) {
    case "hasOwnProperty":
      return native(key, ([name]) => {
        const own = textOf(name?.value) ?? "";
        return object.entries.has(own) || (object.accessors?.has(own) ?? false);
      });
    case "toString":
      return native(key, () => "[object Object]");
    case "valueOf":
      return native(key, () => object);
    default:
      return undefined;
  }
}
