/**
 * Tells where a program stops with an error that nothing catches. Much is `undefined` here that is not when the program runs, such as
 * what a callback sets or a page defines, so only what cannot be otherwise is told.
 */
import ts from "typescript";
import { unwrap } from "./evaluateExpression.ts";
import { quoted, rangeOf, report } from "./evaluation.ts";
import { isFunctionNode } from "./mentions.ts";
import { isStep } from "./operatorKinds.ts";
import type { Scope } from "./scope.ts";
import { type FunctionNode, isKind, type ObjectValue, type Value } from "./values.ts";

/** `base.key` where the base is nothing: told of a function that gives nothing back, and of a variable that nothing has set. */
export function tellReadOfNothing(node: ts.Node, base: undefined | null, scope: Scope): void {
  if (!(ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) || !isSure(scope)) return;
  const owner = unwrap(node.expression);
  const sure = ts.isIdentifier(owner)
    ? isUnsetVariable(owner.text, scope)
    : ts.isCallExpression(owner) && isResultOfNothing(owner, scope);
  if (sure) tell(node, `reads a property of ${base}`, scope);
}

/** `object.key()` where an instance of the program's own has no such method. */
export function tellCallOfNothing(node: ts.Node, self: Value, scope: Scope): void {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || !isSure(scope)) return;
  const { name, expression } = node.expression;
  if (!ts.isIdentifier(name)) return;
  if (expression.kind === ts.SyntaxKind.ThisKeyword || !isKind(self, "object")) return;
  if (isClosed(self, name.text, scope)) tell(node, `calls "${name.text}", which is not there`, scope);
}

/** The first place that stops it; later ones are never come to. */
function tell(node: ts.Node, why: string, { evaluation }: Scope): void {
  if (evaluation.problems.some(({ code }) => code === "program-stops")) return;
  report(
    evaluation,
    "program-stops",
    "warning",
    `The program stops here: ${quoted(evaluation, node)} ${why}. ConvLens shows what comes behind it as if it went on.`,
    rangeOf(evaluation, node),
  );
}

/** Whether the program comes here when it runs, and only as it is followed. */
function isSure({ evaluation: { budget }, frame }: Scope): boolean {
  return budget.tries === 0 && budget.uncertain === 0 && budget.aside === 0 && !frame.uncertainExit;
}

/** The call of a function of the program that is not async and has no `return` with a value. */
function isResultOfNothing(call: ts.CallExpression, { evaluation }: Scope): boolean {
  const { returned } = evaluation.budget;
  return returned?.site === call && returnsNothing(returned.callee);
}

function returnsNothing(node: FunctionNode): boolean {
  const { body } = node;
  if (!body || !ts.isBlock(body)) return false;
  const isAsync = ts.getCombinedModifierFlags(node as ts.Declaration) & ts.ModifierFlags.Async;
  if (isAsync || ("asteriskToken" in node && node.asteriskToken)) return false;
  const waiting: ts.Node[] = [body];
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    if (ts.isReturnStatement(at) && at.expression) return false;
    if (!isFunctionNode(at)) ts.forEachChild(at, (child) => void waiting.push(child));
  }
  return true;
}

/** A variable without a value from its one declaration, which no other function than the one that reads it sets. */
function isUnsetVariable(name: string, { evaluation, frame }: Scope): boolean {
  const reader = frame.closure?.node;
  let declarations = 0;
  const waiting: { node: ts.Node; inside: ts.Node | undefined }[] = [
    { node: evaluation.sourceFile, inside: undefined },
  ];
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    const { node } = at;
    const inside = isFunctionNode(node) ? node : at.inside;
    if ((ts.isForOfStatement(node) || ts.isForInStatement(node)) && mentions(node.initializer, name))
      return false;
    if (declares(node, name)) {
      if (!ts.isVariableDeclaration(node) || !isNothing(node.initializer)) return false;
      declarations++;
    }
    const target = writtenPart(node);
    if (target && mentions(target, name) && inside !== reader && inside !== undefined) return false;
    ts.forEachChild(node, (child) => void waiting.push({ node: child, inside }));
  }
  return declarations === 1;
}

function declares(node: ts.Node, name: string): boolean {
  const { name: own } = node as { readonly name?: ts.Node };
  const declaration =
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isImportSpecifier(node) ||
    ts.isImportClause(node) ||
    ts.isNamespaceImport(node);
  return declaration && own !== undefined && ts.isIdentifier(own) && own.text === name;
}

function isNothing(value: ts.Expression | undefined): boolean {
  if (value === undefined || value.kind === ts.SyntaxKind.NullKeyword) return true;
  return ts.isIdentifier(value) && value.text === "undefined";
}

function writtenPart(node: ts.Node): ts.Node | undefined {
  if (isStep(node)) return node.operand;
  if (!ts.isBinaryExpression(node)) return undefined;
  const { kind } = node.operatorToken;
  const assigns = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
  return assigns ? node.left : undefined;
}

function mentions(node: ts.Node, name: string): boolean {
  if (ts.isIdentifier(node)) return node.text === name;
  return ts.forEachChild(node, (child) => mentions(child, name) || undefined) ?? false;
}

/** Words of programs that give objects methods in ways that are not followed. */
const otherWays = /inherit|extend\(|mixin|\bassign\b|setPrototypeOf|__proto__|defineProperty|Proxy/i;

/** Whether nothing can give an instance of a class or a constructor function of the program a method of this name. */
function isClosed(self: ObjectValue, name: string, { evaluation: { text } }: Scope): boolean {
  if (self.rest || self.nativeClass !== undefined || otherWays.test(text)) return false;
  if (!self.classOf) return self.proto !== undefined && !inProto(self.proto);
  // A class may be given methods by its `prototype` too.
  if (new RegExp(`\\.${name}\\s*=[^=]`).test(text) || /\bprototype\[|this\[/.test(text)) return false;
  let base: Value = self.classOf;
  for (let depth = 0; depth < 20 && isKind(base, "class"); depth++) base = base.base;
  return base === undefined;
}

function inProto({ rest, proto }: ObjectValue): boolean {
  return rest !== undefined || (proto !== undefined && inProto(proto));
}
