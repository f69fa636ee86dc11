/** Classes of the program: their methods as closures, their static fields as values. */
import ts from "typescript";
import { isStatic } from "./construct.ts";
import { evaluate, makeClosure } from "./evaluateExpression.ts";
import { runFunctionBody } from "./evaluateStatement.ts";
import { rangeOf } from "./evaluation.ts";
import { propertyName } from "./members.ts";
import { blockScope, declareVariable, type Scope } from "./scope.ts";
import type { Accessors, ClassValue, ClosureValue, FunctionNode, Value } from "./values.ts";

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
    accessors: new Map(),
    staticAccessors: new Map(),
  };
  scope.evaluation.classes.push(type);
  if (node.name) declareVariable(scope, node.name.text, type);
  for (const member of node.members) if (!isStatic(member)) addMember(type, member);
  // Statics see one another in the order they are written, methods before all.
  for (const member of node.members) if (ts.isMethodDeclaration(member)) addMember(type, member);
  for (const member of node.members)
    if (isStatic(member) && !ts.isMethodDeclaration(member)) addMember(type, member);
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
  if (ts.isClassStaticBlockDeclaration(member)) {
    runFunctionBody(member.body, blockScope(staticScope(type)));
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
  } else if (ts.isAccessor(member)) {
    const closure = closureOf(member, type, key);
    if (isStatic(member)) addAccessor(type.staticAccessors, key, { ...closure, thisValue: type });
    else addAccessor(type.accessors, key, closure);
  } else if (ts.isPropertyDeclaration(member) && isStatic(member) && member.initializer) {
    const range = rangeOf(scope.evaluation, member.initializer);
    type.statics.set(key, { value: evaluate(member.initializer, staticScope(type)), range });
  }
}

/** In a static initialiser `this` is the class. */
function staticScope(type: ClassValue): Scope {
  const { scope } = type;
  return { ...scope, frame: { ...scope.frame, thisValue: type } };
}

export function addAccessor(accessors: Accessors, key: string, closure: ClosureValue, after = 0): void {
  const part = ts.isGetAccessor(closure.node) ? { get: closure } : { set: closure };
  accessors.set(key, { after, ...accessors.get(key), ...part });
}

function closureOf(node: FunctionNode, type: ClassValue, name: string): ClosureValue {
  const closure = { ...makeClosure(node, type.scope, name), homeClass: type };
  type.scope.evaluation.closures.set(node, closure);
  return closure;
}
