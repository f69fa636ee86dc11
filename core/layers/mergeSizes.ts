/** Whether sizes that meet in a merging layer are equal: always, never, or for some sizes of the input. */
import { type Dim, dimExpression, formatDim, knownDim, neverSameDim, sameDim } from "../shape/dim.ts";
import { formatShape, type RankedShape, rankedShape } from "../shape/shape.ts";
import { evaluateExpression, subtractExpressions, symbolsOf } from "../shape/sizeExpression.ts";
import { formatSizeSet, type SizeSet, sizesThat } from "../shape/sizeSet.ts";
import type { ConfigReader } from "./configReader.ts";

/** Longer formulas are not tried with numbers: nobody reads them, and a file may hold very many. */
const longestTried = 100;
/** The same few formulas meet again at every skip connection of a model. */
const solved = new Map<string, SizeSet>();
const mostSolved = 500;

/** The sizes of the one free axis for which two dims are equal; `undefined` where that is no question of one axis. */
export function sizesWhereEqual(
  a: Dim,
  b: Dim,
): { readonly symbol: string; readonly sizes: SizeSet } | undefined {
  if (a.kind === "unknown" || b.kind === "unknown" || sameDim(a, b) || neverSameDim(a, b)) return undefined;
  const difference = subtractExpressions(dimExpression(a), dimExpression(b));
  if (difference.text.length > longestTried) return undefined;
  const [symbol, ...others] = symbolsOf(difference);
  if (symbol === undefined || others.length > 0) return undefined;
  const found = solved.get(difference.text);
  if (found) return { symbol, sizes: found };
  const sizes = sizesThat((size) => evaluateExpression(difference, () => size) === 0);
  if (solved.size >= mostSolved) solved.clear();
  solved.set(difference.text, sizes);
  return { symbol, sizes };
}

/** Tells, once for each pair of formulas, for which inputs they fit; silent where that is no question of one axis. */
export function reportFit(reader: ConfigReader, pairs: readonly (readonly [Dim, Dim])[]): void {
  const texts = new Set<string>();
  for (const [a, b] of pairs) {
    const where = sizesWhereEqual(a, b);
    if (!where) continue;
    texts.add(`${formatDim(a)} = ${formatDim(b)}, for ${where.symbol}: ${formatSizeSet(where.sizes)}`);
  }
  if (texts.size === 0) return;
  reader.report(
    "shapes-do-not-merge",
    `The inputs of "${reader.node.name}" fit together only where ${[...texts].join("; and where ")}.`,
    { severity: "information" },
  );
}

/** `112×112×64` of sizes without a batch. */
export function formatSizes(dims: readonly Dim[]): string {
  const shape: RankedShape = rankedShape([knownDim(1), ...dims]);
  return formatShape(shape);
}
