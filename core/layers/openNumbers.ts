/**
 * Layers of a program that leaves numbers open, such as the `units` of a function that nothing calls: their shapes, weights and
 * work as formulas of those numbers.
 *
 * Layers compute with numbers, so each open one has a prime stand in for it. A size that the prime divides is a multiple of the
 * open number. Where two sets of primes do not lead to the same formulas, nothing is said.
 */
import { type Count, formulaCount } from "../cost/count.ts";
import type { LayerConfig, ParamValue } from "../graph/paramValue.ts";
import type { Inferred, Problem } from "../graph/problem.ts";
import { type Dim, formulaDim, isFreeDim, knownDim } from "../shape/dim.ts";
import { rankedShape, type Shape, unrankedShape } from "../shape/shape.ts";
import {
  atomExpression,
  multiplyExpressions,
  numberExpression,
  type SizeExpression,
  sumExpressions,
  whyOpen,
} from "../shape/sizeExpression.ts";
import type { LayerInference, OpenWeight } from "./layerInference.ts";
import type { LayerCallContext } from "./layerSpec.ts";

type Infer = (call: LayerCallContext) => Inferred<LayerInference>;

/** What `infer` gives, with formulas where the layer needs numbers that the program leaves open. */
export function inferOpenNumbers(call: LayerCallContext, infer: Infer): Inferred<LayerInference> {
  const plain = infer(call);
  if (plain.value.operation || plain.value.weights) return plain;
  const open = openNumbers(call);
  if (open.length === 0) return plain;
  const reason = open.map(whyOpen).find((why) => why !== undefined) ?? "";
  for (const axis of [undefined, -1, 1]) {
    const [first, second] = primes.map((set) => inferWith(call, infer, { set, axis, reason }));
    if (!first || !second) continue;
    if (first.kind === "wrong") {
      if (second.kind === "wrong" && sameTexts(first.problems, second.problems))
        return { value: plain.value, problems: first.problems };
      continue;
    }
    if (second.kind === "read" && sameInference(first.value, second.value))
      return { value: first.value, problems: first.problems };
  }
  return withoutFreeErrors(plain, reason);
}

/** No number of a model has one of them as a factor by chance; products of four stay exact. */
const primes: readonly (readonly number[])[] = [
  [2003, 2011, 2017, 2027, 2029, 2039],
  [3001, 3011, 3019, 3023, 3037, 3041],
];

function openNumbers({ node, inputs }: LayerCallContext): SizeExpression[] {
  const found: SizeExpression[] = [];
  for (const [name, param] of Object.entries(node.config))
    if (name !== "batch_shape" && param.kind === "notComputable")
      found.push(...[param.size, ...(param.sizes ?? [])].filter((size) => size !== undefined));
  for (const shape of inputs)
    if (shape.kind === "ranked")
      for (const dim of shape.dims.slice(1))
        if (dim.kind === "symbol" && !isFreeDim(dim)) found.push(dim.expression);
  return found;
}

interface StandIns {
  readonly set: readonly number[];
  /** Of the inputs, the one whose open size gets a stand-in too: the features of most layers. */
  readonly axis: number | undefined;
  readonly reason: string;
}

type Outcome =
  | { readonly kind: "read"; readonly value: LayerInference; readonly problems: readonly Problem[] }
  /** The layer cannot be, whatever the numbers. */
  | { readonly kind: "wrong"; readonly problems: readonly Problem[] };

function inferWith(
  call: LayerCallContext,
  infer: Infer,
  { set, axis, reason }: StandIns,
): Outcome | undefined {
  const standing = new Map<string, { readonly prime: number; readonly of: SizeExpression }>();
  const standIn = (of: SizeExpression): number | undefined => {
    const prime = standing.get(of.text)?.prime ?? set[standing.size];
    if (prime !== undefined) standing.set(of.text, { prime, of });
    return prime;
  };
  const config = configWith(call.node.config, standIn);
  const inputs =
    axis === undefined ? call.inputs : call.inputs.map((shape) => shapeWith(shape, axis, standIn));
  if (standing.size === 0) return undefined;
  const { value, problems } = infer({ ...call, inputs, node: { ...call.node, config } });
  const used = [...standing.values()];
  const told = problems.filter(({ message }) => !used.some(({ prime }) => message.includes(String(prime))));
  if (problems.some(({ severity }) => severity === "error"))
    return told.length === problems.length && !told.some(({ code }) => code === "size-not-known")
      ? { kind: "wrong", problems: told }
      : undefined;
  if (!value.weights || value.outputs.some(({ kind }) => kind === "unranked")) return undefined;
  return { kind: "read", value: decoded(value, used, reason), problems: told };
}

function configWith(config: LayerConfig, standIn: (of: SizeExpression) => number | undefined): LayerConfig {
  const changed: Record<string, ParamValue> = Object.assign(Object.create(null), config);
  for (const [name, param] of Object.entries(config)) {
    if (name === "batch_shape" || param.kind !== "notComputable") continue;
    const { size, sizes, known, range } = param;
    const list = sizes?.map((each, index) => known?.[index] ?? (each && standIn(each)));
    const value = size ? standIn(size) : list?.every((each) => each !== undefined) ? list : undefined;
    if (value !== undefined) changed[name] = { kind: "constant", value, range };
  }
  return changed;
}

function shapeWith(shape: Shape, axis: number, standIn: (of: SizeExpression) => number | undefined): Shape {
  if (shape.kind === "unranked") return shape;
  const at = axis < 0 ? shape.dims.length + axis : axis;
  return rankedShape(
    shape.dims.map((dim, index) => {
      if (index !== at || dim.kind !== "symbol" || isFreeDim(dim)) return dim;
      const prime = standIn(dim.expression);
      return prime === undefined ? dim : knownDim(prime);
    }),
  );
}

type Used = readonly { readonly prime: number; readonly of: SizeExpression }[];

function decoded(value: LayerInference, used: Used, reason: string): LayerInference {
  const dims = (sizes: readonly number[]) => sizes.map((size) => dimOf(size, used));
  return {
    ...value,
    outputs: value.outputs.map((shape) => shapeOf(shape, used)),
    operation: null,
    weights: null,
    openWeights: (value.weights ?? []).map(
      ({ name, shape, trainable }): OpenWeight => ({ name, dims: dims(shape), trainable }),
    ),
    macs: value.macs.map((stage) => ({
      ...stage,
      factors: stage.factors.map((factor) => ({
        ...factor,
        values: factor.values.map((each) => (typeof each === "number" ? textOf(each, used) : each)),
      })),
      count: countOf(stage.count, used, reason),
    })),
    elementary: value.elementary.map((work) => ({ ...work, count: countOf(work.count, used, reason) })),
    sizeSteps: value.sizeSteps.filter(({ text }) => !used.some(({ prime }) => text.includes(String(prime)))),
    unknown: [...value.unknown, { what: "parameters", reason }],
  };
}

/** The formula that a number stands for: each prime in it is one of the open numbers. */
function expressionOf(number: number, used: Used): SizeExpression | undefined {
  let left = number;
  let product: SizeExpression | undefined = numberExpression(1);
  for (const { prime, of } of used)
    for (; left !== 0 && left % prime === 0; left /= prime)
      product = product && multiplyExpressions(product, of);
  return product && multiplyExpressions(numberExpression(left), product);
}

function dimOf(size: number, used: Used): Dim {
  const expression = expressionOf(size, used);
  return expression ? formulaDim(expression) : knownDim(size);
}

function textOf(number: number, used: Used): number | string {
  const expression = expressionOf(number, used);
  return !expression || expression.terms.length === 0 ? number : expression.text;
}

function shapeOf(shape: Shape, used: Used): Shape {
  if (shape.kind === "unranked") return unrankedShape(shape.reason);
  return rankedShape(shape.dims.map((dim) => (dim.kind === "known" ? dimOf(dim.value, used) : dim)));
}

/** A number, or the coefficients of a formula. */
function countOf(count: Count, used: Used, reason: string): Count {
  if (count.kind === "exact") return formulaCount(expressionOf(count.value, used), reason);
  if (!count.expression) return count;
  const { terms, constant } = count.expression;
  const parts = [expressionOf(constant, used)];
  for (const { factor, atoms } of terms) {
    parts.push(
      atoms.reduce<SizeExpression | undefined>(
        (product, atom) => product && multiplyExpressions(product, atomExpression(atom)),
        expressionOf(factor, used),
      ),
    );
  }
  const all = parts.filter((part) => part !== undefined);
  return formulaCount(all.length === parts.length ? sumExpressions(all) : undefined, reason);
}

function sameInference(a: LayerInference, b: LayerInference): boolean {
  const text = ({ outputs, openWeights, macs, elementary }: LayerInference) =>
    JSON.stringify([outputs, openWeights, macs, elementary]);
  return text(a) === text(b);
}

function sameTexts(a: readonly Problem[], b: readonly Problem[]): boolean {
  return a.map(({ message }) => message).join("\n") === b.map(({ message }) => message).join("\n");
}

/** A size that the program fixes is no free one, which most layers refuse. */
function withoutFreeErrors(plain: Inferred<LayerInference>, reason: string): Inferred<LayerInference> {
  const problems = plain.problems.filter(({ code }) => code !== "size-not-known");
  if (problems.length === plain.problems.length) return plain;
  const outputs = plain.value.outputs.map(() => unrankedShape(reason));
  const unknown = plain.value.unknown.map(({ what }) => ({ what, reason }));
  return { value: { ...plain.value, outputs, unknown }, problems };
}
