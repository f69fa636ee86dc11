/** Methods that every object has from `Object.prototype`. */
import { toText } from "./conversions.ts";
import { method } from "./native.ts";
import { isUnknown, type ObjectValue, type Value } from "./values.ts";

export function objectMethod(object: ObjectValue, key: string): Value {
  switch (key) {
    case "hasOwnProperty":
    case "propertyIsEnumerable":
      return method(key, ([name], site) => {
        const own = toText(name?.value, site.node, site.scope);
        if (isUnknown(own)) return own;
        return object.entries.has(own) || (object.accessors?.has(own) ?? false) || (object.rest ?? false);
      });
    case "toString":
    case "toLocaleString":
      return method(key, (_, site) => toText(object, site.node, site.scope));
    case "valueOf":
      return method(key, () => object);
    default:
      return undefined;
  }
}
