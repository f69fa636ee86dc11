/** Einstein's sum convention: what `ab,bc->ac` makes of its operands, and which axes it sums over. */
import { type Dim, knownDim, neverSameDim } from "../../shape/dim.ts";

export interface EinsumAnswer {
  readonly output: readonly Dim[];
  /** Every axis that is walked over, output and summed alike, by its letter. */
  readonly axes: ReadonlyMap<string, Dim>;
  /** The letter of each operand's first axis, which is the batch of a tensor. */
  readonly first: readonly (string | undefined)[];
}

/** `undefined` for subscripts that cannot be read; a text says which letter stands for two sizes. */
export function readEinsum(
  subscripts: string,
  operands: readonly (readonly Dim[])[],
): EinsumAnswer | string | undefined {
  const [left = "", right] = subscripts.replaceAll(" ", "").split("->");
  const terms = left.split(",");
  if (terms.length !== operands.length || ![...terms, right ?? ""].every(isTerm)) return undefined;
  const axes = new Map<string, Dim>();
  const spread = Math.max(
    0,
    ...terms.map((term, index) =>
      term.includes("...") ? (operands[index]?.length ?? 0) - term.replace("...", "").length : 0,
    ),
  );
  const first: (string | undefined)[] = [];
  for (const [index, term] of terms.entries()) {
    const dims = operands[index] ?? [];
    const letters = lettersOf(term, dims.length - term.replace("...", "").length, spread);
    if (letters.length !== dims.length) return undefined;
    first.push(letters[0]);
    for (const [axis, letter] of letters.entries()) {
      const dim = dims[axis] ?? knownDim(1);
      const known = axes.get(letter);
      const wide = !known || (known.kind === "known" && known.value === 1) || known.kind !== "known";
      if (known && !isOne(known) && !isOne(dim) && neverSameDim(known, dim)) return letter;
      if (wide && !(known && isOne(dim))) axes.set(letter, dim.kind === "known" || !known ? dim : known);
    }
  }
  const output = right === undefined ? implicitOutput(terms) : right;
  const letters = lettersOf(output, spread, spread);
  const dims = letters.map((letter) => axes.get(letter));
  return dims.every((dim) => dim !== undefined) ? { output: dims, axes, first } : undefined;
}

/** Axes under the dots are named from the last one, so that they meet from the right. */
function lettersOf(term: string, hidden: number, spread: number): string[] {
  const [before = "", after] = term.split("...");
  if (after === undefined) return [...before];
  const dots = Array.from({ length: Math.max(0, hidden) }, (_, index) => `.${spread - hidden + index}`);
  return [...before, ...dots, ...after];
}

/** Letters that stand once, in the alphabet's order. */
function implicitOutput(terms: readonly string[]): string {
  const all = terms.join("").replaceAll(".", "");
  const once = [...new Set(all)].filter((letter) => all.split(letter).length === 2).sort();
  return `${terms.some((term) => term.includes("...")) ? "..." : ""}${once.join("")}`;
}

function isTerm(term: string): boolean {
  return /^[A-Za-z]*(?:\.\.\.)?[A-Za-z]*$/.test(term) && term.length <= 60;
}

function isOne(dim: Dim): boolean {
  return dim.kind === "known" && dim.value === 1;
}
