/** A number of things counted exactly, or the reason why it is not known; never 0 for "unknown". */
import { type Dim, dimExpression, multiplyDims } from "../shape/dim.ts";
import {
  affineExpression,
  isExact,
  multiplyExpressions,
  numberExpression,
  type SizeExpression,
  sumExpressions,
} from "../shape/sizeExpression.ts";

export type Count =
  | { readonly kind: "exact"; readonly value: number }
  | {
      readonly kind: "unknown";
      readonly reason: string;
      /** The part that is known, where the whole is a sum: "at least". */
      readonly atLeast?: number;
      /** The count as a formula of sizes that the model leaves free; it holds wherever the model has no error. */
      readonly expression?: SizeExpression;
    };

/** Formulas whose text is longer are dropped: they are no help, and a hostile file could make them grow for ever. */
const longestFormula = 4000;

export function exactCount(value: number): Count {
  return Number.isSafeInteger(value)
    ? { kind: "exact", value }
    : { kind: "unknown", reason: "the count is larger than 2^53 and cannot be given exactly" };
}

export function unknownCount(reason: string): Count {
  return { kind: "unknown", reason };
}

/** A count that depends on free sizes: exact where nothing free is left in its formula, else `reason` says why it is no number. */
export function formulaCount(expression: SizeExpression | undefined, reason: string): Count {
  if (!expression || !isExact(expression) || expression.text.length > longestFormula) {
    return unknownCount(reason);
  }
  return expression.terms.length === 0
    ? exactCount(expression.constant)
    : { kind: "unknown", reason, expression };
}

/** The formula of a count, a number being one too; `undefined` where there is none. */
export function countExpression(count: Count): SizeExpression | undefined {
  return count.kind === "exact" ? numberExpression(count.value) : count.expression;
}

/** Sum of counts; unknown, with the first reason, the known part and the formula if there is one, as soon as one is. */
export function addCounts(counts: readonly Count[]): Count {
  let sum = 0;
  let known = 0;
  let reason: string | undefined;
  const formulas: SizeExpression[] = [];
  let complete = true;
  for (const count of counts) {
    if (count.kind === "unknown") {
      reason ??= count.reason;
      sum += count.atLeast ?? 0;
      if (count.expression) formulas.push(count.expression);
      else complete = false;
    } else {
      sum += count.value;
      known += count.value;
    }
  }
  const total = exactCount(sum);
  if (reason === undefined || total.kind === "unknown") return total;
  const formula = complete
    ? formulaCount(sumExpressions([...formulas, numberExpression(known)]), reason)
    : unknownCount(reason);
  return formula.kind === "exact" ? formula : { ...formula, atLeast: sum };
}

/** A count multiplied by a whole number, such as FLOPs = 2 × MACs or bytes = 4 × elements. */
export function scaleCount(count: Count, factor: number): Count {
  if (count.kind === "exact") return exactCount(count.value * factor);
  const { expression, atLeast, reason } = count;
  const scaled = formulaCount(expression && affineExpression(expression, factor, 0), reason);
  return scaled.kind === "exact" || atLeast === undefined ? scaled : { ...scaled, atLeast: atLeast * factor };
}

/** A count that is met once for each of `times`, which may be free; `reason` says so then. An unknown size has its own reason. */
export function repeatCount(count: Count, times: Dim, reason: string): Count {
  if (count.kind === "exact" && count.value === 0) return count;
  if (times.kind === "known") return scaleCount(count, times.value);
  const once = countExpression(count);
  if (times.kind === "unknown") return unknownCount(times.reason);
  if (!once) return unknownCount(reason);
  return formulaCount(multiplyExpressions(once, dimExpression(times)), reason);
}

/** Product of sizes and whole numbers; `reason` says why it is no number where a size is free, an unknown size says it itself. */
export function productCount(sizes: readonly Dim[], factors: readonly number[], reason: string): Count {
  const open = sizes.filter((size) => size.kind !== "known");
  const known = open.length === 0 ? sizes : sizes.filter((size) => size.kind === "known");
  const product = productOf(known, factors);
  if (open.length === 0) return exactCount(product);
  for (const size of open) if (size.kind === "unknown") return unknownCount(size.reason);
  const formula = multiplyDims(open);
  if (formula.kind === "unknown" || !Number.isSafeInteger(product)) return unknownCount(reason);
  return formulaCount(affineExpression(dimExpression(formula), product, 0), reason);
}

/** Exact up to 2^53; of numbers alone. */
function productOf(sizes: readonly Dim[], factors: readonly number[]): number {
  let product = 1;
  for (const size of sizes) if (size.kind === "known") product *= size.value;
  for (const factor of factors) product *= factor;
  if (Number.isSafeInteger(product)) return product;
  // A partial product may pass 2^53 where a later factor of 0 brings it back, or NaN may come of infinity times 0.
  let exact = 1n;
  for (const size of sizes) if (size.kind === "known") exact *= BigInt(size.value);
  for (const factor of factors) exact *= BigInt(factor);
  return Number(exact);
}

/** The number, or `null` where it is not known. */
export function countToNumber(count: Count): number | null {
  return count.kind === "exact" ? count.value : null;
}
