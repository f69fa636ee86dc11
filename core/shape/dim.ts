/** One dimension of a tensor: a number, a formula of free input sizes, or unknown with the reason; never zero for "unknown". */
import { neverEqual } from "./expressionBounds.ts";
import {
  affineExpression,
  divideExpression,
  isExact,
  multiplyExpressions,
  numberExpression,
  type SizeExpression,
  sumExpressions,
  symbolExpression,
  whyOpen,
} from "./sizeExpression.ts";

/** Formulas whose text is longer are not carried on: nobody reads them, and a hostile file could make them grow for ever. */
const longestFormula = 400;

export type Dim =
  | { readonly kind: "known"; readonly value: number }
  | { readonly kind: "symbol"; readonly expression: SizeExpression }
  | { readonly kind: "unknown"; readonly reason: string };

/** A size given by a number. */
export function knownDim(value: number): Dim {
  return { kind: "known", value };
}

/** A size that the file leaves free, under the name shown to people, such as `batch` or `H`. */
export function freeDim(name: string): Dim {
  return { kind: "symbol", expression: symbolExpression(name) };
}

/** A size that cannot be worked out, with the reason. */
export function unknownDim(reason: string): Dim {
  return { kind: "unknown", reason };
}

/** A formula as a dimension: a number where nothing free is left in it, unknown where it cannot be carried exactly. */
export function formulaDim(expression: SizeExpression): Dim {
  if (!isExact(expression)) return unknownDim("a number in its formula is larger than 2^53");
  if (expression.terms.length === 0) return knownDim(expression.constant);
  if (expression.text.length > longestFormula) {
    return unknownDim("its formula of the input's free sizes is too long to carry");
  }
  return { kind: "symbol", expression };
}

/** True for a size that nobody fixes before the model runs, as `null` in its input shape leaves it. */
export function isFreeDim(dim: Dim): boolean {
  return dim.kind === "symbol" && whyOpen(dim.expression) === undefined;
}

/** Why a size is no number where it is unknown or the program leaves it open; `undefined` for a number and a free size. */
export function whyNotKnown(dim: Dim): string | undefined {
  if (dim.kind === "known") return undefined;
  return dim.kind === "unknown" ? dim.reason : whyOpen(dim.expression);
}

/** The formula of a size that is not unknown. */
export function dimExpression(dim: Exclude<Dim, { kind: "unknown" }>): SizeExpression {
  return dim.kind === "known" ? numberExpression(dim.value) : dim.expression;
}

/** `factor·dim + offset` in elements; the caller checks that a known result is not negative. */
export function affineDim(dim: Dim, factor: number, offset: number): Dim {
  switch (dim.kind) {
    case "known":
      return knownDim(dim.value * factor + offset);
    case "symbol":
      return formulaDim(affineExpression(dim.expression, factor, offset));
    case "unknown":
      return dim;
  }
}

export function floorDivideDim(dim: Dim, by: number): Dim {
  return divideDim(dim, by, "floor");
}

export function ceilDivideDim(dim: Dim, by: number): Dim {
  return divideDim(dim, by, "ceil");
}

/** Product of dimensions; a symbol times a symbol stays a formula; exact below 2^53, unknown beyond. */
export function multiplyDims(dims: readonly Dim[]): Dim {
  let factor = 1;
  let product: SizeExpression | undefined;
  for (const dim of dims) {
    if (dim.kind === "unknown") return dim;
    if (dim.kind === "known") factor *= dim.value;
    else if (!product) product = dim.expression;
    else {
      product = multiplyExpressions(product, dim.expression);
      if (!product || product.text.length > longestFormula) {
        return unknownDim("its formula of the input's free sizes is too long to carry");
      }
    }
  }
  if (!Number.isSafeInteger(factor)) return unknownDim("the product is larger than 2^53");
  return product ? formulaDim(affineExpression(product, factor, 0)) : knownDim(factor);
}

/** Sum of dimensions, in elements. */
export function addDims(dims: readonly Dim[]): Dim {
  const parts: SizeExpression[] = [];
  for (const dim of dims) {
    if (dim.kind === "unknown") return dim;
    parts.push(dimExpression(dim));
  }
  return formulaDim(sumExpressions(parts));
}

/** True when both are surely the same size; two unknowns never are. */
export function sameDim(a: Dim, b: Dim): boolean {
  if (a.kind === "known" && b.kind === "known") return a.value === b.value;
  if (a.kind === "symbol" && b.kind === "symbol") return a.expression.text === b.expression.text;
  return false;
}

/** True when the two sizes can never be equal: two numbers, or formulas such as `H` and `H + 1`. */
export function neverSameDim(a: Dim, b: Dim): boolean {
  if (a.kind === "unknown" || b.kind === "unknown") return false;
  if (a.kind === "known" && b.kind === "known") return a.value !== b.value;
  return neverEqual(dimExpression(a), dimExpression(b));
}

/** The number, or `null` for a free or unknown size, as Keras writes it. */
export function dimToNumber(dim: Dim): number | null {
  return dim.kind === "known" ? dim.value : null;
}

/** `112`, `⌈H/2⌉` or `?`. */
export function formatDim(dim: Dim): string {
  switch (dim.kind) {
    case "known":
      return String(dim.value);
    case "symbol":
      return dim.expression.text;
    case "unknown":
      return "?";
  }
}

function divideDim(dim: Dim, by: number, rounding: "floor" | "ceil"): Dim {
  switch (dim.kind) {
    case "known":
      return knownDim((rounding === "floor" ? Math.floor : Math.ceil)(dim.value / by));
    case "symbol":
      return formulaDim(divideExpression(dim.expression, by, rounding));
    case "unknown":
      return dim;
  }
}
