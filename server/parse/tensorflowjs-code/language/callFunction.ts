/** Runs functions of the program inline, with bounds on depth; constructs instances of its classes. */
import ts from "typescript";
import { createLayer } from "../tensorflow/createLayer.ts";
import { createCustomLayer, isLayerBase, isLayerClass } from "../tensorflow/customLayer.ts";
import { bindName } from "./assignment.ts";
import { limits } from "./budget.ts";
import type { CallSite } from "./callSite.ts";
import { evaluate } from "./evaluateExpression.ts";
import { runFunctionBody } from "./evaluateStatement.ts";
import { lineOf, rangeOf, reportBound, unknownAt } from "./evaluation.ts";
import { collect, itemsOf } from "./iteration.ts";
import { propertyName } from "./members.ts";
import { type Frame, functionScope, type Scope } from "./scope.ts";
import {
  type ClassValue,
  type ClosureValue,
  type FactoryValue,
  isKind,
  isModelPart,
  isUnknown,
  type NativeValue,
  newArray,
  newObject,
  type ObjectValue,
  type Slot,
  type Value,
} from "./values.ts";

/** Calls any value; one that is no function gives an unknown. */
export function callValue(callee: Value, self: Value, args: readonly Slot[], site: CallSite): Value {
  const { evaluation } = site.scope;
  if (isUnknown(callee)) return callee;
  if (isKind(callee, "native")) return callee.call(args, site);
  if (isKind(callee, "factory")) return createLayer(callee.factory, args[0], site);
  if (isKind(callee, "closure")) {
    const given = callee.bound ? [...callee.bound, ...args] : args;
    return callClosure(callee, thisOfCall(callee, self), given, site.node, site.scope);
  }
  return unknownAt(evaluation, site.node, "calls something that is no function");
}

function thisOfCall(callee: ClosureValue, self: Value): Value {
  if (callee.bound || ts.isArrowFunction(callee.node)) return callee.thisValue;
  return self ?? callee.thisValue;
}

export function callClosure(
  closure: ClosureValue,
  self: Value,
  args: readonly Slot[],
  site: ts.Node,
  caller: Scope,
): Value {
  const { evaluation } = caller;
  const { budget } = evaluation;
  if (budget.calls >= limits.calls) {
    reportBound(
      evaluation,
      "nested-too-deep",
      site,
      (place) =>
        `${place} is called more than ${limits.calls} calls deep; ConvLens does not go further into it.`,
    );
    return unknownAt(evaluation, site, `is called more than ${limits.calls} calls deep`);
  }
  const { node } = closure;
  if (!node.body) return undefined;
  evaluation.entered.add(node);
  const { body } = node;
  const run = (yields?: Slot[]): Value => {
    const scope = functionScope(closure, self, args, yields);
    bindParameters(closure, args, scope);
    return ts.isBlock(body) ? resultOf(body, scope, site) : evaluate(body, scope);
  };
  budget.calls++;
  try {
    return "asteriskToken" in node && node.asteriskToken ? collect(run) : run();
  } finally {
    budget.calls--;
  }
}

/** `new X(...)`. */
export function construct(callee: Value, args: readonly Slot[], site: CallSite): Value {
  const { evaluation } = site.scope;
  if (isKind(callee, "native")) return callee.call(args, site);
  if (isKind(callee, "class")) {
    if (isLayerClass(callee)) return createCustomLayer(callee, args, site);
    const instance = newObject();
    instance.classOf = callee;
    constructInto(callee, instance, args, site.node, site.scope);
    return instance;
  }
  if (isKind(callee, "closure")) {
    const instance = newObject();
    instance.proto = prototypeOf(callee);
    const result = callClosure(callee, instance, args, site.node, site.scope);
    return isKind(result, "object") || isModelPart(result) ? result : instance;
  }
  return unknownAt(evaluation, site.node, "constructs something that ConvLens does not follow");
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
  initialiseFields(derived, instance);
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

/** `call`, `apply` and `bind` of functions; `undefined` for anything else. */
export function functionMember(callee: ClosureValue | NativeValue | FactoryValue, key: string): Value {
  switch (key) {
    case "name":
      return callee.kind === "factory" ? callee.factory.name : callee.name;
    case "length":
      return callee.kind === "closure" ? callee.node.parameters.length : undefined;
    case "call":
      return {
        kind: "native",
        name: key,
        call: ([self, ...rest], site) => callValue(callee, self?.value, rest, site),
      };
    case "apply":
      return {
        kind: "native",
        name: key,
        call: ([self, list], site) =>
          callValue(callee, self?.value, itemsOf(list?.value, site.node, site.scope) ?? [], site),
      };
    case "bind":
      return {
        kind: "native",
        name: key,
        call: ([self, ...first]) => boundTo(callee, self?.value, first),
      };
    default:
      return undefined;
  }
}

function boundTo(
  callee: ClosureValue | NativeValue | FactoryValue,
  self: Value,
  first: readonly Slot[],
): Value {
  if (callee.kind === "closure")
    return { ...callee, thisValue: self, bound: [...(callee.bound ?? []), ...first] };
  const call: NativeValue["call"] = (args, site) => callValue(callee, self, [...first, ...args], site);
  return { kind: "native", name: "bound", call };
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
    if (type.base === undefined) initialiseFields(type, instance);
    callClosure(builder, instance, args, site, scope);
    parameterFields(builder, instance, args);
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

/** `constructor(private filters = 32)` declares a field. */
function parameterFields(builder: ClosureValue, instance: Value, args: readonly Slot[]): void {
  if (!isKind(instance, "object")) return;
  const { evaluation } = builder.scope;
  for (const [index, parameter] of builder.node.parameters.entries()) {
    if (!ts.isIdentifier(parameter.name) || !parameter.modifiers?.length) continue;
    const given = args[index];
    const slot =
      given && given.value !== undefined
        ? given
        : {
            value: parameter.initializer ? evaluate(parameter.initializer, builder.scope) : undefined,
            range: rangeOf(evaluation, parameter),
          };
    if (!instance.entries.has(parameter.name.text)) instance.entries.set(parameter.name.text, slot);
  }
}

export function isStatic(member: ts.ClassElement): boolean {
  return (
    ts.canHaveModifiers(member) &&
    (ts.getModifiers(member)?.some((modifier) => modifier.kind === ts.SyntaxKind.StaticKeyword) ?? false)
  );
}

function bindParameters(closure: ClosureValue, args: readonly Slot[], scope: Scope): void {
  const { evaluation } = scope;
  const parameters = closure.node.parameters.filter(
    ({ name }) => !(ts.isIdentifier(name) && name.text === "this"),
  );
  for (const [index, parameter] of parameters.entries()) {
    const range = rangeOf(evaluation, parameter.name);
    if (parameter.dotDotDotToken) {
      bindName(parameter.name, { value: newArray(args.slice(index)), range }, scope);
      return;
    }
    const given = args[index] ?? { value: undefined, range };
    const absent = given.value === undefined || (isUnknown(given.value) && given.value.free);
    const slot =
      absent && parameter.initializer
        ? { value: evaluate(parameter.initializer, scope), range: rangeOf(evaluation, parameter.initializer) }
        : given;
    bindParameter(parameter, slot, scope);
  }
}

/** A model that is handed to a function keeps the name it has outside. */
function bindParameter(parameter: ts.ParameterDeclaration, slot: Slot, scope: Scope): void {
  const model = isKind(slot.value, "model") ? slot.value : undefined;
  const variable = model?.variable;
  bindName(parameter.name, slot, scope);
  if (model && variable === undefined) delete model.variable;
}

function resultOf(body: ts.Block, scope: Scope, site: ts.Node): Value {
  const completion = runFunctionBody(body, scope);
  const { evaluation, frame } = scope;
  if (completion.kind === "throw")
    return unknownAt(
      evaluation,
      site,
      `calls a function that throws on line ${lineOf(evaluation, completion.node)}`,
    );
  const value = completion.kind === "return" ? completion.value : undefined;
  const others = frame.possibleReturns.filter((other) => other !== value);
  if (others.length === 0 || isModelPart(value)) return value;
  const part = others.find(isModelPart);
  if (part) return part;
  // An early return of nothing is a guard; what the function gives otherwise counts.
  if (others.every((other) => other === undefined || other === null)) return value;
  return unknownAt(evaluation, site, "gives one value or another, by a condition that is not known");
}
