/** What a model asks of its input sizes: every axis of every tensor at least 1 long, and equal sizes where branches meet. */
import type { CallAnalysis, ModelAnalysis } from "../graph/modelAnalysis.ts";
import { type Dim, dimExpression, sameDim } from "../shape/dim.ts";
import type { RankedShape, Shape } from "../shape/shape.ts";
import { evaluateExpression, type SizeExpression, symbolsOf } from "../shape/sizeExpression.ts";

export interface SizeConditions {
  /** Formulas that must be 1 or more, each once. */
  readonly positive: readonly SizeExpression[];
  /** Pairs that must be equal; `stretches` where one of them may be 1 instead. */
  readonly equal: readonly EqualSizes[];
}

export interface EqualSizes {
  readonly left: SizeExpression;
  readonly right: SizeExpression;
  readonly stretches: boolean;
}

/** Conditions of a model analysed with free sizes, those of the models inside it too. */
export function sizeConditions(analysis: ModelAnalysis): SizeConditions {
  const positive = new Map<string, SizeExpression>();
  const equal = new Map<string, EqualSizes>();
  collect(analysis, positive, equal);
  return { positive: [...positive.values()], equal: [...equal.values()] };
}

/** True where all conditions that depend on this size alone hold for it. */
export function conditionsOn(symbol: string, conditions: SizeConditions): (size: number) => boolean {
  const positive = conditions.positive.filter((formula) => isAbout([formula], symbol));
  const equal = conditions.equal.filter(({ left, right }) => isAbout([left, right], symbol));
  return (size) => {
    const value = (formula: SizeExpression) => evaluateExpression(formula, () => size) ?? 0;
    return (
      positive.every((formula) => value(formula) >= 1) &&
      equal.every(({ left, right, stretches }) => {
        const [a, b] = [value(left), value(right)];
        return a === b || (stretches && (a === 1 || b === 1));
      })
    );
  };
}

function isAbout(formulas: readonly SizeExpression[], symbol: string): boolean {
  const symbols = new Set(formulas.flatMap((formula) => [...symbolsOf(formula)]));
  return symbols.size === 1 && symbols.has(symbol);
}

function collect(
  analysis: ModelAnalysis,
  positive: Map<string, SizeExpression>,
  equal: Map<string, EqualSizes>,
): void {
  for (const layer of analysis.layers) {
    for (const call of layer.calls) {
      for (const dim of call.outputs.flatMap(dimsOf)) {
        if (dim.kind === "symbol") positive.set(dim.expression.text, dim.expression);
      }
      for (const pair of meetingSizes(call)) {
        const key = `${pair.left.text} = ${pair.right.text}${pair.stretches ? " or 1" : ""}`;
        equal.set(key, pair);
      }
      if (call.nested) collect(call.nested, positive, equal);
    }
  }
}

/** Sizes that stand opposite each other in a merging layer and are not surely equal. */
function meetingSizes(call: CallAnalysis): EqualSizes[] {
  const operation = call.inference?.operation;
  if (operation?.op !== "merge" && operation?.op !== "concatenate") return [];
  const joined = operation.op === "concatenate" ? operation.axis : undefined;
  const [first, ...others] = call.inputs;
  if (first?.kind !== "ranked") return [];
  return others.flatMap((other) => (other.kind === "ranked" ? opposites(first, other, joined) : []));
}

function opposites(a: RankedShape, b: RankedShape, joined: number | undefined): EqualSizes[] {
  const pairs: EqualSizes[] = [];
  // Element-wise merges align shapes at their ends, behind the batch.
  const common = Math.min(a.dims.length, b.dims.length) - 1;
  for (let back = 1; back <= common; back++) {
    const [left, right] = [a.dims.at(-back), b.dims.at(-back)];
    if (!left || !right || a.dims.length - back === joined) continue;
    if (left.kind === "unknown" || right.kind === "unknown" || sameDim(left, right)) continue;
    const stretches = joined === undefined;
    if (stretches && (isOne(left) || isOne(right))) continue;
    pairs.push({ left: dimExpression(left), right: dimExpression(right), stretches });
  }
  return pairs;
}

function dimsOf(shape: Shape): readonly Dim[] {
  return shape.kind === "ranked" ? shape.dims.slice(1) : [];
}

function isOne(dim: Dim): boolean {
  return dim.kind === "known" && dim.value === 1;
}
