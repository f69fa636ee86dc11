/** Assignments and destructuring patterns. */
import ts from "typescript";
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import { hold } from "./budget.ts";
import { toNumber } from "./conversions.ts";
import { evaluate, unwrap } from "./evaluateExpression.ts";
import { rangeOf, unknownAt } from "./evaluation.ts";
import { iterate } from "./iteration.ts";
import { forgetContainer, touch } from "./journal.ts";
import { getMember, memberKey, ownEntries, propertyName, setMember } from "./members.ts";
import { freeParameter, openArithmetic, withoutNumber } from "./openNumbers.ts";
import type { Step } from "./operatorKinds.ts";
import { applyBinary } from "./operators.ts";
import { declareVariable, findVariable, type Scope, setVariable } from "./scope.ts";
import {
  isKind,
  isUnknown,
  newArray,
  newObject,
  type Slot,
  truthOf,
  type Unknown,
  type Value,
} from "./values.ts";

/** `a = b`, `a += b`, `[a, b] = c` ...; the value assigned. */
export function evaluateAssignment(node: ts.BinaryExpression, scope: Scope): Value {
  const operator = node.operatorToken.kind;
  const target = unwrap(node.left);
  if (operator === ts.SyntaxKind.EqualsToken) {
    const value = evaluate(node.right, scope);
    if (isHalfTyped(node, target, value, scope)) return value;
    assignTo(target, value, rangeOf(scope.evaluation, node.right), scope);
    return value;
  }
  const old = evaluate(target, scope);
  const value = compound(operator, old, node, scope);
  assignTo(target, value, rangeOf(scope.evaluation, node.right), scope);
  return value;
}

/** `i++` and the like. */
export function evaluateStep(node: Step, scope: Scope): Value {
  const old = evaluate(node.operand, scope);
  const step = node.operator === ts.SyntaxKind.PlusPlusToken ? 1 : -1;
  const number = toNumber(old, node, scope);
  const value = isUnknown(number) ? openArithmetic(ts.SyntaxKind.PlusToken, number, step) : number + step;
  assignTo(unwrap(node.operand), value, rangeOf(scope.evaluation, node), scope);
  return ts.isPrefixUnaryExpression(node) ? value : number;
}

/**
 * `x = tf.layers.conv2d({ filters: 8 })` at the end of a line, where `x` has been a tensor: `.apply(x)` is still to come, and until
 * then the lines behind go on with the tensor.
 */
function isHalfTyped(node: ts.BinaryExpression, target: ts.Expression, value: Value, scope: Scope): boolean {
  if (!ts.isIdentifier(target) || !isKind(findVariable(scope, target.text)?.value, "tensor")) return false;
  if (!/^[ \t]*(?:\r?\n|\/\/|$)/.test(scope.evaluation.text.slice(node.end, node.end + 200))) return false;
  const right = unwrap(node.right);
  if (!isUnknown(value))
    return ["module", "factory", "native", "layer"].some(
      (kind) => typeof value === "object" && value !== null && value.kind === kind,
    );
  if (ts.isIdentifier(right)) return !findVariable(scope, right.text);
  return ts.isPropertyAccessExpression(right) && startsWithTensorflow(right, scope);
}

function startsWithTensorflow(chain: ts.Expression, scope: Scope): boolean {
  let at = chain;
  while (ts.isPropertyAccessExpression(at) || ts.isCallExpression(at)) at = unwrap(at.expression);
  return ts.isIdentifier(at) && isKind(evaluate(at, scope), "module");
}

/** Gives the names of a declaration their values. */
export function bindName(name: ts.BindingName, slot: Slot, scope: Scope): void {
  if (ts.isIdentifier(name)) {
    nameModel(slot.value, name.text);
    declareVariable(scope, name.text, slot.value);
  } else if (ts.isArrayBindingPattern(name)) {
    const items = iterate(slot.value, name, scope)?.items;
    for (const [index, element] of name.elements.entries()) {
      if (ts.isOmittedExpression(element)) continue;
      if (element.dotDotDotToken) hold(scope.evaluation.budget, items?.length ?? 0);
      const item = element.dotDotDotToken
        ? {
            value: items ? newArray(items.slice(index)) : elementOf(slot.value, undefined),
            range: slot.range,
          }
        : (items?.[index] ?? {
            value: items ? undefined : elementOf(slot.value, undefined),
            range: slot.range,
          });
      bindElement(element, item, scope);
    }
  } else {
    const taken: string[] = [];
    for (const element of name.elements) {
      if (element.dotDotDotToken) {
        bindElement(element, { value: restOf(slot.value, taken, element, scope), range: slot.range }, scope);
        continue;
      }
      const property = element.propertyName ?? element.name;
      if (!ts.isIdentifier(property) && !element.propertyName) continue;
      const key = propertyName(property as ts.PropertyName, scope);
      if (isUnknown(key)) {
        bindElement(element, { value: key, range: slot.range }, scope);
        continue;
      }
      taken.push(key);
      bindElement(element, memberSlot(slot, key, element, scope), scope);
    }
  }
}

/** Writes to a variable, a property or a pattern. */
export function assignTo(target: ts.Expression, value: Value, range: SourceRange, scope: Scope): void {
  if (ts.isIdentifier(target)) {
    nameModel(value, target.text);
    const variable = findVariable(scope, target.text);
    if (variable) setVariable(variable, value, scope.evaluation);
    else if (target.text !== "") declareVariable(fileScopeOf(scope), target.text, value);
  } else if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)) {
    const base = evaluate(target.expression, scope);
    const key = memberKey(target, scope);
    if (isUnknown(key)) setSomewhere(base, key, scope);
    else setMember(base, key, value, { range, node: target, scope });
  } else if (ts.isArrayLiteralExpression(target)) assignItems(target, value, range, scope);
  else if (ts.isObjectLiteralExpression(target)) assignProperties(target, value, range, scope);
}

/** A write to a key that is not known: any entry may be another one from here on. */
function setSomewhere(base: Value, key: Unknown, { evaluation }: Scope): void {
  if (!isKind(base, "object") && !isKind(base, "array")) return;
  touch(base, evaluation);
  forgetContainer(base, key);
}

function assignItems(
  target: ts.ArrayLiteralExpression,
  value: Value,
  range: SourceRange,
  scope: Scope,
): void {
  const items = iterate(value, target, scope)?.items;
  for (const [index, element] of target.elements.entries()) {
    if (ts.isOmittedExpression(element)) continue;
    if (ts.isSpreadElement(element)) {
      const rest = items ? newArray(items.slice(index)) : value;
      assignTo(unwrap(element.expression), rest, range, scope);
    } else assignWithDefault(unwrap(element), items ? items[index]?.value : value, range, scope);
  }
}

function assignProperties(
  target: ts.ObjectLiteralExpression,
  value: Value,
  range: SourceRange,
  scope: Scope,
): void {
  const taken: string[] = [];
  for (const property of target.properties) {
    if (ts.isShorthandPropertyAssignment(property)) {
      taken.push(property.name.text);
      const item = getMember(value, property.name.text, property, scope);
      const fallback = property.objectAssignmentInitializer;
      assignTo(
        property.name,
        item === undefined && fallback ? evaluate(fallback, scope) : item,
        range,
        scope,
      );
    } else if (ts.isPropertyAssignment(property)) {
      const key = propertyName(property.name, scope);
      if (!isUnknown(key)) taken.push(key);
      const item = isUnknown(key) ? key : getMember(value, key, property, scope);
      assignWithDefault(unwrap(property.initializer), item, range, scope);
    } else if (ts.isSpreadAssignment(property)) {
      assignTo(unwrap(property.expression), restOf(value, taken, property, scope), range, scope);
    }
  }
}

function assignWithDefault(target: ts.Expression, value: Value, range: SourceRange, scope: Scope): void {
  if (ts.isBinaryExpression(target) && target.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    assignTo(unwrap(target.left), value === undefined ? evaluate(target.right, scope) : value, range, scope);
  } else assignTo(target, value, range, scope);
}

function compound(operator: ts.SyntaxKind, old: Value, node: ts.BinaryExpression, scope: Scope): Value {
  if (operator === ts.SyntaxKind.QuestionQuestionEqualsToken)
    return old === undefined || old === null ? evaluate(node.right, scope) : old;
  if (operator === ts.SyntaxKind.BarBarEqualsToken)
    return truthOf(old) === false ? evaluate(node.right, scope) : old;
  if (operator === ts.SyntaxKind.AmpersandAmpersandEqualsToken)
    return truthOf(old) === true ? evaluate(node.right, scope) : old;
  const right = evaluate(node.right, scope);
  const plain = plainOperators.get(operator);
  return plain === undefined
    ? unknownAt(scope.evaluation, node, "is no operation that ConvLens works out")
    : applyBinary(plain, old, right, node, scope);
}

const plainOperators: ReadonlyMap<ts.SyntaxKind, ts.SyntaxKind> = new Map([
  [ts.SyntaxKind.PlusEqualsToken, ts.SyntaxKind.PlusToken],
  [ts.SyntaxKind.MinusEqualsToken, ts.SyntaxKind.MinusToken],
  [ts.SyntaxKind.AsteriskEqualsToken, ts.SyntaxKind.AsteriskToken],
  [ts.SyntaxKind.SlashEqualsToken, ts.SyntaxKind.SlashToken],
  [ts.SyntaxKind.PercentEqualsToken, ts.SyntaxKind.PercentToken],
  [ts.SyntaxKind.AsteriskAsteriskEqualsToken, ts.SyntaxKind.AsteriskAsteriskToken],
  [ts.SyntaxKind.LessThanLessThanEqualsToken, ts.SyntaxKind.LessThanLessThanToken],
  [ts.SyntaxKind.GreaterThanGreaterThanEqualsToken, ts.SyntaxKind.GreaterThanGreaterThanToken],
  [
    ts.SyntaxKind.GreaterThanGreaterThanGreaterThanEqualsToken,
    ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken,
  ],
  [ts.SyntaxKind.AmpersandEqualsToken, ts.SyntaxKind.AmpersandToken],
  [ts.SyntaxKind.BarEqualsToken, ts.SyntaxKind.BarToken],
  [ts.SyntaxKind.CaretEqualsToken, ts.SyntaxKind.CaretToken],
]);

function bindElement(element: ts.BindingElement, slot: Slot, scope: Scope): void {
  const { initializer } = element;
  const absent = slot.value === undefined || (isUnknown(slot.value) && slot.value.free);
  if (initializer && absent) {
    const value = evaluate(initializer, scope);
    bindName(element.name, { value, range: rangeOf(scope.evaluation, initializer) }, scope);
    return;
  }
  if (isUnknown(slot.value) && slot.value.free && ts.isIdentifier(element.name)) {
    bindName(
      element.name,
      { value: freeParameter(element.name, scope.evaluation), range: slot.range },
      scope,
    );
    return;
  }
  bindName(element.name, slot, scope);
}

function memberSlot(slot: Slot, key: string, node: ts.Node, scope: Scope): Slot {
  const direct = isKind(slot.value, "object") ? slot.value.entries.get(key) : undefined;
  return direct ?? { value: getMember(slot.value, key, node, scope), range: slot.range };
}

function elementOf(value: Value, fallback: Value): Value {
  if (isKind(value, "array")) return value.rest ?? fallback;
  return isUnknown(value) ? withoutNumber(value) : fallback;
}

function restOf(value: Value, taken: readonly string[], node: ts.Node, scope: Scope): Value {
  // The namespaces of TensorFlow.js have more in them than anyone takes out.
  if (isKind(value, "module")) return value;
  if (!isKind(value, "object")) return isUnknown(value) ? withoutNumber(value) : newObject();
  hold(scope.evaluation.budget, value.entries.size);
  const rest = newObject([...ownEntries(value, node, scope)].filter(([key]) => !taken.includes(key)));
  if (value.rest) rest.rest = value.rest;
  return rest;
}

function nameModel(value: Value, name: string): void {
  if (isKind(value, "model")) value.variable ??= name;
}

function fileScopeOf(scope: Scope): Scope {
  let at = scope;
  while (at.parent) at = at.parent;
  return at;
}
