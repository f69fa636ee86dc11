/** How the operations of `keras.ops` are declared: a class under `ops.`, its operands, and a rule for the shapes that come out. */
import { unknownCount } from "../../cost/count.ts";
import { countElements } from "../../cost/elementCount.ts";
import type { ConfigData } from "../../graph/paramValue.ts";
import type { Inferred } from "../../graph/problem.ts";
import { type Dim, neverSameDim } from "../../shape/dim.ts";
import { formatShape, type RankedShape, rankedShape } from "../../shape/shape.ts";
import { type ConfigReader, readConfig } from "../configReader.ts";
import type { ElementaryWork, LayerInference } from "../layerInference.ts";
import type { LayerCallContext, LayerSpec } from "../layerSpec.ts";
import { inferred, movesValues, notInferred } from "../result.ts";
import { type Operand, readOperands } from "./operands.ts";

/** An operand whose rank is known. */
export type KnownOperand = Operand & { readonly shape: RankedShape };

/** The outputs' sizes, batch included; `undefined` where an argument is wrong, which is reported, or not known. */
export type OperandRule = (
  reader: ConfigReader,
  operands: readonly KnownOperand[],
) => readonly (readonly Dim[])[] | undefined;

/** What an operation computes: nothing but moves, one step for each output or input value, or work that is not counted. */
export type OperationWork =
  | "moves"
  | { readonly each: "output" | "input"; readonly label: ElementaryWork["label"] }
  /** The operation has no multiply-accumulates by its definition, and `uncounted` says why its steps are no number. */
  | { readonly uncounted: string }
  /** It may well have, and nothing says how many. */
  | { readonly uncountedMacs: string };

export function operation(
  name: string,
  category: LayerSpec["category"],
  infer: (call: LayerCallContext) => Inferred<LayerInference>,
): LayerSpec {
  return {
    className: `ops.${name}`,
    category,
    description: `The operation ${name} of keras.ops.`,
    params: [],
    infer,
  };
}

/** An operation that is told by its shapes and a kind of work; `fewest` operands must be known. */
export function ruledOperation(
  name: string,
  category: LayerSpec["category"],
  rule: OperandRule,
  work: OperationWork = "moves",
  fewest = 1,
): LayerSpec {
  return operation(name, category, (call) => {
    const reader = readConfig(call.node);
    const found = operandsOf(reader, call, fewest);
    if (isInference(found)) return found;
    const outputs = checkedShapes(reader, rule(reader, found));
    if (!outputs) return notInferred(reader);
    return inferred(reader, { outputs, operation: null, ...workOf(work, found, outputs) });
  });
}

/** The shapes, where every size that is a number can be one. */
export function checkedShapes(
  reader: ConfigReader,
  outputs: readonly (readonly Dim[])[] | undefined,
): RankedShape[] | undefined {
  const sizes = (outputs ?? []).flat().flatMap((dim) => (dim.kind === "known" ? [dim.value] : []));
  const wrong = sizes.find((size) => !Number.isSafeInteger(size) || size < 0);
  if (wrong === undefined) return outputs?.map(rankedShape);
  reader.report(
    "output-size-not-positive",
    `The arguments of "${reader.node.name}" give an output of size ${wrong}, which is no size.`,
  );
  return undefined;
}

/** A whole number of a file; `fallback` where it is anything else. */
export function wholeNumber(data: ConfigData | undefined, fallback: number): number {
  return typeof data === "number" && Number.isSafeInteger(data) ? data : fallback;
}

function workOf(
  work: OperationWork,
  operands: readonly KnownOperand[],
  outputs: readonly RankedShape[],
): Partial<LayerInference> {
  if (work === "moves") return { idle: movesValues };
  if ("uncounted" in work) {
    return { elementary: [{ label: "transform", count: unknownCount(work.uncounted) }] };
  }
  if ("uncountedMacs" in work) return { unknown: [{ what: "macs", reason: work.uncountedMacs }] };
  const shapes = work.each === "output" ? outputs : operands.slice(0, 1).map(({ shape }) => shape);
  return {
    elementary: shapes.slice(0, 1).map((shape) => ({ label: work.label, count: countElements(shape) })),
  };
}

/** The operands where all ranks are known; else the inference that says why not. */
export function operandsOf(
  reader: ConfigReader,
  call: LayerCallContext,
  fewest: number,
): readonly KnownOperand[] | Inferred<LayerInference> {
  const known: KnownOperand[] = [];
  for (const { shape, tensor } of readOperands(reader, call)) {
    if (shape.kind === "unranked") return notInferred(reader, shape.reason);
    known.push({ shape, tensor });
  }
  if (known.length >= fewest) return known;
  return notInferred(reader, `an argument of "${call.node.name}" is not a tensor, a number or an array`);
}

export function isInference(
  found: readonly Operand[] | Inferred<LayerInference>,
): found is Inferred<LayerInference> {
  return !Array.isArray(found);
}

export function doNotMerge(reader: ConfigReader, found: readonly Operand[]): Inferred<LayerInference> {
  reportMisfit(reader, found);
  return notInferred(reader);
}

/** Reports operands that do not go together; `undefined`, for rules to return. */
export function reportMisfit(reader: ConfigReader, found: readonly Operand[]): undefined {
  reader.report(
    "shapes-do-not-merge",
    `"${reader.node.name}" cannot combine ${found.map(({ shape }) => formatShape(shape)).join(" and ")} (without the first axis).`,
  );
}

/** As operations broadcast: aligned at the end, sizes of 1 stretch, and of a free size and a number the number holds. */
export function broadcastOperands(a: readonly Dim[], b: readonly Dim[]): Dim[] | undefined {
  if (a.length < b.length) return broadcastOperands(b, a);
  const lead = a.slice(0, a.length - b.length);
  const merged: Dim[] = [...lead];
  for (const [index, right] of b.entries()) {
    const left = a[lead.length + index] ?? right;
    if (isOne(left)) merged.push(right);
    else if (isOne(right) || left.kind === "known") merged.push(left);
    else merged.push(right.kind === "known" ? right : left);
    if (!isOne(left) && !isOne(right) && neverSameDim(left, right)) return undefined;
  }
  return merged;
}

function isOne(dim: Dim): boolean {
  return dim.kind === "known" && dim.value === 1;
}

/** Names in a text, split at spaces. */
export function names(text: string): string[] {
  return text.split(" ").filter((name) => name !== "");
}
