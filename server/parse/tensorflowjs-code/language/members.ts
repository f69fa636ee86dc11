/** Reads and writes properties: of plain data here, of layers, tensors and models where TensorFlow.js is modelled. */
import ts from "typescript";
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import { tensorflowMember } from "../tensorflow/members.ts";
import { arrayMethod } from "./arrayMethods.ts";
import { limits } from "./budget.ts";
import { callClosure, callFunctionMember } from "./callFunction.ts";
import { evaluate } from "./evaluateExpression.ts";
import { quoted, rangeOf, unknownAt } from "./evaluation.ts";
import { globalMember } from "./globals.ts";
import type { Scope } from "./scope.ts";
import { textMethod } from "./textMethods.ts";
import { type ClassValue, isKind, isPrimitive, isUnknown, type Unknown, type Value } from "./values.ts";

/** The key of `a.key` or `a["key"]`. */
export function memberKey(
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  scope: Scope,
): string | Unknown {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return keyOf(evaluate(node.argumentExpression, scope), node.argumentExpression, scope);
}

/** The key of a property in an object literal, a class or a pattern. */
export function propertyName(name: ts.PropertyName, scope: Scope): string | Unknown {
  if (ts.isComputedPropertyName(name)) return keyOf(evaluate(name.expression, scope), name.expression, scope);
  return name.text;
}

/** Where the name in an access stands, for the place of a layer's class. */
export function nameRangeOf(node: ts.Expression, scope: Scope): SourceRange {
  if (ts.isPropertyAccessExpression(node)) return rangeOf(scope.evaluation, node.name);
  if (ts.isElementAccessExpression(node)) return rangeOf(scope.evaluation, node.argumentExpression);
  return rangeOf(scope.evaluation, node);
}

export function getMember(base: Value, key: string, node: ts.Node, scope: Scope): Value {
  const { evaluation } = scope;
  if (isUnknown(base)) return base;
  if (key === "") return unknownAt(evaluation, node, "is not finished: the name after the dot is missing");
  if (base === undefined || base === null)
    return unknownAt(evaluation, node, `reads a property of ${String(base)}`);
  if (typeof base === "string") return textMember(base, key, node, scope);
  if (typeof base !== "object") return unknownAt(evaluation, node, "is not followed by ConvLens");
  switch (base.kind) {
    case "array":
      return arrayMember(base.items, key) ?? arrayMethod(base, key, node, scope);
    case "object": {
      const slot = base.entries.get(key);
      if (slot) return slot.value;
      return (base.classOf && classMember(base.classOf, base, key, node, scope)) ?? base.rest;
    }
    case "class":
      return (
        base.statics.get(key)?.value ??
        (isKind(base.base, "class") ? getMember(base.base, key, node, scope) : undefined)
      );
    case "closure":
      return callFunctionMember(base, key) ?? unknownAt(evaluation, node, "is not followed by ConvLens");
    case "native":
      return globalMember(base, key) ?? unknownAt(evaluation, node, "is not followed by ConvLens");
    default:
      return tensorflowMember(base, key, node, scope);
  }
}

/** Writes `base[key]`; what cannot be written is left alone. */
export function setMember(base: Value, key: string, value: Value, range: SourceRange): void {
  if (isKind(base, "object")) {
    if (isKind(value, "model")) value.variable ??= key;
    base.entries.set(key, { value, range });
  } else if (isKind(base, "array")) {
    const index = Number(key);
    if (key === "length" && typeof value === "number" && value >= 0 && value <= base.items.length)
      base.items.length = value;
    else if (
      Number.isInteger(index) &&
      index >= 0 &&
      index < limits.arrayLength &&
      index <= base.items.length + 1000
    ) {
      while (base.items.length < index) base.items.push({ value: undefined, range });
      base.items[index] = { value, range };
    }
  } else if (isKind(base, "class")) {
    base.statics.set(key, { value, range });
  } else if (
    (isKind(base, "layer") || isKind(base, "model")) &&
    key === "trainable" &&
    typeof value === "boolean"
  ) {
    base.trainable = value;
    if (base.kind === "model" && base.layer) base.layer.trainable = value;
  }
}

function keyOf(value: Value, node: ts.Node, scope: Scope): string | Unknown {
  if (isUnknown(value)) return value;
  if (isPrimitive(value)) return String(value);
  return unknownAt(scope.evaluation, node, "is no key that ConvLens works out");
}

function arrayMember(items: readonly { readonly value: Value }[], key: string): Value {
  if (key === "length") return items.length;
  return /^\d+$/.test(key) ? items[Number(key)]?.value : undefined;
}

function textMember(text: string, key: string, node: ts.Node, scope: Scope): Value {
  if (key === "length") return text.length;
  if (/^\d+$/.test(key)) return text[Number(key)];
  return textMethod(text, key) ?? unknownAt(scope.evaluation, node, "is not followed by ConvLens");
}

function classMember(start: ClassValue, self: Value, key: string, node: ts.Node, scope: Scope): Value {
  let at: Value = start;
  for (let depth = 0; isKind(at, "class") && depth < limits.calls; depth++) {
    const method = at.methods.get(key);
    if (method) return { ...method, thisValue: self };
    const getter = at.getters.get(key);
    if (getter) return callClosure(getter, self, [], node, scope);
    at = at.base;
  }
  if (at === undefined || isKind(at, "class")) return undefined;
  const base = quoted(scope.evaluation, start.node.heritageClauses?.[0] ?? node);
  return unknownAt(scope.evaluation, node, `may come from ${base}, which ConvLens does not follow`);
}
