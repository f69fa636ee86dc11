/**
 * Tells where a program stops with an error that nothing catches. Much is `undefined` here that is not when the program runs, such as
 * what a callback sets or a page defines, so only what cannot be otherwise is told.
 */
import ts from "typescript";
import { unwrap } from "./evaluateExpression.ts";
import { type Evaluation, quoted, rangeOf, report } from "./evaluation.ts";
import { isFunctionNode } from "./functionNodes.ts";
import { findVariable, type Scope } from "./scope.ts";
import { isUnsetField } from "./unsetFields.ts";
import { isUnsetVariable } from "./unsetVariables.ts";
import { type FunctionNode, isKind, type ObjectValue, type Value } from "./values.ts";

/**
 * `base.key` where the base is nothing: told of a function that gives nothing back, and of a variable or a field that nothing has
 * set.
 */
export function tellReadOfNothing(node: ts.Node, base: undefined | null, scope: Scope): void {
  if (isAccess(node) && isSure(scope) && isSurelyNothing(unwrap(node.expression), scope))
    tell(node, `reads a property of ${base}`, scope);
}

/** `base.key = value`, likewise. */
export function tellWriteToNothing(node: ts.Node, base: undefined | null, scope: Scope): void {
  if (isAccess(node) && isSure(scope) && isSurelyNothing(unwrap(node.expression), scope))
    tell(node, `sets a property of ${base}`, scope);
}

function isAccess(node: ts.Node): node is ts.PropertyAccessExpression | ts.ElementAccessExpression {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

/** Of an expression whose value is `undefined` or `null` as the program is followed. */
function isSurelyNothing(owner: ts.Expression, scope: Scope): boolean {
  if (ts.isIdentifier(owner)) return isUnsetVariable(owner.text, scope.frame.closure?.node, scope.evaluation);
  if (ts.isCallExpression(owner)) return isResultOfNothing(owner, scope);
  return ts.isPropertyAccessExpression(owner) && isFieldOfNothing(owner, scope);
}

/** `this.model` or `agent.model` of an instance of the program's own, where nothing has set the field. */
function isFieldOfNothing({ expression, name }: ts.PropertyAccessExpression, scope: Scope): boolean {
  const owner = unwrap(expression);
  const self =
    owner.kind === ts.SyntaxKind.ThisKeyword
      ? scope.frame.thisValue
      : ts.isIdentifier(owner) && findVariable(scope, owner.text)?.value;
  if (typeof self !== "object" || !isKind(self, "object") || !isOwnInstance(self)) return false;
  const { evaluation } = scope;
  return (
    !otherWays.test(evaluation.text) && !anyName.test(evaluation.text) && isUnsetField(name.text, evaluation)
  );
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
  report(
    evaluation,
    "program-stops",
    "warning",
    `The program stops here: ${quoted(evaluation, node)} ${why}. ConvLens shows what comes behind it as if it went on.`,
    rangeOf(evaluation, node),
  );
}

/** Whether the program comes here when it runs, and only as it is followed. */
function isSure({ evaluation: { budget, problems }, frame }: Scope): boolean {
  if (budget.tries > 0 || budget.uncertain > 0 || budget.aside > 0 || frame.uncertainExit) return false;
  return problems.every(({ code }) => code !== "program-stops");
}

/** The call of a function of the program that is not async and has no `return` with a value. */
function isResultOfNothing(call: ts.CallExpression, { evaluation }: Scope): boolean {
  const { returned } = evaluation.budget;
  return returned?.site === call && returnsNothing(returned.callee);
}

/** Functions that have been looked at: a loop may call one in every round. */
const silent = new WeakMap<FunctionNode, boolean>();

function returnsNothing(node: FunctionNode): boolean {
  const known = silent.get(node) ?? hasNoResult(node);
  silent.set(node, known);
  return known;
}

function hasNoResult(node: FunctionNode): boolean {
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

/** Words of programs that give objects methods in ways that are not followed. */
const otherWays =
  /inherit|extend\(|mixin|\bassign\b(?!\(\s*\{)|setPrototypeOf|__proto__|defineProperty|Proxy/i;

/** Properties of any name, put where instances may have them. */
const anyName = /\bprototype\[|this\[/;

/** Whether nothing can give an instance of a class or a constructor function of the program a method of this name. */
function isClosed(self: ObjectValue, name: string, { evaluation }: Scope): boolean {
  return isOwnInstance(self) && isMissing(name, self.classOf !== undefined, evaluation);
}

/** Made by a class or a constructor function of which all is known, bases included. */
function isOwnInstance(self: ObjectValue): boolean {
  if (self.rest || self.nativeClass !== undefined) return false;
  if (!self.classOf) return self.proto !== undefined && !inProto(self.proto);
  let type: Value = self.classOf;
  for (let depth = 0; depth < 20 && isKind(type, "class") && type.base !== undefined; depth++)
    type = type.base;
  // What a class extends may be defined elsewhere.
  return isKind(type, "class") && !type.node.heritageClauses?.some(isExtending);
}

function isExtending({ token }: ts.HeritageClause): boolean {
  return token === ts.SyntaxKind.ExtendsKeyword;
}

/** By file, what of its methods was looked for in its text: a loop may call one in every round. */
const missingMethods = new WeakMap<ts.SourceFile, Map<string, boolean>>();

/** Whether the text of the file puts no method of this name into objects. */
function isMissing(name: string, ofClass: boolean, { sourceFile, text }: Evaluation): boolean {
  const ofFile = missingMethods.get(sourceFile) ?? new Map<string, boolean>();
  missingMethods.set(sourceFile, ofFile);
  const key = `${ofClass} ${name}`;
  const known = ofFile.get(key) ?? !mayBeAdded(name, ofClass, text);
  ofFile.set(key, known);
  return known;
}

function mayBeAdded(name: string, ofClass: boolean, text: string): boolean {
  if (otherWays.test(text)) return true;
  if (!ofClass) return false;
  // A class may be given methods by its `prototype` too. Of what a name is made of, only `$` means something in a pattern.
  const literal = name.replaceAll(/\$/g, "\\$&");
  const owned = `(?:\\.${literal}|\\[\\s*(["'\`])${literal}\\1\\s*\\])`;
  const assigned = new RegExp(`${owned}\\s*(?:\\?\\?|\\|\\||&&)?=[^=]`);
  return assigned.test(text) || anyName.test(text);
}

function inProto({ rest, proto }: ObjectValue): boolean {
  return rest !== undefined || (proto !== undefined && inProto(proto));
}
