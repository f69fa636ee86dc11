/** Operators on known values, as JavaScript defines them. */
import ts from "typescript";
import { isLayerBase } from "../tensorflow/customLayer.ts";
import { hold, itemsOfText, limits } from "./budget.ts";
import { findMember } from "./classMembers.ts";
import { toPrimitive, toText } from "./conversions.ts";
import { unknownAt } from "./evaluation.ts";
import { objectMethod } from "./objectMethods.ts";
import { openArithmetic } from "./openNumbers.ts";
import type { Scope } from "./scope.ts";
import { nativeBaseOf } from "./thrown.ts";
import {
  isKind,
  isPrimitive,
  isUnknown,
  type Primitive,
  symbolMark,
  truthOf,
  type Unknown,
  type Value,
} from "./values.ts";

/** `left operator right`, both worked out before; unknown where one of them is. */
export function applyBinary(
  operator: ts.SyntaxKind,
  left: Value,
  right: Value,
  node: ts.Node,
  scope: Scope,
): Value {
  if (isUnknown(left) || isUnknown(right)) return openArithmetic(operator, left, right);
  switch (operator) {
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
      return left === right;
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
      return left !== right;
    case ts.SyntaxKind.EqualsEqualsToken:
      return looselyEqual(left, right, node, scope);
    case ts.SyntaxKind.ExclamationEqualsToken: {
      const equal = looselyEqual(left, right, node, scope);
      return isUnknown(equal) ? equal : !equal;
    }
    case ts.SyntaxKind.InKeyword:
      return hasKey(left, right, node, scope);
    case ts.SyntaxKind.InstanceOfKeyword:
      return isInstance(left, right) ?? unworked(node, scope);
    default:
      return onPrimitives(operator, left, right, node, scope);
  }
}

/** `undefined` for an operator that is not one to work out. */
export function applyUnary(
  operator: ts.PrefixUnaryOperator,
  value: Value,
  node: ts.Node,
  scope: Scope,
): Value {
  if (isUnknown(value)) return value;
  if (operator === ts.SyntaxKind.ExclamationToken) return !truthOf(value);
  const primitive = toPrimitive(value, "number", node, scope);
  if (isUnknown(primitive)) return primitive;
  const number = Number(primitive);
  if (operator === ts.SyntaxKind.MinusToken) return -number;
  if (operator === ts.SyntaxKind.PlusToken) return number;
  return operator === ts.SyntaxKind.TildeToken ? ~number : undefined;
}

function onPrimitives(
  operator: ts.SyntaxKind,
  left: Value,
  right: Value,
  node: ts.Node,
  scope: Scope,
): Value {
  const hint = operator === ts.SyntaxKind.PlusToken ? "default" : "number";
  const a = toPrimitive(left, hint, node, scope);
  const b = toPrimitive(right, hint, node, scope);
  if (isUnknown(a) || isUnknown(b)) return isUnknown(a) ? a : b;
  const result = arithmetic(operator, a, b);
  if (typeof result === "string") {
    if (result.length > limits.textLength)
      return unknownAt(scope.evaluation, node, `is longer than ${limits.textLength} characters`);
    hold(scope.evaluation.budget, itemsOfText(result));
  }
  return result ?? unworked(node, scope);
}

function unworked(node: ts.Node, scope: Scope): Unknown {
  return unknownAt(scope.evaluation, node, "is no operation that ConvLens works out");
}

function arithmetic(operator: ts.SyntaxKind, left: Primitive, right: Primitive): Primitive {
  if (operator === ts.SyntaxKind.PlusToken && (typeof left === "string" || typeof right === "string"))
    return String(left) + String(right);
  const [a, b] = [Number(left), Number(right)];
  switch (operator) {
    case ts.SyntaxKind.PlusToken:
      return a + b;
    case ts.SyntaxKind.MinusToken:
      return a - b;
    case ts.SyntaxKind.AsteriskToken:
      return a * b;
    case ts.SyntaxKind.SlashToken:
      return a / b;
    case ts.SyntaxKind.PercentToken:
      return a % b;
    case ts.SyntaxKind.AsteriskAsteriskToken:
      return a ** b;
    case ts.SyntaxKind.LessThanLessThanToken:
      return a << b;
    case ts.SyntaxKind.GreaterThanGreaterThanToken:
      return a >> b;
    case ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken:
      return a >>> b;
    case ts.SyntaxKind.AmpersandToken:
      return a & b;
    case ts.SyntaxKind.BarToken:
      return a | b;
    case ts.SyntaxKind.CaretToken:
      return a ^ b;
    default:
      return typeof left === "string" && typeof right === "string"
        ? compare(operator, left, right)
        : compare(operator, a, b);
  }
}

function compare<T extends number | string>(operator: ts.SyntaxKind, a: T, b: T): boolean | undefined {
  switch (operator) {
    case ts.SyntaxKind.LessThanToken:
      return a < b;
    case ts.SyntaxKind.LessThanEqualsToken:
      return a <= b;
    case ts.SyntaxKind.GreaterThanToken:
      return a > b;
    case ts.SyntaxKind.GreaterThanEqualsToken:
      return a >= b;
    default:
      return undefined;
  }
}

function looselyEqual(left: Value, right: Value, node: ts.Node, scope: Scope): boolean | Unknown {
  const nullish = (value: Value) => value === undefined || value === null;
  if (nullish(left) || nullish(right)) return nullish(left) && nullish(right);
  if (!isPrimitive(left) && !isPrimitive(right)) return left === right;
  const a = toPrimitive(left, "default", node, scope);
  if (isUnknown(a)) return a;
  const b = toPrimitive(right, "default", node, scope);
  if (isUnknown(b)) return b;
  // biome-ignore lint/suspicious/noDoubleEquals: the program's own operator
  return a == b;
}

/** `key in object`. */
function hasKey(key: Value, object: Value, node: ts.Node, scope: Scope): Value {
  const name = toText(key, node, scope);
  if (isUnknown(name)) return name;
  if (isKind(object, "array")) {
    const item = object.items[Number(name)];
    return /^\d+$/.test(name) ? item !== undefined && !item.hole : name === "length";
  }
  if (!isKind(object, "object")) return unworked(node, scope);
  return (
    findMember(object, name) || (object.rest ?? (!object.proto && objectMethod(object, name) !== undefined))
  );
}

/** `value instanceof type`; `undefined` where that is not known. */
function isInstance(value: Value, type: Value): boolean | undefined {
  if (isPrimitive(value)) return false;
  if (isKind(value, "layer"))
    return isLayerBase(type) || (value.own ? isInstance(value.own.instance, type) : undefined);
  if (isKind(type, "native")) return isOfNative(value, type.name);
  if (!isKind(value, "object")) return isKind(type, "class") || isKind(type, "closure") ? false : undefined;
  if (isKind(type, "class")) {
    // The class says itself what its instances are.
    for (let at: Value = type, depth = 0; isKind(at, "class") && depth < limits.calls; at = at.base, depth++)
      if (at.statics.has(`${symbolMark}hasInstance`)) return undefined;
    let at: Value = value.classOf;
    for (let depth = 0; depth < limits.calls && isKind(at, "class"); depth++) {
      if (at === type) return true;
      at = at.base;
    }
    return false;
  }
  if (!isKind(type, "closure")) return undefined;
  const wanted = type.properties.entries.get("prototype")?.value;
  let proto = value.proto;
  for (let depth = 0; depth < limits.calls && proto; depth++) {
    if (proto === wanted) return true;
    proto = proto.proto;
  }
  return false;
}

function isOfNative(value: Exclude<Value, Primitive>, name: string): boolean | undefined {
  switch (name) {
    case "Object":
      return !(isKind(value, "object") && value.proto === undefined && value.rest !== undefined);
    case "Array":
      return value.kind === "array";
    case "Map":
    case "Set":
      return isKind(value, "collection") && value.name === name;
    case "Function":
      return (
        isKind(value, "closure") ||
        isKind(value, "class") ||
        isKind(value, "native") ||
        isKind(value, "factory")
      );
    case "Sequential":
      return isKind(value, "model") && value.modelKind === "sequential";
    case "LayersModel":
      return isKind(value, "model");
    case "RegExp":
      return value.kind === "pattern";
    default: {
      const base = isKind(value, "object") ? nativeBaseOf(value) : undefined;
      return base === undefined ? undefined : base === name || name === "Error";
    }
  }
}
