/** Object and array literals, with spread; every entry keeps the place it is written at. */
import ts from "typescript";
import { hold, limits, spend } from "./budget.ts";
import { addAccessor } from "./classes.ts";
import { evaluate, makeClosure } from "./evaluateExpression.ts";
import { rangeOf, unknownAt } from "./evaluation.ts";
import { itemsOf, whyUnknown } from "./iteration.ts";
import { ownEntries, propertyName } from "./members.ts";
import type { Scope } from "./scope.ts";
import { isKind, isUnknown, newArray, newObject, type ObjectValue, type Slot, type Value } from "./values.ts";

export function evaluateObject(node: ts.ObjectLiteralExpression, scope: Scope): Value {
  const object = newObject();
  for (const property of node.properties) addProperty(object, property, scope);
  return object;
}

export function evaluateArray(node: ts.ArrayLiteralExpression, scope: Scope): Value {
  const items: Slot[] = [];
  for (const element of node.elements) {
    if (ts.isSpreadElement(element)) {
      const spread = evaluate(element.expression, scope);
      const slots = itemsOf(spread, element, scope);
      if (!slots) return whyUnknown(spread, "is no list that can be spread", element, scope);
      spend(scope.evaluation.budget, slots.length);
      hold(scope.evaluation.budget, slots.length);
      for (const slot of slots) items.push(slot);
    } else if (ts.isOmittedExpression(element)) {
      items.push({ value: undefined, range: rangeOf(scope.evaluation, element), hole: true });
    } else {
      items.push({ value: evaluate(element, scope), range: rangeOf(scope.evaluation, element) });
    }
    if (items.length > limits.arrayLength)
      return unknownAt(scope.evaluation, node, `has more than ${limits.arrayLength} elements`);
  }
  return newArray(items);
}

function addProperty(object: ObjectValue, property: ts.ObjectLiteralElementLike, scope: Scope): void {
  const { evaluation } = scope;
  if (ts.isSpreadAssignment(property)) {
    spread(object, evaluate(property.expression, scope), property, scope);
    return;
  }
  if (ts.isShorthandPropertyAssignment(property)) {
    setEntry(object, property.name.text, {
      value: evaluate(property.name, scope),
      range: rangeOf(evaluation, property.name),
    });
    return;
  }
  const key = propertyName(property.name, scope);
  if (typeof key !== "string") return;
  if (ts.isPropertyAssignment(property)) {
    const value = evaluate(property.initializer, scope);
    if (isKind(value, "model")) value.variable ??= key;
    setEntry(object, key, { value, range: rangeOf(evaluation, property.initializer) });
  } else if (ts.isMethodDeclaration(property)) {
    const value = { ...makeClosure(property, scope, key), thisValue: object };
    evaluation.closures.set(property, value);
    setEntry(object, key, { value, range: rangeOf(evaluation, property.name) });
  } else {
    const closure = { ...makeClosure(property, scope, key), thisValue: object };
    evaluation.closures.set(property, closure);
    object.accessors ??= new Map();
    addAccessor(object.accessors, key, closure, object.entries.size);
  }
}

function spread(object: ObjectValue, value: Value, node: ts.SpreadAssignment, scope: Scope): void {
  const { budget } = scope.evaluation;
  if (isKind(value, "object")) {
    spend(budget, value.entries.size);
    hold(budget, value.entries.size);
    for (const [key, slot] of ownEntries(value, node, scope)) setEntry(object, key, slot);
    if (value.rest) object.rest = value.rest;
  } else if (isUnknown(value)) {
    // What it holds may replace every entry before it.
    for (const [key, slot] of object.entries) object.entries.set(key, { ...slot, value });
    object.rest = value;
  } else if (isKind(value, "array")) {
    hold(budget, value.items.length);
    for (const [index, slot] of value.items.entries()) if (!slot.hole) setEntry(object, String(index), slot);
  } else if (typeof value === "string") {
    hold(budget, value.length);
    const range = rangeOf(scope.evaluation, node);
    for (const [index, letter] of [...value].entries())
      setEntry(object, String(index), { value: letter, range });
  } else if (value !== undefined && value !== null && typeof value === "object") {
    object.rest = unknownAt(scope.evaluation, node, "spreads something that ConvLens does not follow");
  }
}

/** A later entry of the same key takes its place in the order too, so that places stay those written last. */
function setEntry(object: ObjectValue, key: string, slot: Slot): void {
  object.entries.set(key, slot);
}
