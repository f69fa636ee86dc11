/** Add, Multiply, Average, Maximum, Minimum and Subtract: element by element, with sizes of 1 stretched. */
import { scaleCount } from "../cost/count.ts";
import { countElements } from "../cost/elementCount.ts";
import { type Dim, knownDim, neverSameDim } from "../shape/dim.ts";
import { formatShape, type RankedShape, rankedShape } from "../shape/shape.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { formatSizes, type MeetingSizes, reportFit, stretchedDim } from "./mergeSizes.ts";
import type { MergeFunction } from "./operation.ts";
import { inferred, notInferred } from "./result.ts";

const functions: readonly (readonly [className: string, combine: MergeFunction, description: string])[] = [
  ["Add", "add", "Adds its inputs, element by element."],
  ["Multiply", "multiply", "Multiplies its inputs, element by element."],
  ["Average", "average", "Takes the mean of its inputs, element by element."],
  ["Maximum", "maximum", "Takes the largest of its inputs, element by element."],
  ["Minimum", "minimum", "Takes the smallest of its inputs, element by element."],
  ["Subtract", "subtract", "Subtracts the second input from the first, element by element."],
];

export const mergingLayers: readonly LayerSpec[] = functions.map(([className, combine, description]) => ({
  className,
  category: "merging",
  description,
  params: [],
  infer: (call) => inferMerge(call, combine),
}));

function inferMerge(call: LayerCallContext, combine: MergeFunction) {
  const reader = readConfig(call.node);
  const count = call.inputs.length;
  if (combine === "subtract" ? count !== 2 : count < 1) {
    reader.report(
      "wrong-input-count",
      `${call.node.className} "${call.node.name}" takes ${combine === "subtract" ? "exactly 2 inputs" : "at least one input"} and is given ${count}.`,
    );
    return notInferred(reader);
  }
  const shapes: RankedShape[] = [];
  for (const shape of call.inputs) {
    if (shape.kind === "unranked") return notInferred(reader, shape.reason);
    shapes.push(shape);
  }
  const output = broadcast(reader, shapes);
  if (!output) return notInferred(reader);
  return inferred(reader, {
    outputs: [output],
    operation: { op: "merge", combine, ...(skipsAbsent(call, combine) ? { skipsAbsent: true } : {}) },
    elementary: [{ label: "merge", count: scaleCount(countElements(output), Math.max(count - 1, 1)) }],
  });
}

/** Keras 3 takes the larger or smaller of the steps that are there; Keras 2 and TensorFlow.js of all. */
function skipsAbsent({ node, dialect }: LayerCallContext, combine: MergeFunction): boolean {
  const newer = dialect === "keras" && (node.kerasVersion ?? 3) === 3;
  return newer && (combine === "maximum" || combine === "minimum");
}

/** Keras's rule: shapes are aligned at the end, behind the batch; sizes must be equal or 1. */
function broadcast(reader: ConfigReader, shapes: readonly RankedShape[]): RankedShape | undefined {
  const [first, ...rest] = shapes;
  if (!first) return undefined;
  let merged: readonly Dim[] = first.dims.slice(1);
  const met: MeetingSizes[] = [];
  for (const [index, shape] of rest.entries()) {
    const next = broadcastDims(merged, shape.dims.slice(1), met);
    if (!next) {
      reader.report(
        "shapes-do-not-merge",
        `"${reader.node.name}" cannot ${mergeVerb(reader)} ${formatSizes(merged)} and ${formatShape(shape)} (input ${index + 2}): sizes must be equal, or 1, on every axis.`,
      );
      return undefined;
    }
    merged = next;
  }
  reportFit(reader, met);
  return rankedShape([first.dims[0] ?? knownDim(1), ...merged]);
}

/** `met` gains the sizes that stand opposite each other. */
export function broadcastDims(a: readonly Dim[], b: readonly Dim[], met: MeetingSizes[]): Dim[] | undefined {
  if (a.length < b.length) return broadcastDims(b, a, met);
  const lead = a.slice(0, a.length - b.length);
  const merged: Dim[] = [...lead];
  for (const [index, right] of b.entries()) {
    const left = a[lead.length + index] ?? right;
    const dim = broadcastDim(left, right);
    if (!dim) return undefined;
    if (!isOne(left) && !isOne(right)) met.push({ a: left, b: right, stretches: true });
    merged.push(dim);
  }
  return merged;
}

/** As Keras declares it: a free size stays free, whatever it meets; only sizes of which none fit do not merge. */
function broadcastDim(left: Dim, right: Dim): Dim | undefined {
  if (isOne(left)) return right;
  if (isOne(right)) return left;
  if (neverSameDim(left, right)) return stretchedDim(left, right);
  return left.kind === "known" ? right : left;
}

function isOne(dim: Dim): boolean {
  return dim.kind === "known" && dim.value === 1;
}

function mergeVerb(reader: ConfigReader): string {
  return reader.node.className.toLowerCase();
}
