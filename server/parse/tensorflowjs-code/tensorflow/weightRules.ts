/** `tf.initializers`, `tf.regularizers` and `tf.constraints`: each call is a class with its arguments. */
import { native } from "../language/native.ts";
import { isKind, newObject, type Value } from "../language/values.ts";

/** A function of one of these namespaces; its result becomes `{class_name, config}` in a layer's config. */
export function weightRule(path: string, name: string): Value {
  const kerasClass = keras(path, name);
  return native(name, ([argument]) => {
    const given = argument?.value;
    const rule = newObject(isKind(given, "object") ? given.entries : []);
    if (isKind(given, "object") && given.rest) rule.rest = given.rest;
    rule.kerasClass = kerasClass;
    return rule;
  });
}

function keras(path: string, name: string): string {
  if (path === "tf.regularizers") return name === "l1l2" ? "L1L2" : name.toUpperCase();
  const word = name.replace(/^leCun/, "lecun");
  return word.charAt(0).toUpperCase() + word.slice(1);
}
