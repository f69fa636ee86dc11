/** The operations of `keras.ops` that stand in Keras 3 files as layers, under `ops.` and their class name. */
import { countElements } from "../../cost/elementCount.ts";
import type { Inferred } from "../../graph/problem.ts";
import { type Dim, knownDim, sameDim } from "../../shape/dim.ts";
import { formatShape, type RankedShape, rankedShape } from "../../shape/shape.ts";
import { concatenateLayer } from "../concatenate.ts";
import { type ConfigReader, readConfig } from "../configReader.ts";
import { macStage } from "../convolutionCost.ts";
import type { LayerInference } from "../layerInference.ts";
import type { LayerCallContext, LayerSpec } from "../layerSpec.ts";
import { broadcastDims } from "../merging.ts";
import type { LayerOperation } from "../operation.ts";
import { inferred, notInferred } from "../result.ts";
import {
  expanded,
  moved,
  padded,
  reduced,
  repeated,
  reshaped,
  type ShapeRule,
  split,
  squeezed,
  swapped,
  tiled,
  transposed,
} from "./axisOperations.ts";
import { itemShape } from "./getItem.ts";
import { callArguments, type Operand, readOperands } from "./operands.ts";

/** Class names, split at spaces. */
const elementwise =
  "Abs Absolute Arccos Arccosh Arcsin Arcsinh Arctan Arctanh BitwiseInvert BitwiseNot Cast Cbrt Ceil Celu Clip Conj Conjugate Copy Cos Cosh " +
  "Deg2rad Elu Erf Erfc Erfinv Exp Exp2 Expm1 Fabs Flip Floor Gelu HardShrink HardSigmoid HardSilu HardTanh Imag Isfinite Isinf Isnan LeakyRelu " +
  "Log Log10 Log1p Log2 LogSigmoid LogSoftmax LogicalNot NanToNum Negative Normalize OnesLike Rad2deg Real Reciprocal Relu Relu6 Roll " +
  "Round Rsqrt SaturateCast Selu Sigmoid Sign Signbit Silu Sin Sinc Sinh SoftShrink Softmax Softplus Softsign Sort SparsePlus SparseSigmoid " +
  "Sparsemax Sqrt Square Squareplus StopGradient Tan Tanh TanhShrink Threshold Tril Triu Trunc ZerosLike";
const broadcasting =
  "Add Arctan2 BitwiseAnd BitwiseOr BitwiseXor Divide DivideNoNan Equal FloorDivide Fmax Fmin Fmod Greater GreaterEqual Heaviside Hypot " +
  "Less LessEqual Logaddexp Logaddexp2 LogicalAnd LogicalOr LogicalXor Maximum Minimum Mod Multiply NotEqual Power Subtract " +
  "TrueDivide Where";
const reducing =
  "All Amax Amin Any Argmax Argmin CountNonzero Logsumexp Max Mean Median Min Nanmax Nanmean Nanmin Nansum Prod Std Sum Var";

const byAxes: readonly (readonly [className: string, rule: ShapeRule])[] = [
  ["Transpose", transposed],
  ["Swapaxes", swapped],
  ["Moveaxis", moved],
  ["ExpandDims", expanded],
  ["Squeeze", squeezed],
  ["Split", split],
  ["Reshape", reshaped],
  ["Repeat", repeated],
  ["Tile", tiled],
  ["Pad", padded],
  ...reducing.split(" ").map((name) => [name, reduced] as const),
];

const merges: ReadonlyMap<string, LayerOperation> = new Map(
  (["add", "multiply", "maximum", "minimum", "subtract"] as const).map((combine) => [
    `${combine[0]?.toUpperCase()}${combine.slice(1)}`,
    { op: "merge", combine },
  ]),
);
const activations: ReadonlyMap<string, LayerOperation> = new Map(
  ["relu", "sigmoid", "tanh"].map((name) => [
    `${name[0]?.toUpperCase()}${name.slice(1)}`,
    { op: "activation", activation: { name, settings: {} } },
  ]),
);

export const operationLayers: readonly LayerSpec[] = [
  ...elementwise.split(" ").map((name) => operation(name, "core", inferElementwise)),
  ...broadcasting.split(" ").map((name) => operation(name, "merging", inferBroadcast)),
  ...byAxes.map(([name, rule]) => operation(name, "reshaping", (call) => inferByAxes(call, rule))),
  operation("Concatenate", "merging", concatenateLayer.infer),
  operation("Stack", "merging", inferStack),
  operation("Matmul", "merging", inferMatmul),
  operation("GetItem", "reshaping", inferGetItem),
];

function operation(
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

/** The operands where all ranks are known; else the inference that says why not. */
function operandsOf(
  reader: ConfigReader,
  call: LayerCallContext,
  fewest: number,
): readonly (Operand & { readonly shape: RankedShape })[] | Inferred<LayerInference> {
  const operands = readOperands(reader, call);
  const known: (Operand & { readonly shape: RankedShape })[] = [];
  for (const { shape, tensor } of operands) {
    if (shape.kind === "unranked") return notInferred(reader, shape.reason);
    known.push({ shape, tensor });
  }
  if (known.length >= fewest) return known;
  return notInferred(reader, `an argument of "${call.node.name}" is not a tensor, a number or an array`);
}

function isInference(
  found: readonly Operand[] | Inferred<LayerInference>,
): found is Inferred<LayerInference> {
  return !Array.isArray(found);
}

function inferElementwise(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const found = operandsOf(reader, call, 1);
  if (isInference(found)) return found;
  const [first] = found;
  if (!first) return notInferred(reader);
  return inferred(reader, {
    outputs: [first.shape],
    operation: activations.get(call.node.className.slice(4)) ?? null,
    elementary: [{ label: "activation", count: countElements(first.shape) }],
  });
}

function inferBroadcast(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const found = operandsOf(reader, call, 2);
  if (isInference(found)) return found;
  let merged: readonly Dim[] = [];
  for (const { shape } of found) {
    const next = broadcastDims(merged, shape.dims, []);
    if (!next) return doNotMerge(reader, found);
    merged = next;
  }
  const output = rankedShape(merged);
  const plain = found.length === 2 && found.every(({ shape, tensor }) => tensor && shape.dims.length > 1);
  const sameRank = found.every(({ shape }) => shape.dims.length === merged.length);
  return inferred(reader, {
    outputs: [output],
    operation: (plain && sameRank && merges.get(call.node.className.slice(4))) || null,
    elementary: [{ label: "merge", count: countElements(output) }],
  });
}

function inferByAxes(call: LayerCallContext, rule: ShapeRule) {
  const reader = readConfig(call.node);
  const found = operandsOf(reader, call, 1);
  if (isInference(found)) return found;
  const [first] = found;
  const outputs = first && rule(reader, first.shape);
  if (!outputs) return notInferred(reader);
  return inferred(reader, { outputs: outputs.map(rankedShape), operation: null });
}

function inferStack(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const found = operandsOf(reader, call, 1);
  if (isInference(found)) return found;
  const axis = reader.integer("axis", { min: Number.MIN_SAFE_INTEGER, fallback: 0 });
  const [first, ...rest] = found;
  if (axis === undefined || !first) return notInferred(reader);
  const { dims } = first.shape;
  const place = axis < 0 ? axis + dims.length + 1 : axis;
  if (place < 0 || place > dims.length) {
    reader.report("axis-out-of-range", `Axis ${axis} of "${call.node.name}" does not exist in its output.`, {
      param: "axis",
    });
    return notInferred(reader);
  }
  const differs = rest.some(
    ({ shape }) =>
      shape.dims.length !== dims.length ||
      shape.dims.some((dim, index) => {
        const other = dims[index];
        return dim.kind === "known" && other?.kind === "known" && dim.value !== other.value;
      }),
  );
  if (differs) return doNotMerge(reader, found);
  return inferred(reader, {
    outputs: [rankedShape([...dims.slice(0, place), knownDim(found.length), ...dims.slice(place)])],
    operation: null,
  });
}

/** The last two axes are matrices, those before are broadcast. */
function inferMatmul(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const found = operandsOf(reader, call, 2);
  if (isInference(found)) return found;
  const [left, right] = found.map(({ shape }) => shape.dims);
  const [rows, inner] = left?.slice(-2) ?? [];
  const [other, columns] = right?.slice(-2) ?? [];
  if (!left || !right || !rows || !inner || !other || !columns) {
    return notInferred(reader, `"${call.node.name}" multiplies a vector`);
  }
  const lead = broadcastDims(left.slice(0, -2), right.slice(0, -2), []);
  const fits = sameDim(inner, other) || inner.kind !== "known" || other.kind !== "known";
  if (!lead || !fits) return doNotMerge(reader, found);
  const output = rankedShape([...lead, rows, columns]);
  return inferred(reader, {
    outputs: [output],
    operation: null,
    macs: [
      macStage(
        "matrix product",
        { meaning: "output and inner sizes", dims: [...output.dims.slice(1), inner] },
        [],
      ),
    ],
  });
}

function inferGetItem(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const [shape] = call.inputs;
  const written = reader.data(callArguments);
  const key = Array.isArray(written) ? written[1] : undefined;
  if (!shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const dims = itemShape(shape, key);
  if (!dims) return notInferred(reader, `the index of "${call.node.name}" is not made of numbers and slices`);
  return inferred(reader, { outputs: [rankedShape(dims)], operation: null });
}

function doNotMerge(reader: ConfigReader, found: readonly Operand[]): Inferred<LayerInference> {
  reader.report(
    "shapes-do-not-merge",
    `"${reader.node.name}" cannot combine ${found.map(({ shape }) => formatShape(shape)).join(" and ")} (without the first axis).`,
  );
  return notInferred(reader);
}
