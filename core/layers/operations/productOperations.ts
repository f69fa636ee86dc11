/** Products of `keras.ops` that sum over axes: Matmul, Dot, Tensordot, Einsum and attention; with their multiply-accumulates. */
import { countElements } from "../../cost/elementCount.ts";
import type { ConfigData } from "../../graph/paramValue.ts";
import type { Inferred } from "../../graph/problem.ts";
import { type Dim, knownDim, multiplyDims, neverSameDim } from "../../shape/dim.ts";
import { normaliseAxis, rankedShape } from "../../shape/shape.ts";
import { type ConfigReader, readConfig } from "../configReader.ts";
import { macStage } from "../convolutionCost.ts";
import type { LayerInference } from "../layerInference.ts";
import type { LayerCallContext, LayerSpec } from "../layerSpec.ts";
import { broadcastDims } from "../merging.ts";
import { inferred, movesValues, notInferred } from "../result.ts";
import { readEinsum } from "./einsum.ts";
import { doNotMerge, isInference, type KnownOperand, operandsOf, operation } from "./operationSpec.ts";

export const productOperations: readonly LayerSpec[] = [
  product("Matmul", inferMatmul),
  product("Dot", (reader, found, [left, right]) => {
    if (left.length === 0 || right.length === 0) {
      return contraction(reader, found, { left: [], right: [] });
    }
    return contraction(reader, found, { left: [left.length - 1], right: [Math.max(0, right.length - 2)] });
  }),
  product("Inner", (reader, found, [left, right]) => {
    if (left.length === 0 || right.length === 0) {
      return contraction(reader, found, { left: [], right: [] });
    }
    return contraction(reader, found, { left: [left.length - 1], right: [right.length - 1] });
  }),
  product("Outer", (reader, found) => outer(reader, found)),
  product("Vdot", (reader, found, [left]) => summing(reader, [], found[0]?.tensor ? left.slice(1) : left)),
  product("Tensordot", inferTensordot),
  operation("Einsum", "merging", inferEinsum),
  operation("DotProductAttention", "attention", inferAttention),
];

type Pair = readonly [left: readonly Dim[], right: readonly Dim[]];

function product(
  name: string,
  rule: (reader: ConfigReader, found: readonly KnownOperand[], pair: Pair) => Inferred<LayerInference>,
): LayerSpec {
  return operation(name, "merging", (call) => {
    const reader = readConfig(call.node);
    const found = operandsOf(reader, call, 2);
    if (isInference(found)) return found;
    const [left, right] = found;
    if (!left || !right || found.length !== 2) return notInferred(reader);
    return rule(reader, found, [left.shape.dims, right.shape.dims]);
  });
}

/** The axes of both that are summed over together go; the rest of the left stand before the rest of the right. */
function contraction(
  reader: ConfigReader,
  found: readonly KnownOperand[],
  axes: { readonly left: readonly number[]; readonly right: readonly number[] },
): Inferred<LayerInference> {
  const [left, right] = [found[0]?.shape.dims ?? [], found[1]?.shape.dims ?? []];
  const summed = axes.left.map((axis) => left[axis] ?? knownDim(1));
  const differs = summed.some((dim, index) => neverSameDim(dim, right[axes.right[index] ?? 0] ?? dim));
  if (differs || axes.left.length !== axes.right.length) return doNotMerge(reader, found);
  const rest = (operand: KnownOperand | undefined, gone: readonly number[], from: number) =>
    (operand?.shape.dims ?? []).filter((_, axis) => !gone.includes(axis) && axis >= from);
  const restOf = (from: (operand: KnownOperand | undefined) => number) => [
    ...rest(found[0], axes.left, from(found[0])),
    ...rest(found[1], axes.right, from(found[1])),
  ];
  // The first axis of a tensor is the batch, and the work is that of one example.
  const walked = restOf((operand) => (operand?.tensor ? 1 : 0));
  return summing(
    reader,
    restOf(() => 0),
    [...walked, ...summed.filter((_, index) => !(found[0]?.tensor && axes.left[index] === 0))],
  );
}

/** One multiply-accumulate for each position that is walked over. */
function summing(
  reader: ConfigReader,
  output: readonly Dim[],
  walked: readonly Dim[],
): Inferred<LayerInference> {
  return inferred(reader, {
    outputs: [rankedShape(output)],
    operation: null,
    macs: [macStage("products", { meaning: "output and summed sizes", dims: walked }, [])],
  });
}

/** The last two axes are matrices, those before are broadcast; a vector is a row on the left and a column on the right. */
function inferMatmul(reader: ConfigReader, found: readonly KnownOperand[], [first, second]: Pair) {
  const left = first.length === 1 ? [knownDim(1), ...first] : first;
  const right = second.length === 1 ? [...second, knownDim(1)] : second;
  const [rows, inner] = left.slice(-2);
  const [other, columns] = right.slice(-2);
  if (!rows || !inner || !other || !columns)
    return notInferred(reader, `"${reader.node.name}" multiplies a number`);
  const lead = broadcastDims(left.slice(0, -2), right.slice(0, -2), []);
  if (!lead || neverSameDim(inner, other)) return doNotMerge(reader, found);
  const output = [...lead, ...(first.length === 1 ? [] : [rows]), ...(second.length === 1 ? [] : [columns])];
  return summing(reader, output, [...output.slice(1), inner]);
}

/** All values of both, each in a row: one product for every pair. */
function outer(reader: ConfigReader, found: readonly KnownOperand[]): Inferred<LayerInference> {
  const output = rankedShape(found.map(({ shape }) => multiplyDims(shape.dims)));
  const pairs = found.map(({ shape, tensor }) => multiplyDims(tensor ? shape.dims.slice(1) : shape.dims));
  return inferred(reader, {
    outputs: [output],
    operation: null,
    elementary: [{ label: "merge", count: countElements(rankedShape([knownDim(1), ...pairs])) }],
  });
}

/** `axes` is a number of axes, or two lists of them. */
function inferTensordot(reader: ConfigReader, found: readonly KnownOperand[], [left, right]: Pair) {
  const data = reader.data("axes") ?? 2;
  const lists: readonly ConfigData[] =
    typeof data === "number"
      ? [
          Array.from({ length: Math.min(data, left.length) }, (_, index) => left.length - data + index),
          Array.from({ length: Math.min(data, right.length) }, (_, index) => index),
        ]
      : Array.isArray(data)
        ? data
        : [];
  const [a, b] = [axesOf(lists[0], left.length), axesOf(lists[1], right.length)];
  if (!a || !b) return notInferred(reader, `axes of "${reader.node.name}" cannot be read`);
  return contraction(reader, found, { left: a, right: b });
}

function axesOf(data: ConfigData | undefined, rank: number): number[] | undefined {
  const list: readonly ConfigData[] = Array.isArray(data) ? data : [data ?? null];
  const axes = list.map((axis) => (typeof axis === "number" ? normaliseAxis(axis, rank) : undefined));
  return axes.every((axis) => axis !== undefined) ? axes : undefined;
}

function inferEinsum(call: LayerCallContext): Inferred<LayerInference> {
  const reader = readConfig(call.node);
  const found = operandsOf(reader, call, 1);
  if (isInference(found)) return found;
  const subscripts = reader.text("subscripts", "");
  const answer = readEinsum(
    subscripts ?? "",
    found.map(({ shape }) => shape.dims),
  );
  if (answer === undefined)
    return notInferred(reader, `the subscripts of "${call.node.name}" cannot be read`);
  if (typeof answer === "string") return doNotMerge(reader, found);
  const output = rankedShape(answer.output);
  const batches = answer.first.filter((_, index) => found[index]?.tensor);
  const walked = [...answer.axes].filter(([letter]) => !batches.includes(letter)).map(([, dim]) => dim);
  if (found.length === 1) {
    const sums = answer.axes.size > answer.output.length;
    const [input] = found;
    return inferred(reader, {
      outputs: [output],
      operation: null,
      elementary: sums && input ? [{ label: "reduction", count: countElements(input.shape) }] : [],
      ...(sums ? {} : { idle: movesValues }),
    });
  }
  const unknown = [
    { what: "macs", reason: `the work of "${call.node.name}" depends on which of its operands meet first` },
  ];
  return inferred(reader, {
    outputs: [output],
    operation: null,
    macs:
      found.length > 2
        ? []
        : [macStage("products", { meaning: "sizes of all letters but the batch", dims: walked }, [])],
    unknown: found.length > 2 ? unknown : [],
  });
}

/** Query, key and value are `[batch, steps, heads, size]`. */
function inferAttention(call: LayerCallContext): Inferred<LayerInference> {
  const reader = readConfig(call.node);
  const found = operandsOf(reader, call, 3);
  if (isInference(found)) return found;
  const [query, key, value] = found.map(({ shape }) => shape.dims);
  if (query?.length !== 4 || key?.length !== 4 || value?.length !== 4) return notInferred(reader);
  const [batch, steps, heads, size] = query;
  const [, pairs] = key;
  const width = value[3];
  if (!batch || !steps || !heads || !size || !pairs || !width) return notInferred(reader);
  const meaning = "query steps, value steps, heads and head size";
  return inferred(reader, {
    outputs: [rankedShape([batch, steps, heads, width])],
    operation: null,
    macs: [
      macStage("scores", { meaning, dims: [steps, pairs, heads, size] }, []),
      macStage("weighted sum", { meaning, dims: [steps, pairs, heads, width] }, []),
    ],
    elementary: [{ label: "softmax", count: countElements(rankedShape([batch, steps, pairs, heads])) }],
  });
}
