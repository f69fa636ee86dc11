/** Turns values into the texts and numbers that JavaScript makes of them, the program's own `toString` and `valueOf` included. */
import type ts from "typescript";
import { limits, spend } from "./budget.ts";
import { callValue } from "./callFunction.ts";
import { rangeOf, unknownAt } from "./evaluation.ts";
import { getMember } from "./members.ts";
import type { Scope } from "./scope.ts";
import { isErrorObject } from "./thrown.ts";
import {
  type ArrayValue,
  type ClassValue,
  type ClosureValue,
  isKind,
  isPrimitive,
  isUnknown,
  type ObjectValue,
  type Primitive,
  type Unknown,
  type Value,
} from "./values.ts";

/** Deepest list within lists whose text is worked out. */
const listDepth = 20;

/** The text that a template, `+` with a text, or `String(...)` makes of a value. */
export function toText(value: Value, node: ts.Node, scope: Scope): string | Unknown {
  const primitive = toPrimitive(value, "string", node, scope);
  return isUnknown(primitive) ? primitive : String(primitive);
}

/** The number that arithmetic makes of a value. */
export function toNumber(value: Value, node: ts.Node, scope: Scope): number | Unknown {
  const primitive = toPrimitive(value, "number", node, scope);
  return isUnknown(primitive) ? primitive : Number(primitive);
}

/** What a value is wanted for: `default` by `+` and `==`, which take either. */
export type Hint = "string" | "number" | "default";

/** What an operator works on; `hint` says which of the two methods of an object is asked first. */
export function toPrimitive(
  value: Value,
  hint: Hint,
  node: ts.Node,
  scope: Scope,
  depth = 0,
): Primitive | Unknown {
  if (isUnknown(value) || isPrimitive(value)) return value;
  switch (value.kind) {
    case "array":
      return joined(value, ",", node, scope, depth);
    case "object":
      return ofObject(value, hint, node, scope);
    case "collection":
      return `[object ${value.name}]`;
    case "closure":
    case "class":
      return sourceOf(value);
    case "layer":
    case "model":
    case "tensor":
    case "module":
      return "[object Object]";
    case "pattern":
      return `/${value.source}/${value.flags}`;
    default:
      return unknownAt(scope.evaluation, node, "has no text that ConvLens works out");
  }
}

/** `list.join(separator)`. */
export function joined(
  list: ArrayValue,
  separator: string,
  node: ts.Node,
  scope: Scope,
  depth = 0,
): string | Unknown {
  const { evaluation } = scope;
  if (depth > listDepth) return unknownAt(evaluation, node, "is nested too deep to have a text");
  spend(evaluation.budget, list.items.length / 4);
  if (list.rest) return list.rest;
  let text = "";
  for (const [index, { value }] of list.items.entries()) {
    const empty = value === undefined || value === null;
    const part = empty ? "" : toPrimitive(value, "string", node, scope, depth + 1);
    if (isUnknown(part)) return part;
    text += index === 0 ? part : separator + String(part);
    if (text.length > limits.textLength)
      return unknownAt(evaluation, node, `is longer than ${limits.textLength} characters`);
  }
  return text;
}

function ofObject(object: ObjectValue, hint: Hint, node: ts.Node, scope: Scope): Primitive | Unknown {
  const range = rangeOf(scope.evaluation, node);
  const site = { node, scope, range, nameRange: range };
  const own = getMember(object, primitiveKey, node, scope);
  if (isUnknown(own)) return own;
  if (own !== undefined && own !== null) {
    const value = callValue(own, object, [{ value: hint, range }], site);
    return isUnknown(value) || isPrimitive(value)
      ? value
      : unknownAt(scope.evaluation, node, "comes to no text or number, which throws");
  }
  for (const key of hint === "string" ? ["toString", "valueOf"] : ["valueOf", "toString"]) {
    const method = getMember(object, key, node, scope);
    if (isUnknown(method)) return method;
    // The methods that every object has come to this in the end.
    if (!isKind(method, "closure")) continue;
    const value = callValue(method, object, [], site);
    if (isUnknown(value) || isPrimitive(value)) return value;
  }
  if (!isErrorObject(object)) return tagged(object, node, scope);
  const name = toText(getMember(object, "name", node, scope), node, scope);
  const message = toText(getMember(object, "message", node, scope), node, scope);
  if (isUnknown(name) || isUnknown(message)) return isUnknown(name) ? name : message;
  return message === "" ? name : `${name}: ${message}`;
}

/** `[object Object]`, or by what `Symbol.toStringTag` gives. */
function tagged(object: ObjectValue, node: ts.Node, scope: Scope): string | Unknown {
  const tag = getMember(object, tagKey, node, scope);
  if (isUnknown(tag)) return tag;
  return `[object ${typeof tag === "string" ? tag : "Object"}]`;
}

/** The keys that `Symbol.toPrimitive` and `Symbol.toStringTag` stand for. */
export const primitiveKey = "@@toPrimitive";
export const tagKey = "@@toStringTag";

/** A function is its own text. */
function sourceOf({ node, scope }: ClosureValue | ClassValue): string | Unknown {
  const { evaluation } = scope;
  const { start, end } = rangeOf(evaluation, node);
  return end - start > limits.textLength
    ? unknownAt(evaluation, node, `is longer than ${limits.textLength} characters`)
    : evaluation.text.slice(start, end);
}
