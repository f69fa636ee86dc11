/**
 * Numbers that a program leaves open, since nothing gives a parameter a value: they stand in formulas under the parameter's name,
 * through sums, products and whole divisions. Any other way of working with them is unknown as ever.
 */
import ts from "typescript";
import { greatestCommonDivisor } from "../../../../core/shape/commonDivisor.ts";
import {
  affineExpression,
  divideExpression,
  multiplyExpressions,
  numberExpression,
  openNumber,
  type SizeExpression,
  subtractExpressions,
  sumExpressions,
  symbolsOf,
} from "../../../../core/shape/sizeExpression.ts";
import { type Evaluation, reasonOf, unknownAt } from "./evaluation.ts";
import { isLogical, isStep } from "./operatorKinds.ts";
import { isUnknown, type OpenNumber, type Unknown, type Value } from "./values.ts";

/** Why a parameter has no value, after its name and line. */
export const freeReason = "is a parameter that no call in this file gives a value and that has no default";

/** A parameter that no call gives a value; `node` is its name. */
export function freeParameter(node: ts.Node, evaluation: Evaluation): Unknown {
  const unknown = { ...unknownAt(evaluation, node, freeReason), free: true as const };
  return ts.isIdentifier(node) ? { ...unknown, number: named(node.text, unknown) } : unknown;
}

/** `config.units` of a `config` without value; of any other unknown, the unknown itself. */
export function memberOfOpen(base: Unknown, key: string): Unknown {
  const plain = withoutNumber(base);
  const name = base.free && base.number && nameOf(base.number);
  if (!name || !/^[\w$]{1,40}$/.test(key)) return plain;
  return { ...plain, number: named(/^\d+$/.test(key) ? `${name}[${key}]` : `${name}.${key}`, base) };
}

/** For what is not that number itself but only depends on it. */
export function withoutNumber(value: Unknown): Unknown;
export function withoutNumber(value: Value): Value;
export function withoutNumber(value: Value): Value {
  if (!isUnknown(value) || !value.number) return value;
  const { number: _, ...plain } = value;
  return plain;
}

/** Expressions whose value is that of a part of theirs, or a number worked out where formulas are minded. */
export function keepsNumbers(node: ts.Expression): boolean {
  if (ts.isBinaryExpression(node)) return !isLogical(node.operatorToken.kind);
  return (
    ts.isIdentifier(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isCallExpression(node) ||
    ts.isConditionalExpression(node) ||
    ts.isAwaitExpression(node) ||
    isStep(node)
  );
}

/** A size of a tensor as the program reads it: `unknown` with the formula. */
export function openSize(unknown: Unknown, size: SizeExpression): Unknown {
  return { ...unknown, number: { of: size, by: 1 } };
}

/** The formula of a number that has to be a whole one; `undefined` where the value is no open number. */
export function sizeOf(value: Value): SizeExpression | undefined {
  if (!isUnknown(value) || !value.number) return undefined;
  const { of, by } = value.number;
  return by === 1 ? of : divideExpression(of, by, "floor");
}

/** `left operator right` of which one is unknown: the unknown, with its formula where there is one. */
export function openArithmetic(operator: ts.SyntaxKind, left: Value, right: Value): Unknown {
  const unknown = (isUnknown(left) ? left : right) as Unknown;
  const plain = withoutNumber(unknown);
  const [a, b] = [operandOf(left), operandOf(right)];
  const number = a && b && combined(operator, a, b);
  if (!number) return plain;
  // What is worked out of a parameter is no longer the parameter that may be left out.
  const { free: _, ...worked } = plain;
  return { ...worked, number };
}

/** `Math.floor(units / 2)` and the like; `undefined` where nothing is known of the result. */
export function roundedOpen(name: string, value: Value): Unknown | undefined {
  if (!isUnknown(value) || !value.number) return undefined;
  const { of, by } = value.number;
  // What is rounded without a division may be any fraction, and so may the factors of a product.
  if (by === 1 || of.terms.length !== 1 || of.terms[0]?.factor !== 1) return undefined;
  const whole = roundings.get(name)?.(of, by);
  const { free: _, ...unknown } = value;
  return whole && { ...unknown, number: { of: whole, by: 1 } };
}

const roundings: ReadonlyMap<string, (of: SizeExpression, by: number) => SizeExpression | undefined> =
  new Map([
    ["floor", (of, by) => divideExpression(of, by, "floor")],
    ["trunc", (of, by) => divideExpression(of, by, "floor")],
    ["ceil", (of, by) => divideExpression(of, by, "ceil")],
    ["round", (of, by) => divideExpression(affineExpression(of, 2, by), 2 * by, "floor")],
  ]);

function named(name: string, unknown: Unknown): OpenNumber {
  return { of: openNumber(name, reasonOf(unknown)), by: 1 };
}

/** The name of one that stands alone. */
function nameOf({ of, by }: OpenNumber): string | undefined {
  const [term, ...others] = of.terms;
  const [atom] = term?.atoms ?? [];
  const alone = by === 1 && others.length === 0 && of.constant === 0 && term?.factor === 1;
  return alone && term.atoms.length === 1 && atom?.kind === "symbol" ? atom.text : undefined;
}

/** Parameters that are most likely no whole numbers, so that no formula with a rounding in it holds for them. */
const fractions = /alpha|width|scale|ratio|factor|mult|rate|frac/i;
const largestNumber = 1e9;

function operandOf(value: Value): OpenNumber | undefined {
  if (typeof value === "number") return constantOf(value);
  if (!isUnknown(value) || !value.number) return undefined;
  return [...symbolsOf(value.number.of)].some((name) => fractions.test(name)) ? undefined : value.number;
}

/** A number as a fraction of small whole numbers: 1.5 is 3/2. */
function constantOf(value: number): OpenNumber | undefined {
  for (const by of [1, 2, 4, 8, 16])
    if (Number.isInteger(value * by) && Math.abs(value) < largestNumber)
      return { of: numberExpression(value * by), by };
  return undefined;
}

function combined(operator: ts.SyntaxKind, a: OpenNumber, b: OpenNumber): OpenNumber | undefined {
  const scaled = (of: SizeExpression, factor: number) => affineExpression(of, factor, 0);
  switch (operator) {
    case ts.SyntaxKind.PlusToken:
      return reduced(sumExpressions([scaled(a.of, b.by), scaled(b.of, a.by)]), a.by * b.by);
    case ts.SyntaxKind.MinusToken:
      return reduced(subtractExpressions(scaled(a.of, b.by), scaled(b.of, a.by)), a.by * b.by);
    case ts.SyntaxKind.AsteriskToken:
      return reduced(multiplyExpressions(a.of, b.of), a.by * b.by);
    case ts.SyntaxKind.SlashToken: {
      const divisor = b.of.terms.length === 0 ? b.of.constant : 0;
      return divisor > 0 ? reduced(scaled(a.of, b.by), a.by * divisor) : undefined;
    }
    default:
      return undefined;
  }
}

function reduced(of: SizeExpression | undefined, by: number): OpenNumber | undefined {
  if (!of || by > largestNumber) return undefined;
  const common = [of.constant, ...of.terms.map(({ factor }) => factor)].reduce(greatestCommonDivisor, by);
  const divided = divideExpression(of, common, "floor");
  const size = { of: divided, by: by / common };
  return divided.text.length <= longestText ? size : undefined;
}

const longestText = 200;
