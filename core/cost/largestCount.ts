/** The largest of several counts, some of which may depend on free sizes. */
import { neverSmaller } from "../shape/expressionBounds.ts";
import {
  atomExpression,
  numberExpression,
  type SizeExpression,
  subtractExpressions,
  sumExpressions,
} from "../shape/sizeExpression.ts";

/** More formulas of which none is the largest for all sizes are not carried. */
const mostCandidates = 40;

/**
 * `max(a, b)` as a formula, without those that are never the largest while every free size is 1 or more; `undefined` where
 * too many are left.
 */
export function largestExpression(given: readonly SizeExpression[]): SizeExpression | undefined {
  const all = given.flatMap(withoutLargest);
  const numbers = all.filter(({ terms }) => terms.length === 0);
  const largestNumber = numbers.reduce((largest, { constant }) => Math.max(largest, constant), -Infinity);
  const candidates: SizeExpression[] = numbers.length > 0 ? [numberExpression(largestNumber)] : [];
  const met = new Set<string>();
  for (const candidate of all) {
    if (candidate.terms.length === 0) continue;
    if (met.has(candidate.text)) continue;
    met.add(candidate.text);
    if (candidates.some((other) => neverSmaller(other, candidate))) continue;
    for (let index = candidates.length - 1; index >= 0; index--) {
      if (neverSmaller(candidate, candidates[index] as SizeExpression)) candidates.splice(index, 1);
    }
    candidates.push(candidate);
    if (candidates.length > mostCandidates) return undefined;
  }
  const [first] = candidates;
  if (!first) return numberExpression(0);
  if (candidates.length === 1) return first;
  const text = `max(${candidates.map((candidate) => candidate.text).join(", ")})`;
  return atomExpression({ kind: "largest", of: candidates, text });
}

/** `max(a, b) + c` as `a + c` and `b + c`. */
function withoutLargest(expression: SizeExpression): SizeExpression[] {
  for (const { factor, atoms } of expression.terms) {
    const [atom] = atoms;
    if (factor !== 1 || atoms.length !== 1 || atom?.kind !== "largest") continue;
    const rest = subtractExpressions(expression, atomExpression(atom));
    return atom.of.map((part) => sumExpressions([part, rest]));
  }
  return [expression];
}
