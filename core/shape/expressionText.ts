/** How formulas of sizes are written: `64·(H − 2)·(W − 2)`, `2·⌈W/2⌉ − 3`; the text is a function of the canonical form. */
import { greatestCommonDivisor } from "./commonDivisor.ts";
import type { SizeAtom, SizeExpression, SizeTerm } from "./sizeExpression.ts";

/** A sum, the constant last; as a product where it is one of two sizes. */
export function expressionText(terms: readonly SizeTerm[], constant: number): string {
  return productText(terms, constant) ?? sumText(terms, constant);
}

/** Atoms of one term, without its factor: `⌈H/2⌉·W`. */
export function termText(atoms: readonly SizeAtom[]): string {
  return atoms.map((atom) => atom.text).join("·");
}

/** `⌊of / by⌋`, written `⌈H/2⌉` where that is the shorter way to say it. */
export function quotientText(of: SizeExpression, by: number): string {
  const up = of.constant === by - 1;
  const shown = up ? expressionText(of.terms, 0) : of.text;
  const sum = of.terms.length > 1 || (!up && of.constant !== 0);
  const dividend = sum && !isProduct(of, up ? 0 : of.constant) ? `(${shown})` : shown;
  return up ? `⌈${dividend}/${by}⌉` : `⌊${dividend}/${by}⌋`;
}

function isProduct(of: SizeExpression, constant: number): boolean {
  return productText(of.terms, constant) !== undefined;
}

function sumText(terms: readonly SizeTerm[], constant: number): string {
  const parts = terms.map(({ factor, atoms }) => ({
    negative: factor < 0,
    text: Math.abs(factor) === 1 ? termText(atoms) : `${Math.abs(factor)}·${termText(atoms)}`,
  }));
  if (constant !== 0 || parts.length === 0) {
    parts.push({ negative: constant < 0, text: String(Math.abs(constant)) });
  }
  return parts
    .map(({ negative, text }, index) => {
      if (index === 0) return negative ? `−${text}` : text;
      return `${negative ? " − " : " + "}${text}`;
    })
    .join("");
}

/** `common·(p·A + q)·(r·B + s)` where the sum is such a product, as that of two sizes with offsets always is. */
function productText(terms: readonly SizeTerm[], constant: number): string | undefined {
  const [first, ...rest] = terms;
  const [a, b] = first?.atoms ?? [];
  if (!first || !a || !b || first.atoms.length !== 2 || a.text === b.text || terms.length > 3)
    return undefined;
  if (rest.length === 0) return undefined;
  const coefficient = (atom: SizeAtom) =>
    rest.find((term) => term.atoms.length === 1 && term.atoms[0]?.text === atom.text)?.factor ?? 0;
  const [ofA, ofB] = [coefficient(a), coefficient(b)];
  if ([ofA, ofB].filter((factor) => factor !== 0).length !== rest.length) return undefined;
  const all = [first.factor, ofA, ofB, constant];
  const common = Math.sign(first.factor) * all.reduce(greatestCommonDivisor);
  const [ab, onlyA, onlyB, none] = all.map((value) => value / common) as [number, number, number, number];
  const p = greatestCommonDivisor(ab, onlyA);
  const r = ab / p;
  const [q, s] = [onlyB / r, onlyA / p];
  if (!Number.isInteger(q) || q * s !== none) return undefined;
  const factors = [linearText(p, a, q), linearText(r, b, s)];
  return common === 1 ? factors.join("·") : [common < 0 ? `−${-common}` : common, ...factors].join("·");
}

function linearText(factor: number, atom: SizeAtom, offset: number): string {
  const text = sumText([{ factor, atoms: [atom] }], offset);
  return offset === 0 ? text : `(${text})`;
}
