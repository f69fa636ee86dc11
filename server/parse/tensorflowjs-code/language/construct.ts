/** Makes instances of the program's classes: constructors, fields and parameter properties, bases first. */
import ts from "typescript";
import { type Callee, insideCall } from "../modules/program.ts";
import { createCustomLayer, isLayerBase, isLayerClass } from "../tensorflow/customLayer.ts";
import { limits } from "./budget.ts";
import { callClosure } from "./callFunction.ts";
import type { CallSite } from "./callSite.ts";
import { evaluate } from "./evaluateExpression.ts";
import { rangeOf, unknownAt } from "./evaluation.ts";
import { propertyName } from "./members.ts";
import type { Frame, Scope } from "./scope.ts";
import { errorClasses } from "./thrown.ts";
import {
  type ClassValue,
  type ClosureValue,
  isKind,
  isModelPart,
  isUnknown,
  newObject,
  type ObjectValue,
  type Slot,
  type Value,
} from "./values.ts";

/** `new X(...)`. */
export function construct(callee: Value, args: readonly Slot[], site: CallSite): Value {
  const { evaluation } = site.scope;
  if (isKind(callee, "native")) return callee.call(args, site);
  if (isKind(callee, "class")) {
    if (isLayerClass(callee)) return createCustomLayer(callee, args, site);
    const follow = () => constructInstance(callee, args, site);
    return site.node === callee.node
      ? follow()
      : insideCall(
          { name: `new ${callee.name}`, node: site.node, evaluation, callee: calleeOf(callee) },
          follow,
        );
  }
  if (isKind(callee, "closure")) {
    const instance = newObject();
    instance.proto = prototypeOf(callee);
    const result = callClosure(callee, instance, args, site.node, site.scope);
    return isKind(result, "object") || isModelPart(result) ? result : instance;
  }
  return unknownAt(evaluation, site.node, "constructs something that ConvLens does not follow");
}

function calleeOf({ node, methods, scope }: ClassValue): Callee {
  return { node: methods.get("constructor")?.node ?? node, evaluation: scope.evaluation };
}

function constructInstance(callee: ClassValue, args: readonly Slot[], site: CallSite): Value {
  const instance = newObject();
  instance.classOf = callee;
  constructInto(callee, instance, args, site.node, site.scope);
  return instance;
}

/** What is done before the body of a constructor: `constructor(private filters = 32)` declares a field. */
export function startInstance({ homeClass, node }: ClosureValue, instance: Value, scope: Scope): void {
  if (!isKind(instance, "object")) return;
  for (const parameter of node.parameters) {
    if (!ts.isIdentifier(parameter.name) || !parameter.modifiers?.length) continue;
    const value = scope.variables.get(parameter.name.text)?.value;
    instance.entries.set(parameter.name.text, { value, range: rangeOf(scope.evaluation, parameter) });
  }
  if (homeClass && homeClass.base === undefined) initialiseFields(homeClass, instance);
}

/** `super(...)` of a class: its base's part, then its own fields. */
export function constructBase(
  derived: ClassValue,
  instance: Value,
  args: readonly Slot[],
  site: ts.Node,
  scope: Scope,
): void {
  if (isKind(derived.base, "class")) constructInto(derived.base, instance, args, site, scope);
  else if (isLayerBase(derived.base) && isKind(instance, "object") && instance.ownLayer && args[0])
    instance.ownLayer.superArgument = args[0];
  else if (isErrorBase(derived.base) && isKind(instance, "object") && args[0])
    instance.entries.set("message", args[0]);
  initialiseFields(derived, instance);
}

function isErrorBase(base: Value): boolean {
  return isKind(base, "native") && errorClasses.get(base.name) === base;
}

/** The object that a constructor's instances look keys up in. */
export function prototypeOf(closure: ClosureValue): ObjectValue {
  const { entries } = closure.properties;
  const known = entries.get("prototype")?.value;
  if (isKind(known, "object")) return known;
  const made = newObject();
  entries.set("prototype", { value: made, range: { start: 0, end: 0 } });
  return made;
}

/** Runs the constructors of a class and its bases on an instance. */
export function constructInto(
  type: ClassValue,
  instance: Value,
  args: readonly Slot[],
  site: ts.Node,
  scope: Scope,
): void {
  const { budget } = scope.evaluation;
  if (budget.calls >= limits.calls) return;
  budget.calls++;
  try {
    const body = type.node.members.find((member) => ts.isConstructorDeclaration(member) && member.body);
    const builder = body && type.methods.get("constructor");
    if (!builder) {
      constructBase(type, instance, args, site, scope);
      return;
    }
    callClosure(builder, instance, args, site, scope);
  } finally {
    budget.calls--;
  }
}

function initialiseFields(type: ClassValue, instance: Value): void {
  if (!isKind(instance, "object")) return;
  const frame: Frame = {
    closure: null,
    thisValue: instance,
    args: [],
    possibleReturns: [],
    uncertainExit: false,
  };
  const scope: Scope = { ...type.scope, parent: type.scope, variables: new Map(), frame };
  const { evaluation } = scope;
  for (const member of type.node.members) {
    if (!ts.isPropertyDeclaration(member) || isStatic(member) || !member.initializer) continue;
    const key = propertyName(member.name, scope);
    if (isUnknown(key)) continue;
    const value = evaluate(member.initializer, scope);
    if (isKind(value, "model")) value.variable ??= key;
    instance.entries.set(key, { value, range: rangeOf(evaluation, member.initializer) });
  }
}

export function isStatic(member: ts.ClassElement): boolean {
  return (
    ts.canHaveModifiers(member) &&
    (ts.getModifiers(member)?.some((modifier) => modifier.kind === ts.SyntaxKind.StaticKeyword) ?? false)
  );
}
