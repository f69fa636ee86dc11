/** Calls and `new`: finds what is called, evaluates the arguments, and gives layers their place. */
import ts from "typescript";
import { mayCompile } from "../tensorflow/compileModel.ts";
import { standInCall } from "../tensorflow/standIn.ts";
import { hold } from "./budget.ts";
import { callValue } from "./callFunction.ts";
import type { CallSite } from "./callSite.ts";
import { superMember } from "./classMembers.ts";
import { construct, constructBase } from "./construct.ts";
import { evaluate, unwrap } from "./evaluateExpression.ts";
import { lineEnd, rangeOf, unknownAt } from "./evaluation.ts";
import { imported } from "./imports.ts";
import { itemsOf, whyUnknown } from "./iteration.ts";
import { getMember, memberKey, nameRangeOf } from "./members.ts";
import { roundedOpen, withoutNumber } from "./openNumbers.ts";
import { functionFrame, type Scope } from "./scope.ts";
import { throughUnknown } from "./unknownLists.ts";
import { isKind, isUnknown, type Slot, type Value } from "./values.ts";

export function evaluateCall(node: ts.CallExpression, scope: Scope): Value {
  const { evaluation } = scope;
  const callee = unwrap(node.expression);
  if (callee.kind === ts.SyntaxKind.SuperKeyword) return callSuper(node, scope);
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return importCall(node, scope);
  const target = calleeOf(callee, scope);
  if ((target.value === undefined || target.value === null) && ts.isOptionalChain(node)) return undefined;
  const args = evaluateArguments(node.arguments, scope);
  const site: CallSite = {
    node,
    scope,
    range: rangeOf(evaluation, node),
    nameRange: nameRangeOf(callee, scope),
  };
  if (!isKind(target.value, "closure") && !isKind(target.value, "native")) mayCompile(args);
  if (isUnknown(target.value)) {
    const standIn = standInCall(target.value, target.key, args, site);
    if (standIn) return standIn;
    return withoutNumber(throughUnknown(target.key, target.value, args, site) ?? target.value);
  }
  const result = callValue(target.value, target.self, args, site);
  // What a function gives that it was handed is known of the program's own functions alone.
  if (isUnknown(result) && !isKind(target.value, "closure"))
    return roundedBy(target.value, args) ?? withoutNumber(result);
  if (target.key === "apply" && isKind(target.self, "layer")) extendAnchor(target.self, callee, node, scope);
  return result;
}

/** `Math.floor(units / 2)`; `Number(units)` is `units`. */
function roundedBy(callee: Value, [slot]: readonly Slot[]): Value {
  if (!isKind(callee, "native")) return undefined;
  if (callee.name === "Number" || callee.name === "parseInt")
    return isUnknown(slot?.value) ? slot.value : undefined;
  return roundedOpen(callee.name, slot?.value);
}

export function evaluateNew(node: ts.NewExpression, scope: Scope): Value {
  const callee = unwrap(node.expression);
  const value = evaluate(callee, scope);
  const args = evaluateArguments(node.arguments ?? ts.factory.createNodeArray(), scope);
  const { evaluation } = scope;
  const site: CallSite = {
    node,
    scope,
    range: rangeOf(evaluation, node),
    nameRange: nameRangeOf(callee, scope),
  };
  if (isUnknown(value)) return value;
  return construct(value, args, site);
}

export function evaluateArguments(nodes: readonly ts.Expression[], scope: Scope): Slot[] {
  const args: Slot[] = [];
  for (const node of nodes) {
    const range = rangeOf(scope.evaluation, node);
    if (!ts.isSpreadElement(node)) {
      args.push({ value: evaluate(node, scope), range });
      continue;
    }
    const value = evaluate(node.expression, scope);
    const items = itemsOf(value, node, scope);
    hold(scope.evaluation.budget, items?.length ?? 0);
    if (items) for (const item of items) args.push(item);
    else args.push({ value: whyUnknown(value, "is no list", node, scope), range });
  }
  return args;
}

interface Callee {
  readonly value: Value;
  readonly self: Value;
  readonly key: string | undefined;
}

function calleeOf(callee: ts.Expression, scope: Scope): Callee {
  if (!ts.isPropertyAccessExpression(callee) && !ts.isElementAccessExpression(callee))
    return { value: evaluate(callee, scope), self: undefined, key: undefined };
  if (callee.expression.kind === ts.SyntaxKind.SuperKeyword)
    return { value: superMember(callee, scope), self: functionFrame(scope).thisValue, key: undefined };
  const self = evaluate(callee.expression, scope);
  if ((self === undefined || self === null) && ts.isOptionalChain(callee))
    return { value: undefined, self, key: undefined };
  const key = memberKey(callee, scope);
  const value = isUnknown(key) ? withoutNumber(key) : getMember(self, key, callee, scope);
  return { value, self, key: isUnknown(key) ? undefined : key };
}

function callSuper(node: ts.CallExpression, scope: Scope): Value {
  const { closure, thisValue } = functionFrame(scope);
  const args = evaluateArguments(node.arguments, scope);
  if (closure?.homeClass) constructBase(closure.homeClass, thisValue, args, node, scope);
  return undefined;
}

function importCall(node: ts.CallExpression, scope: Scope): Value {
  const [argument] = node.arguments;
  const name = argument && ts.isStringLiteralLike(argument) ? argument.text : undefined;
  return name === undefined
    ? unknownAt(scope.evaluation, node, "names a file that is not known")
    : imported(name, "*", node, scope);
}

/** Hints of `tf.layers.dense({...}).apply(x)` go behind the whole chain, not into it. */
function extendAnchor(
  layer: { readonly range: { readonly start: number; readonly end: number }; anchor: number },
  callee: ts.Expression,
  call: ts.CallExpression,
  scope: Scope,
): void {
  if (!ts.isPropertyAccessExpression(callee) && !ts.isElementAccessExpression(callee)) return;
  const made = unwrap(callee.expression);
  if (made.end === layer.range.end && made.getStart(scope.evaluation.sourceFile) === layer.range.start)
    layer.anchor = lineEnd(scope.evaluation.text, call.end);
}
