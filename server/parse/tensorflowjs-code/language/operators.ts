/** Operators on known values, as JavaScript defines them for booleans, numbers and texts. */
import ts from "typescript";
import { limits } from "./budget.ts";
import { isKind, isPrimitive, isUnknown, truthOf, type Value } from "./values.ts";

export type Known = { readonly known: true; readonly value: Value } | { readonly known: false };

const unknownResult: Known = { known: false };

/** Both sides must not be unknown. */
export function applyBinary(operator: ts.SyntaxKind, left: Value, right: Value): Known {
  switch (operator) {
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
      return known(left === right);
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
      return known(left !== right);
    case ts.SyntaxKind.EqualsEqualsToken:
      return looselyEqual(left, right, true);
    case ts.SyntaxKind.ExclamationEqualsToken:
      return looselyEqual(left, right, false);
    case ts.SyntaxKind.InKeyword:
      return isKind(right, "object") && !right.rest ? known(right.entries.has(String(left))) : unknownResult;
    default:
      return arithmetic(operator, left, right);
  }
}

/** `undefined` where the operator or the value is not one to work out. */
export function applyUnary(operator: ts.PrefixUnaryOperator, value: Value): Value {
  if (isUnknown(value)) return value;
  if (operator === ts.SyntaxKind.ExclamationToken) return !truthOf(value);
  if (!isPrimitive(value)) return undefined;
  const number = Number(value);
  if (operator === ts.SyntaxKind.MinusToken) return -number;
  if (operator === ts.SyntaxKind.PlusToken) return number;
  return operator === ts.SyntaxKind.TildeToken ? ~number : undefined;
}

/** The text that a template or `+` makes of a value. */
export function textOf(value: Value): string | undefined {
  if (isPrimitive(value)) return String(value);
  if (!isKind(value, "array") || value.items.length > 1000) return undefined;
  const parts: string[] = [];
  for (const { value: item } of value.items) {
    if (!isPrimitive(item)) return undefined;
    parts.push(item === undefined || item === null ? "" : String(item));
  }
  return parts.join(",");
}

function arithmetic(operator: ts.SyntaxKind, left: Value, right: Value): Known {
  if (operator === ts.SyntaxKind.PlusToken && (typeof left === "string" || typeof right === "string")) {
    const [first, second] = [textOf(left), textOf(right)];
    if (first === undefined || second === undefined) return unknownResult;
    return first.length + second.length > limits.textLength ? unknownResult : known(first + second);
  }
  if (!isPrimitive(left) || !isPrimitive(right)) return unknownResult;
  if (typeof left === "string" && typeof right === "string") return compare(operator, left, right);
  const [a, b] = [Number(left), Number(right)];
  switch (operator) {
    case ts.SyntaxKind.PlusToken:
      return known(a + b);
    case ts.SyntaxKind.MinusToken:
      return known(a - b);
    case ts.SyntaxKind.AsteriskToken:
      return known(a * b);
    case ts.SyntaxKind.SlashToken:
      return known(a / b);
    case ts.SyntaxKind.PercentToken:
      return known(a % b);
    case ts.SyntaxKind.AsteriskAsteriskToken:
      return known(a ** b);
    case ts.SyntaxKind.LessThanLessThanToken:
      return known(a << b);
    case ts.SyntaxKind.GreaterThanGreaterThanToken:
      return known(a >> b);
    case ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken:
      return known(a >>> b);
    case ts.SyntaxKind.AmpersandToken:
      return known(a & b);
    case ts.SyntaxKind.BarToken:
      return known(a | b);
    case ts.SyntaxKind.CaretToken:
      return known(a ^ b);
    default:
      return compare(operator, a, b);
  }
}

function compare<T extends number | string>(operator: ts.SyntaxKind, a: T, b: T): Known {
  switch (operator) {
    case ts.SyntaxKind.LessThanToken:
      return known(a < b);
    case ts.SyntaxKind.LessThanEqualsToken:
      return known(a <= b);
    case ts.SyntaxKind.GreaterThanToken:
      return known(a > b);
    case ts.SyntaxKind.GreaterThanEqualsToken:
      return known(a >= b);
    default:
      return unknownResult;
  }
}

function looselyEqual(left: Value, right: Value, wanted: boolean): Known {
  if (!isPrimitive(left) || !isPrimitive(right)) {
    const nullish = left === undefined || left === null || right === undefined || right === null;
    if (nullish) return known(!wanted);
    return typeof left === typeof right ? known((left === right) === wanted) : unknownResult;
  }
  // biome-ignore lint/suspicious/noDoubleEquals: the program's own operator
  return known((left == right) === wanted);
}

function known(value: Value): Known {
  return { known: true, value };
}
