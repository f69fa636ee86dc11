/** Members that objects have from classes: methods, accessors and statics, the class itself first and then its bases. */
import type ts from "typescript";
import { isLayerBase, layerBaseMember } from "../tensorflow/customLayer.ts";
import { limits } from "./budget.ts";
import { callClosure } from "./callFunction.ts";
import { quoted, unknownAt } from "./evaluation.ts";
import { memberKey } from "./members.ts";
import { functionFrame, type Scope } from "./scope.ts";
import { errorClasses } from "./thrown.ts";
import {
  type Accessor,
  type ClassValue,
  isKind,
  isUnknown,
  newObject,
  type ObjectValue,
  type Slot,
  type Value,
} from "./values.ts";

/** What `super.key` gives: a method, getter or static of a base class, on this. */
export function superMember(
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  scope: Scope,
): Value {
  const { closure, thisValue } = functionFrame(scope);
  const key = memberKey(node, scope);
  const base = closure?.homeClass?.base;
  if (isUnknown(key)) return key;
  if (isLayerBase(base) && isKind(thisValue, "object")) return layerBaseMember(thisValue, key);
  if (!isKind(base, "class")) return unknownAt(scope.evaluation, node, "is not in a class of this file");
  if (isKind(thisValue, "class")) return staticMember(base, key, node, scope, thisValue);
  return classMember(base, thisValue, key, node, scope);
}

/** Whether a key is found on an object or where its members come from. */
export function findMember(object: ObjectValue, key: string): boolean {
  let at: ObjectValue | undefined = object;
  for (let depth = 0; at && depth < limits.calls; depth++) {
    if (at.entries.has(key) || at.accessors?.has(key)) return true;
    at = at.proto;
  }
  let type: Value = object.classOf;
  for (let depth = 0; isKind(type, "class") && depth < limits.calls; depth++) {
    if (type.methods.has(key) || type.accessors.has(key) || addedMember(type, key)) return true;
    type = type.base;
  }
  return false;
}

/** The accessor of a key, on the object or where its members come from. */
export function findAccessor(object: ObjectValue, key: string): Accessor | undefined {
  let accessor = object.accessors?.get(key);
  let at: Value = object.classOf;
  for (let depth = 0; !accessor && isKind(at, "class") && depth < limits.calls; depth++) {
    accessor = at.accessors.get(key);
    at = at.base;
  }
  return accessor ?? object.proto?.accessors?.get(key);
}

export function staticMember(
  start: ClassValue,
  key: string,
  node: ts.Node,
  scope: Scope,
  self: ClassValue = start,
): Value {
  if (key === "prototype") return classPrototype(start);
  let at: Value = start;
  for (let depth = 0; isKind(at, "class") && depth < limits.calls; depth++) {
    const slot = at.statics.get(key);
    if (slot) return slot.value;
    const getter = at.staticAccessors.get(key)?.get;
    if (getter) return callClosure(getter, self, [], node, scope);
    at = at.base;
  }
  return key === "name" ? start.name : undefined;
}

/** The `prototype` of a class, made when it is first asked for: what the program puts there, its instances have. */
function classPrototype({ statics, methods }: ClassValue): Value {
  const known = statics.get("prototype");
  if (known) return known.value;
  const range = { start: 0, end: 0 };
  const made = newObject([...methods].map(([name, value]) => [name, { value, range }]));
  statics.set("prototype", { value: made, range });
  return made;
}

/** What the program has put into the `prototype` of a class. */
function addedMember({ statics }: ClassValue, key: string): Slot | undefined {
  const added = statics.get("prototype")?.value;
  return isKind(added, "object") ? added.entries.get(key) : undefined;
}

export function classMember(start: ClassValue, self: Value, key: string, node: ts.Node, scope: Scope): Value {
  let at: Value = start;
  for (let depth = 0; isKind(at, "class") && depth < limits.calls; depth++) {
    const method = addedMember(at, key)?.value ?? at.methods.get(key);
    if (isKind(method, "closure")) return { ...method, thisValue: self };
    if (method !== undefined) return method;
    const getter = at.accessors.get(key)?.get;
    if (getter) return callClosure(getter, self, [], node, scope);
    at = at.base;
  }
  if (at === undefined || isKind(at, "class") || (isKind(at, "native") && errorClasses.has(at.name)))
    return undefined;
  if (isLayerBase(at) && isKind(self, "object")) return layerBaseMember(self, key);
  const base = quoted(scope.evaluation, start.node.heritageClauses?.[0] ?? node);
  return unknownAt(scope.evaluation, node, `may come from ${base}, which ConvLens does not follow`);
}
