/**
 * A size that depends on free sizes of the input, kept as a formula such as `⌈H/2⌉`, never as a guess. Formulas have one
 * canonical form, a sum of products of symbols and rounded quotients, so that like terms meet and equal text is equality.
 */
import { greatestCommonDivisor } from "./commonDivisor.ts";
import { expressionText, quotientText, termText } from "./expressionText.ts";

export interface SizeExpression {
  /** Without like terms, in reading order; empty for a number. */
  readonly terms: readonly SizeTerm[];
  readonly constant: number;
  /** What a person reads: `2·⌈W/2⌉ − 3`. Two expressions of the same text are the same. */
  readonly text: string;
}

/** `factor` times all `atoms`; the factor is a whole number other than 0. */
export interface SizeTerm {
  readonly factor: number;
  readonly atoms: readonly SizeAtom[];
}

export type SizeAtom =
  | {
      readonly kind: "symbol";
      readonly text: string;
      /** Of a number that the program fixes when it makes the model, why it is not known here; none of a size that stays free. */
      readonly open?: string;
    }
  /** `⌊of / by⌋`; the constant of `of` is 0 to `by - 1`, so that `⌈H/2⌉` is `⌊(H + 1)/2⌋`. */
  | { readonly kind: "quotient"; readonly of: SizeExpression; readonly by: number; readonly text: string }
  /** The largest of several. */
  | { readonly kind: "largest"; readonly of: readonly SizeExpression[]; readonly text: string };

/** Products of more terms than this are not multiplied out. */
const longestProduct = 1024;

export function symbolExpression(name: string): SizeExpression {
  return atomExpression({ kind: "symbol", text: name });
}

/** A number that the program fixes when it makes the model and that is not known here; `reason` says why. */
export function openNumber(name: string, reason: string): SizeExpression {
  return atomExpression({ kind: "symbol", text: name, open: reason });
}

export function numberExpression(value: number): SizeExpression {
  return { terms: [], constant: value, text: expressionText([], value) };
}

/** An atom alone. */
export function atomExpression(atom: SizeAtom): SizeExpression {
  return fromTerms([{ factor: 1, atoms: [atom] }], 0);
}

/** Sum of any number of expressions, like terms collected. */
export function sumExpressions(parts: readonly SizeExpression[]): SizeExpression {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  return fromTerms(
    parts.flatMap((part) => part.terms),
    parts.reduce((sum, part) => sum + part.constant, 0),
  );
}

/** `factor·of + offset`. */
export function affineExpression(of: SizeExpression, factor: number, offset: number): SizeExpression {
  if (factor === 1 && offset === 0) return of;
  const terms = of.terms.map((term) => ({ factor: term.factor * factor, atoms: term.atoms }));
  return fromTerms(terms, of.constant * factor + offset);
}

/** `a − b`; a number where both depend on the input alike. */
export function subtractExpressions(a: SizeExpression, b: SizeExpression): SizeExpression {
  return sumExpressions([a, affineExpression(b, -1, 0)]);
}

/** Product, multiplied out; `undefined` where that would be too long to carry. */
export function multiplyExpressions(a: SizeExpression, b: SizeExpression): SizeExpression | undefined {
  if (a.terms.length === 0) return affineExpression(b, a.constant, 0);
  if (b.terms.length === 0) return affineExpression(a, b.constant, 0);
  if (a.terms.length * b.terms.length > longestProduct) return undefined;
  const terms = a.terms.flatMap((left) =>
    b.terms.map((right) => ({
      factor: left.factor * right.factor,
      atoms: [...left.atoms, ...right.atoms].sort((x, y) => compareText(x.text, y.text)),
    })),
  );
  const scaled = (of: SizeExpression, by: number) =>
    of.terms.map((term) => ({ factor: term.factor * by, atoms: term.atoms }));
  return fromTerms([...terms, ...scaled(a, b.constant), ...scaled(b, a.constant)], a.constant * b.constant);
}

/** Division by a positive whole number, rounded down or up. */
export function divideExpression(of: SizeExpression, by: number, rounding: "floor" | "ceil"): SizeExpression {
  return rounding === "floor" ? floorDivide(of, by) : floorDivide(affineExpression(of, 1, by - 1), by);
}

/** The value once every symbol has one; `undefined` while one is missing. */
export function evaluateExpression(
  expression: SizeExpression,
  sizeOf: (symbol: string) => number | undefined,
): number | undefined {
  let sum = expression.constant;
  for (const term of expression.terms) {
    let product = term.factor;
    for (const atom of term.atoms) {
      const value = evaluateAtom(atom, sizeOf);
      if (value === undefined) return undefined;
      product *= value;
    }
    sum += product;
  }
  return sum;
}

/** Names of all symbols in an expression. */
export function symbolsOf(expression: SizeExpression, names: Set<string> = new Set()): Set<string> {
  for (const { text } of symbolAtoms(expression)) names.add(text);
  return names;
}

/** Why the number that a formula stands for is not known, where the program fixes all that is open in it; else `undefined`. */
export function whyOpen(expression: SizeExpression): string | undefined {
  let reason: string | undefined;
  for (const { open } of symbolAtoms(expression)) {
    if (open === undefined) return undefined;
    reason ??= open;
  }
  return reason;
}

function* symbolAtoms({ terms }: SizeExpression): Generator<Extract<SizeAtom, { kind: "symbol" }>> {
  for (const atom of terms.flatMap((term) => term.atoms)) {
    if (atom.kind === "symbol") yield atom;
    else for (const inner of atom.kind === "quotient" ? [atom.of] : atom.of) yield* symbolAtoms(inner);
  }
}

/** True while every number of it is exact in 64-bit floating point. */
export function isExact({ terms, constant }: SizeExpression): boolean {
  return Number.isSafeInteger(constant) && terms.every((term) => Number.isSafeInteger(term.factor));
}

function evaluateAtom(atom: SizeAtom, sizeOf: (symbol: string) => number | undefined): number | undefined {
  if (atom.kind === "symbol") return sizeOf(atom.text);
  if (atom.kind === "quotient") {
    const dividend = evaluateExpression(atom.of, sizeOf);
    return dividend === undefined ? undefined : Math.floor(dividend / atom.by);
  }
  let largest: number | undefined;
  for (const part of atom.of) {
    const value = evaluateExpression(part, sizeOf);
    if (value === undefined) return undefined;
    largest = Math.max(largest ?? value, value);
  }
  return largest;
}

/** The text as one factor: a sum in brackets, so that a sign of multiplication or a unit can stand beside it. */
export function factorText({ text }: SizeExpression): string {
  let depth = 0;
  for (const character of text) {
    if ("(⌈⌊".includes(character)) depth++;
    else if (")⌉⌋".includes(character)) depth--;
    else if (depth === 0 && character === " ") return `(${text})`;
  }
  return text;
}

/** Collects like terms and puts them in order: products before single sizes, each by its text. */
function fromTerms(given: readonly SizeTerm[], constant: number): SizeExpression {
  const byText = new Map<string, { factor: number; readonly atoms: readonly SizeAtom[] }>();
  for (const { factor, atoms } of given) {
    const key = termText(atoms);
    const like = byText.get(key);
    if (like) like.factor += factor;
    else byText.set(key, { factor, atoms });
  }
  const terms = [...byText]
    .filter(([, term]) => term.factor !== 0)
    .sort(([a, x], [b, y]) => y.atoms.length - x.atoms.length || compareText(a, b))
    .map(([, term]) => term);
  // Adding 0 turns −0 into 0, which deep comparisons tell apart.
  return { terms, constant: constant + 0, text: expressionText(terms, constant) };
}

/**
 * What `by` divides leaves the quotient: `⌊(2·H + W)/2⌋ = H + ⌊W/2⌋`. A common divisor goes, `⌊(2·H + 1)/4⌋ = ⌊H/2⌋`, and
 * quotients of a quotient are one: `⌊(⌊p/a⌋ + r)/b⌋ = ⌊(p + a·r)/(a·b)⌋`.
 */
function floorDivide(of: SizeExpression, by: number): SizeExpression {
  if (by === 1) return of;
  const whole = of.terms.filter((term) => term.factor % by === 0);
  const rest = of.terms.filter((term) => term.factor % by !== 0);
  const quotient = Math.floor(of.constant / by);
  const outside = fromTerms(
    whole.map((term) => ({ factor: term.factor / by, atoms: term.atoms })),
    quotient,
  );
  if (rest.length === 0) return outside;
  const divisor = rest.reduce((common, term) => greatestCommonDivisor(common, term.factor), by);
  const inside = fromTerms(
    rest.map((term) => ({ factor: term.factor / divisor, atoms: term.atoms })),
    Math.floor((of.constant - quotient * by) / divisor),
  );
  return sumExpressions([outside, quotientOf(inside, by / divisor)]);
}

/** `⌊of / by⌋`, where nothing is left to take out. */
function quotientOf(of: SizeExpression, by: number): SizeExpression {
  if (by === 1) return of;
  const [term] = of.terms;
  const [atom] = term?.atoms ?? [];
  const alone = of.terms.length === 1 && term?.factor === 1 && term.atoms.length === 1;
  if (alone && atom?.kind === "quotient" && Number.isSafeInteger(atom.by * by)) {
    return floorDivide(affineExpression(atom.of, 1, atom.by * of.constant), atom.by * by);
  }
  return atomExpression({ kind: "quotient", of, by, text: quotientText(of, by) });
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
