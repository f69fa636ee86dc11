/** Whether sizes that meet in a merging layer are equal: always, never, or for some sizes of the input. */
import { type Dim, dimExpression, formatDim, knownDim, neverSameDim, sameDim } from "../shape/dim.ts";
import { formatShape, type RankedShape, rankedShape } from "../shape/shape.ts";
import { evaluateExpression, symbolsOf } from "../shape/sizeExpression.ts";
import { formatSizeSet, nearestSizes, type SizeSet, sizesThat } from "../shape/sizeSet.ts";
import type { ConfigReader } from "./configReader.ts";

/** Longer formulas are not tried with numbers: nobody reads them, and a file may hold very many. */
const longestTried = 100;
/** The same few formulas meet again at every skip connection of a model. */
const solved = new Map<string, SizeSet>();
const mostSolved = 500;

/** Sizes that stand opposite each other, and whether a size of 1 is stretched to the other. */
export interface MeetingSizes {
  readonly a: Dim;
  readonly b: Dim;
  readonly stretches: boolean;
}

/** The sizes of the one free axis for which two dims fit together; `undefined` where that is no question of one axis. */
function sizesWhereFitting({
  a,
  b,
  stretches,
}: MeetingSizes): { readonly symbol: string; readonly sizes: SizeSet } | undefined {
  if (a.kind === "unknown" || b.kind === "unknown" || sameDim(a, b)) return undefined;
  const [left, right] = [dimExpression(a), dimExpression(b)];
  const key = `${left.text} ${stretches ? "~" : "="} ${right.text}`;
  if (key.length > longestTried) return undefined;
  const [symbol, ...others] = new Set([...symbolsOf(left), ...symbolsOf(right)]);
  if (symbol === undefined || others.length > 0) return undefined;
  const found = solved.get(key);
  if (found) return { symbol, sizes: found };
  const sizes = sizesThat((size) => {
    const [one, other] = [
      evaluateExpression(left, () => size) ?? 0,
      evaluateExpression(right, () => size) ?? 0,
    ];
    if (one < 1 || other < 1) return false;
    return one === other || (stretches && (one === 1 || other === 1));
  });
  if (solved.size >= mostSolved) solved.clear();
  solved.set(key, sizes);
  return { symbol, sizes };
}

/** The size that comes of two that can never be equal: that opposite the one that may be 1; `undefined` where neither can be. */
export function stretchedDim(a: Dim, b: Dim): Dim | undefined {
  if (a.kind === "unknown" || b.kind === "unknown") return a;
  const one = knownDim(1);
  const fit = sizesWhereFitting({ a, b, stretches: true });
  if (!fit) {
    if (!neverSameDim(b, one)) return a;
    return neverSameDim(a, one) ? undefined : b;
  }
  const [smallest] = nearestSizes(fit.sizes, 0);
  if (smallest === undefined) return undefined;
  return evaluateExpression(dimExpression(b), () => smallest) === 1 ? a : b;
}

/** Tells, once for each pair of formulas, for which inputs they fit; silent where that is no question of one axis. */
export function reportFit(reader: ConfigReader, pairs: readonly MeetingSizes[]): void {
  const texts = new Set<string>();
  for (const pair of pairs) {
    const where = sizesWhereFitting(pair);
    if (!where || (where.sizes.kind === "all" && where.sizes.from === 1)) continue;
    const what = `${formatDim(pair.a)} = ${formatDim(pair.b)}${pair.stretches ? " or one of them is 1" : ""}`;
    texts.add(`${what}, for ${where.symbol}: ${formatSizeSet(where.sizes)}`);
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
