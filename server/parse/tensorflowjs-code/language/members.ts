/** Reads and writes properties: of plain data here, of layers, tensors and models where TensorFlow.js is modelled. */
import ts from "typescript";
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import { tensorflowMember } from "../tensorflow/members.ts";
import { setTrainable } from "../tensorflow/trainable.ts";
import { arrayMethod } from "./arrayMethods.ts";
import { hold, limits } from "./budget.ts";
import { callClosure } from "./callFunction.ts";
import { classMember, findAccessor, findMember, staticMember } from "./classMembers.ts";
import { collectionMember } from "./collections.ts";
import { prototypeOf } from "./construct.ts";
import { toText } from "./conversions.ts";
import { evaluate } from "./evaluateExpression.ts";
import { rangeOf, unknownAt } from "./evaluation.ts";
import { functionMember } from "./functionMembers.ts";
import { globalMember } from "./globals.ts";
import { iteratorMember } from "./iteration.ts";
import { touch } from "./journal.ts";
import { method } from "./native.ts";
import { numberMethod } from "./numberFunctions.ts";
import { objectMethod } from "./objectMethods.ts";
import { memberOfOpen, withoutNumber } from "./openNumbers.ts";
import { patternMember } from "./patterns.ts";
import { tellReadOfNothing, tellWriteToNothing } from "./programStops.ts";
import { promiseMember } from "./promises.ts";
import type { Scope } from "./scope.ts";
import { textMethod } from "./textMethods.ts";
import { nativeBaseOf, throwTypeError } from "./thrown.ts";
import {
  type ArrayValue,
  isKind,
  isUnknown,
  type ObjectValue,
  type Slot,
  type Unknown,
  type Value,
} from "./values.ts";

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
  if (isUnknown(base)) return memberOfOpen(base, key);
  if (key === "") return unknownAt(evaluation, node, "is not finished: the name after the dot is missing");
  // What an async function comes to is taken for its promise.
  if (promiseKeys.has(key) && typeof base !== "object") return promiseMember(base, key);
  if (base === undefined || base === null) {
    tellReadOfNothing(node, base, scope);
    throwTypeError(node, `Cannot read properties of ${base} (reading '${key}')`, scope);
    return unknownAt(evaluation, node, `reads a property of ${base}`);
  }
  if (typeof base === "string") return textMember(base, key, node, scope);
  if (typeof base === "number")
    return numberMethod(base, key) ?? unknownAt(evaluation, node, "is not followed by ConvLens");
  if (typeof base !== "object") return unknownAt(evaluation, node, "is not followed by ConvLens");
  if (promiseKeys.has(key) && !(isKind(base, "object") && findMember(base, key)))
    return promiseMember(base, key);
  switch (base.kind) {
    case "array":
      return /^\d+$/.test(key)
        ? itemOf(base, Number(key))
        : key === "length"
          ? (withoutNumber(base.rest) ?? base.items.length)
          : base.match?.has(key)
            ? base.match.get(key)
            : arrayMethod(base, key);
    case "iterator":
      return iteratorMember(base, key);
    case "pattern":
      return patternMember(base, key);
    case "collection":
      return collectionMember(base, key);
    case "object":
      return objectMember(base, key, node, scope);
    case "class":
      return staticMember(base, key, node, scope);
    case "closure": {
      if (key === "prototype") return prototypeOf(base);
      const slot = base.properties.entries.get(key);
      return slot ? slot.value : functionMember(base, key);
    }
    case "native":
      if (base.name.endsWith(prototypeEnd)) return prototypeMethod(key);
      if (key === "prototype") return prototypeMethod(`${base.name}${prototypeEnd}`);
      return (
        globalMember(base, key) ??
        functionMember(base, key) ??
        unknownAt(evaluation, node, "is not followed by ConvLens")
      );
    case "factory":
      return functionMember(base, key);
    default:
      return tensorflowMember(base, key, node, scope);
  }
}

function itemOf({ items, rest }: ArrayValue, index: number): Value {
  const slot = items[index];
  return slot ? slot.value : withoutNumber(rest);
}

const promiseKeys: ReadonlySet<string> = new Set(["then", "catch", "finally"]);

const prototypeEnd = ".prototype";

/** `Array.prototype` and what is in it: methods of whatever `call` gives them. */
function prototypeMethod(name: string): Value {
  return method(name, (_, site) =>
    unknownAt(site.scope.evaluation, site.node, "is a method without the list or text that it works on"),
  );
}

/** Where a write stands, and what a setter is called with. */
export interface WriteSite {
  readonly range: SourceRange;
  readonly node: ts.Node;
  readonly scope: Scope;
}

/** Writes `base[key]`; what cannot be written is left alone. */
export function setMember(base: Value, key: string, value: Value, site: WriteSite): void {
  const { range } = site;
  if (isKind(base, "object")) {
    if (base.frozen) {
      throwTypeError(site.node, `Cannot assign to read only property '${key}'`, site.scope);
      return;
    }
    const setter = base.entries.has(key) ? undefined : findAccessor(base, key)?.set;
    if (setter) {
      callClosure(setter, base, [{ value, range }], site.node, site.scope);
      return;
    }
    if (isKind(value, "model")) value.variable ??= key;
    touch(base, site.scope.evaluation);
    base.entries.set(key, { value, range });
  } else if (isKind(base, "array")) {
    touch(base, site.scope.evaluation);
    const index = Number(key);
    if (key === "length") setLength(base, value, site);
    else if (
      Number.isInteger(index) &&
      index >= 0 &&
      index < limits.arrayLength &&
      index <= base.items.length + 1000
    ) {
      setLength(base, Math.max(index, base.items.length), site);
      base.items[index] = { value, range };
    }
  } else if (isKind(base, "class")) {
    const setter = base.staticAccessors.get(key)?.set;
    if (setter) callClosure(setter, base, [{ value, range }], site.node, site.scope);
    else base.statics.set(key, { value, range });
  } else if (isKind(base, "closure")) {
    base.properties.entries.set(key, { value, range });
  } else if (
    (isKind(base, "layer") || isKind(base, "model")) &&
    key === "trainable" &&
    typeof value === "boolean"
  ) {
    touch(base, site.scope.evaluation);
    setTrainable(base, value);
  } else if (isKind(base, "layer") && base.own) {
    setMember(base.own.instance, key, value, site);
  } else if (base === undefined || base === null) {
    tellWriteToNothing(site.node, base, site.scope);
    throwTypeError(site.node, `Cannot set properties of ${base} (setting '${key}')`, site.scope);
  }
}

/** Cuts a list, or makes it longer by holes. */
function setLength({ items }: ArrayValue, length: Value, { range, scope }: WriteSite): void {
  if (typeof length !== "number" || !(length >= 0 && length <= limits.arrayLength)) return;
  hold(scope.evaluation.budget, Math.max(0, length - items.length));
  if (length < items.length) items.length = length;
  while (items.length < length) items.push({ value: undefined, range, hole: true });
}

function keyOf(value: Value, node: ts.Node, scope: Scope): string | Unknown {
  return toText(value, node, scope);
}

function textMember(text: string, key: string, node: ts.Node, scope: Scope): Value {
  if (key === "length") return text.length;
  if (/^\d+$/.test(key)) return text[Number(key)];
  return textMethod(text, key) ?? unknownAt(scope.evaluation, node, "is not followed by ConvLens");
}

/** The entries of an object that are gone through, those of its getters worked out, in the order they were written. */
export function ownEntries(
  object: ObjectValue,
  node: ts.Node,
  scope: Scope,
): Iterable<readonly [string, Slot]> {
  const plain = [...object.entries].filter(([, { hidden }]) => !hidden);
  if (!object.accessors) return plain;
  const range = rangeOf(scope.evaluation, node);
  const entries: (readonly [string, Slot])[] = [];
  let next = 0;
  for (const [key, { get, after = plain.length }] of object.accessors) {
    while (next < Math.min(after, plain.length)) entries.push(...plain.slice(next, ++next));
    entries.push([key, { value: get ? callClosure(get, object, [], node, scope) : undefined, range }]);
  }
  return [...entries, ...plain.slice(next)];
}

function objectMember(object: ObjectValue, key: string, node: ts.Node, scope: Scope): Value {
  const slot = object.entries.get(key);
  if (slot) return slot.value;
  const getter = object.accessors?.get(key)?.get;
  if (getter) return callClosure(getter, object, [], node, scope);
  let proto = object.proto;
  for (let depth = 0; proto && depth < limits.calls; depth++) {
    const inherited = proto.entries.get(key);
    if (inherited) return inherited.value;
    const shared = proto.accessors?.get(key)?.get;
    if (shared) return callClosure(shared, object, [], node, scope);
    proto = proto.proto;
  }
  if (object.classOf) {
    if (key === "constructor") return object.classOf;
    const member = classMember(object.classOf, object, key, node, scope);
    if (member !== undefined) return member;
  }
  if (key === "name") {
    const error = nativeBaseOf(object);
    if (error !== undefined) return error;
  }
  return object.rest ? memberOfOpen(object.rest, key) : objectMethod(object, key);
}
