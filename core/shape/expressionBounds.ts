/** What formulas of sizes can be at all, free sizes being 1 or larger: bounds without any rounding, and what follows from them. */
import { greatestCommonDivisor } from "./commonDivisor.ts";
import { type SizeAtom, type SizeExpression, type SizeTerm, subtractExpressions } from "./sizeExpression.ts";

/** Coefficients by the product of symbols they stand before; the number alone stands under "". */
type Polynomial = ReadonlyMap<string, number>;
type Side = "lower" | "upper";

/** Coefficients are quotients in floating point; what is this near to 0 is 0. */
const rounding = 1e-9;
/** Products of more symbols, and more steps for one bound, are given up: nothing is shown then. */
const mostSymbols = 6;
const mostSteps = 1000;

interface Budget {
  steps: number;
}

/** True where `a` is at least `b` for all sizes of 1 or larger; false where that is not so or not shown. */
export function neverSmaller(a: SizeExpression, b: SizeExpression): boolean {
  const lower = polynomialBound(subtractExpressions(a, b), "lower", { steps: mostSteps });
  return lower !== undefined && leastValue(lower) >= -rounding;
}

/** True where two formulas are different for all sizes of 1 or larger, such as `H` and `H + 1`. */
export function neverEqual(a: SizeExpression, b: SizeExpression): boolean {
  const difference = subtractExpressions(a, b);
  if (difference.terms.length === 0) return difference.constant !== 0;
  // `2·⌊H/2⌋ = 4·W + 1` has no solution in whole numbers.
  const divisor = difference.terms.reduce((common, term) => greatestCommonDivisor(common, term.factor), 0);
  if (difference.constant % divisor !== 0) return true;
  return [difference, subtractExpressions(b, a)].some((side) => {
    const lower = polynomialBound(side, "lower", { steps: mostSteps });
    return lower !== undefined && leastValue(lower) > rounding;
  });
}

/** A polynomial of the symbols that is never above (or never below) the formula. */
function polynomialBound(expression: SizeExpression, side: Side, budget: Budget): Polynomial | undefined {
  let sum: Polynomial = new Map([["", expression.constant]]);
  for (const term of expression.terms) {
    const bound = termBound(term, side, budget);
    if (!bound) return undefined;
    sum = add(sum, bound, 1);
  }
  return sum;
}

function termBound({ factor, atoms }: SizeTerm, side: Side, budget: Budget): Polynomial | undefined {
  // A negative factor turns the bounds around.
  const wanted: Side = factor > 0 === (side === "lower") ? "lower" : "upper";
  if (atoms.length > mostSymbols) return undefined;
  let product: Polynomial = new Map([["", 1]]);
  for (const atom of atoms) {
    const bound = atomBound(atom, wanted, budget);
    if (!bound) return undefined;
    // Bounds multiply only where no factor can be negative.
    if (atoms.length > 1 && !(leastOf(atom, budget) >= 0)) return undefined;
    if (atoms.length > 1 && wanted === "lower" && leastValue(bound) < 0) return new Map();
    if (product.size * bound.size > mostSteps) return undefined;
    product = multiply(product, bound);
  }
  return add(new Map(), product, factor);
}

function atomBound(atom: SizeAtom, side: Side, budget: Budget): Polynomial | undefined {
  if (budget.steps-- <= 0) return undefined;
  switch (atom.kind) {
    case "symbol":
      return new Map([[atom.text, 1]]);
    case "quotient": {
      // Of whole numbers: (p − by + 1)/by <= ⌊p/by⌋ <= p/by.
      const dividend = polynomialBound(atom.of, side, budget);
      if (!dividend) return undefined;
      const cut = side === "lower" ? new Map([["", 1 - atom.by]]) : new Map<string, number>();
      return add(new Map(), add(dividend, cut, 1), 1 / atom.by);
    }
    case "largest":
      return undefined;
  }
}

/** A quotient of a dividend that is 0 or more is 0 or more itself, although its bound is not. */
function leastOf(atom: SizeAtom, budget: Budget): number {
  if (atom.kind === "symbol") return 1;
  if (atom.kind === "largest") return Number.NEGATIVE_INFINITY;
  const dividend = polynomialBound(atom.of, "lower", budget);
  return dividend ? Math.floor((leastValue(dividend) + rounding) / atom.by) : Number.NEGATIVE_INFINITY;
}

/** Least value over sizes of 1 or larger, where it is the one at 1; minus infinity where it is not shown to be. */
function leastValue(polynomial: Polynomial): number {
  // With every size written as 1 + x, no falling term may be left.
  const shifted = new Map<string, number>();
  for (const [key, factor] of polynomial) {
    const symbols = key === "" ? [] : key.split("·");
    if (symbols.length > mostSymbols) return Number.NEGATIVE_INFINITY;
    for (let chosen = 0; chosen < 2 ** symbols.length; chosen++) {
      const kept = symbols.filter((_, index) => (chosen >> index) & 1).join("·");
      shifted.set(kept, (shifted.get(kept) ?? 0) + factor);
    }
  }
  const falling = [...shifted].some(([key, factor]) => key !== "" && factor < -rounding);
  return falling ? Number.NEGATIVE_INFINITY : (shifted.get("") ?? 0);
}

function add(a: Polynomial, b: Polynomial, factor: number): Polynomial {
  const sum = new Map(a);
  for (const [key, value] of b) sum.set(key, (sum.get(key) ?? 0) + value * factor);
  return sum;
}

function multiply(a: Polynomial, b: Polynomial): Polynomial {
  const product = new Map<string, number>();
  for (const [left, x] of a) {
    for (const [right, y] of b) {
      const key = [left, right]
        .filter((text) => text !== "")
        .flatMap((text) => text.split("·"))
        .sort()
        .join("·");
      product.set(key, (product.get(key) ?? 0) + x * y);
    }
  }
  return product;
}
