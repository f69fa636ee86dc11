/** Classes of the program: their methods as closures, their static fields as values. */
import ts from "typescript";
import { isStatic } from "./callFunction.ts";
import { evaluate, makeClosure } from "./evaluateExpression.ts";
import { rangeOf } from "./evaluation.ts";
import { propertyName } from "./members.ts";
import { blockScope, type Scope } from "./scope.ts";
import type { ClassValue, ClosureValue, FunctionNode, Value } from "./values.ts";

export function evaluateClass(node: ts.ClassLikeDeclaration, outer: Scope): ClassValue {
  const scope = blockScope(outer);
  const type: ClassValue = {
    kind: "class",
    node,
    scope,
    name: node.name?.text ?? "",
    base: baseOf(node, scope),
    statics: new Map(),
    methods: new Map(),
    getters: new Map(),
  };
  if (node.name) scope.variables.set(node.name.text, { value: type });
  for (const member of node.members) addMember(type, member);
  return type;
}

function baseOf(node: ts.ClassLikeDeclaration, scope: Scope): Value {
  const clause = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const [base] = clause?.types ?? [];
  return base ? evaluate(base.expression, scope) : undefined;
}

function addMember(type: ClassValue, member: ts.ClassElement): void {
  const { scope } = type;
  if (ts.isConstructorDeclaration(member)) {
    if (member.body) type.methods.set("constructor", closureOf(member, type, "constructor"));
    return;
  }
  if (!member.name) return;
  const key = propertyName(member.name, scope);
  if (typeof key !== "string") return;
  if (ts.isMethodDeclaration(member)) {
    if (!member.body) return;
    const closure = closureOf(member, type, key);
    if (!isStatic(member)) type.methods.set(key, closure);
    else
      type.statics.set(key, {
        value: { ...closure, thisValue: type },
        range: rangeOf(scope.evaluation, member.name),
      });
  } else if (ts.isGetAccessorDeclaration(member)) {
    type.getters.set(key, closureOf(member, type, key));
  } else if (ts.isPropertyDeclaration(member) && isStatic(member) && member.initializer) {
    const range = rangeOf(scope.evaluation, member.initializer);
    type.statics.set(key, { value: evaluate(member.initializer, scope), range });
  }
}

function closureOf(node: FunctionNode, type: ClassValue, name: string): ClosureValue {
  const closure = { ...makeClosure(node, type.scope, name), homeClass: type };
  type.scope.evaluation.closures.set(node, closure);
  return closure;
}
