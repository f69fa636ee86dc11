/** Evaluates expressions in order, as JavaScript would, on known values; the rest becomes unknown with its reason. */
import ts from "typescript";
import { evaluateAssignment, evaluateStep } from "./assignment.ts";
import { limits, spend } from "./budget.ts";
import { evaluateClass } from "./classes.ts";
import { superMember } from "./classMembers.ts";
import { evaluateCall, evaluateNew } from "./evaluateCall.ts";
import { rangeOf, reportBound, unknownAt } from "./evaluation.ts";
import { findGlobal, globalObject } from "./globals.ts";
import { iterate, yieldItems } from "./iteration.ts";
import { touch } from "./journal.ts";
import { evaluateArray, evaluateObject } from "./literals.ts";
import { evaluateMarkup, isMarkup } from "./markup.ts";
import { getMember, memberKey } from "./members.ts";
import { keepsNumbers, withoutNumber } from "./openNumbers.ts";
import { isLogical, isStep } from "./operatorKinds.ts";
import { applyBinary, applyUnary } from "./operators.ts";
import { patternOf } from "./patterns.ts";
import { blockScope, declareVariable, type Frame, findVariable, functionFrame, type Scope } from "./scope.ts";
import { evaluateTagged, evaluateTemplate } from "./templates.ts";
import { runUncertain } from "./uncertain.ts";
import {
  type ClosureValue,
  type FunctionNode,
  isKind,
  isModelPart,
  isSymbol,
  isUnknown,
  newArray,
  newObject,
  truthOf,
  type Value,
} from "./values.ts";

/** The value of an expression. @throws BudgetUsedUp */
export function evaluate(node: ts.Expression, scope: Scope): Value {
  const { evaluation } = scope;
  const { budget } = evaluation;
  spend(budget, 1);
  if (budget.depth >= limits.depth) return tooDeep(node, scope);
  budget.depth++;
  try {
    const value = evaluateNode(node, scope);
    return isUnknown(value) && value.number && !keepsNumbers(unwrap(node)) ? withoutNumber(value) : value;
  } finally {
    budget.depth--;
  }
}

export function tooDeep(node: ts.Node, scope: Scope): Value {
  const { evaluation } = scope;
  reportBound(
    evaluation,
    "nested-too-deep",
    node,
    (place) =>
      `${place} stands more than ${limits.depth} expressions deep, calls included; ConvLens does not work it out. Split it up.`,
  );
  return unknownAt(evaluation, node, "is nested too deep");
}

/** The expression inside parentheses, casts and `!`. */
export function unwrap(node: ts.Expression): ts.Expression {
  let at = node;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isSatisfiesExpression(at) ||
    ts.isTypeAssertionExpression(at)
  ) {
    at = at.expression;
  }
  return at;
}

export function makeClosure(node: FunctionNode, scope: Scope, name: string): ClosureValue {
  const { evaluation, frame } = scope;
  const thisValue = ts.isArrowFunction(node) ? frame.thisValue : undefined;
  const closure: ClosureValue = { kind: "closure", node, scope, name, thisValue, properties: newObject() };
  if (!evaluation.closures.has(node)) evaluation.closures.set(node, closure);
  return closure;
}

/** A function expression can call itself by its own name. */
function namedFunction(node: ts.FunctionExpression, outer: Scope): ClosureValue {
  if (!node.name) return makeClosure(node, outer, "");
  const scope = blockScope(outer);
  const closure = makeClosure(node, scope, node.name.text);
  declareVariable(scope, node.name.text, closure);
  return closure;
}

function evaluateNode(wrapped: ts.Expression, scope: Scope): Value {
  const node = unwrap(wrapped);
  const { evaluation } = scope;
  if (ts.isIdentifier(node)) return evaluateIdentifier(node, scope);
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))
    return evaluateAccess(node, scope);
  if (ts.isCallExpression(node)) return evaluateCall(node, scope);
  if (ts.isObjectLiteralExpression(node)) return evaluateObject(node, scope);
  if (ts.isArrayLiteralExpression(node)) return evaluateArray(node, scope);
  if (ts.isArrowFunction(node)) return makeClosure(node, scope, "");
  if (ts.isFunctionExpression(node)) return namedFunction(node, scope);
  if (ts.isBinaryExpression(node)) return evaluateBinary(node, scope);
  if (isStep(node)) return evaluateStep(node, scope);
  if (ts.isPrefixUnaryExpression(node)) {
    return (
      applyUnary(node.operator, evaluate(node.operand, scope), node, scope) ??
      unknownAt(evaluation, node, "is no operation that ConvLens works out")
    );
  }
  if (ts.isConditionalExpression(node)) return evaluateConditional(node, scope);
  if (ts.isTemplateExpression(node)) return evaluateTemplate(node, scope);
  if (ts.isTaggedTemplateExpression(node)) return evaluateTagged(node, scope);
  if (ts.isRegularExpressionLiteral(node)) return patternOf(node.text);
  if (ts.isNewExpression(node)) return evaluateNew(node, scope);
  if (ts.isYieldExpression(node)) return evaluateYield(node, scope);
  if (ts.isAwaitExpression(node)) return evaluate(node.expression, scope);
  if (ts.isVoidExpression(node)) {
    evaluate(node.expression, scope);
    return undefined;
  }
  if (ts.isTypeOfExpression(node)) return typeName(evaluate(node.expression, scope));
  if (ts.isClassExpression(node)) return evaluateClass(node, scope);
  if (ts.isDeleteExpression(node)) return evaluateDelete(unwrap(node.expression), scope);
  if (isMarkup(node)) return evaluateMarkup(node, scope);
  // `new.target`; `import.meta` is not followed.
  if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.NewKeyword)
    return constructedClass(functionFrame(scope));
  switch (node.kind) {
    case ts.SyntaxKind.TrueKeyword:
      return true;
    case ts.SyntaxKind.FalseKeyword:
      return false;
    case ts.SyntaxKind.NullKeyword:
      return null;
    case ts.SyntaxKind.ThisKeyword:
      return scope.frame.closure ? scope.frame.thisValue : globalObject(evaluation);
    case ts.SyntaxKind.BigIntLiteral:
      return unknownAt(evaluation, node, "is a BigInt, with which ConvLens does not calculate");
    default:
      return unknownAt(evaluation, node, "is no expression that ConvLens works out");
  }
}

function evaluateIdentifier(node: ts.Identifier, scope: Scope): Value {
  const { evaluation } = scope;
  if (node.text === "") return unknownAt(evaluation, node, "is missing: the expression is not finished");
  const variable = findVariable(scope, node.text);
  if (variable) return variable.value;
  if (node.text === "arguments") return newArray([...functionFrame(scope).args]);
  const global = findGlobal(node.text, evaluation);
  return global.found
    ? global.value
    : unknownAt(evaluation, node, "is not defined in this file, or not before this line");
}

function evaluateAccess(node: ts.PropertyAccessExpression | ts.ElementAccessExpression, scope: Scope): Value {
  if (node.expression.kind === ts.SyntaxKind.SuperKeyword) return superMember(node, scope);
  const base = evaluate(node.expression, scope);
  // `a?.b.c` is undefined as a whole where `a` is.
  if ((base === undefined || base === null) && ts.isOptionalChain(node)) return undefined;
  const key = memberKey(node, scope);
  return isUnknown(key) ? withoutNumber(key) : getMember(base, key, node, scope);
}

function evaluateBinary(node: ts.BinaryExpression, scope: Scope): Value {
  const operator = node.operatorToken.kind;
  if (operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment)
    return evaluateAssignment(node, scope);
  const left = evaluate(node.left, scope);
  if (operator === ts.SyntaxKind.CommaToken) return evaluate(node.right, scope);
  if (isLogical(operator)) {
    return evaluateLogical(operator, left, node, scope);
  }
  return applyBinary(operator, left, evaluate(node.right, scope), node, scope);
}

function evaluateLogical(
  operator: ts.SyntaxKind,
  left: Value,
  node: ts.BinaryExpression,
  scope: Scope,
): Value {
  if (isUnknown(left)) {
    // `shape || [28, 28, 1]` of a parameter that no call gives: its default holds.
    if (left.free && operator !== ts.SyntaxKind.AmpersandAmpersandToken) return evaluate(node.right, scope);
    let right: Value;
    runUncertain(
      [
        () => {
          right = evaluate(node.right, scope);
          return { kind: "normal" };
        },
        () => ({ kind: "normal" }),
      ],
      { condition: node.left, scope },
    );
    // `kept ?? build()`: the one that can be shown.
    return operator !== ts.SyntaxKind.AmpersandAmpersandToken && isModelPart(right) ? right : left;
  }
  if (operator === ts.SyntaxKind.QuestionQuestionToken)
    return left === undefined || left === null ? evaluate(node.right, scope) : left;
  return truthOf(left) === (operator === ts.SyntaxKind.AmpersandAmpersandToken)
    ? evaluate(node.right, scope)
    : left;
}

function evaluateConditional(node: ts.ConditionalExpression, scope: Scope): Value {
  const condition = evaluate(node.condition, scope);
  const truth = truthOf(condition);
  if (truth !== undefined) return evaluate(truth ? node.whenTrue : node.whenFalse, scope);
  const values: Value[] = [];
  const branches = [node.whenTrue, node.whenFalse];
  runUncertain(
    branches.map((branch) => () => {
      values.push(evaluate(branch, scope));
      return { kind: "normal" };
    }),
    { condition: node.condition, scope },
  );
  const [first, second] = values;
  if (first === second || isModelPart(first)) return first;
  if (isModelPart(second)) return second;
  return withoutNumber(condition);
}

/** What `next(...)` is given is not followed. */
function evaluateYield(node: ts.YieldExpression, scope: Scope): Value {
  const value = node.expression && evaluate(node.expression, scope);
  const range = rangeOf(scope.evaluation, node);
  if (!node.asteriskToken) yieldItems(scope, { items: [{ value, range }], endless: false });
  else {
    const inner = iterate(value, node.expression ?? node, scope);
    if (!inner) return unknownAt(scope.evaluation, node, "goes through something that is not known");
    yieldItems(scope, inner);
  }
  return undefined;
}

/** The class that is constructed where a constructor runs; `undefined` elsewhere. */
function constructedClass({ closure, thisValue }: Frame): Value {
  if (!closure || !ts.isConstructorDeclaration(closure.node) || !isKind(thisValue, "object"))
    return undefined;
  return thisValue.classOf;
}

function evaluateDelete(target: ts.Expression, scope: Scope): Value {
  if (!ts.isPropertyAccessExpression(target) && !ts.isElementAccessExpression(target)) return true;
  const base = evaluate(target.expression, scope);
  const key = memberKey(target, scope);
  if (isUnknown(key)) return key;
  if (isKind(base, "object") && !base.frozen) {
    touch(base, scope.evaluation);
    base.entries.delete(key);
    base.accessors?.delete(key);
  } else if (isKind(base, "array") && base.items[Number(key)]) {
    touch(base, scope.evaluation);
    base.items[Number(key)] = { value: undefined, range: rangeOf(scope.evaluation, target), hole: true };
  }
  return true;
}

function typeName(value: Value): Value {
  if (isUnknown(value)) return value;
  if (typeof value !== "object") return isSymbol(value) ? "symbol" : typeof value;
  if (value === null) return "object";
  return value.kind === "closure" ||
    value.kind === "class" ||
    value.kind === "native" ||
    value.kind === "factory"
    ? "function"
    : "object";
}
