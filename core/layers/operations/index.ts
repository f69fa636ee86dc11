/** The operations of `keras.ops` that stand in Keras 3 files as layers, under `ops.` and their class name. */
import { countElements } from "../../cost/elementCount.ts";
import { type Dim, knownDim } from "../../shape/dim.ts";
import { rankedShape } from "../../shape/shape.ts";
import { concatenateLayer } from "../concatenate.ts";
import { readConfig } from "../configReader.ts";
import type { LayerCallContext, LayerSpec } from "../layerSpec.ts";
import type { LayerOperation } from "../operation.ts";
import { inferred, movesValues, notInferred } from "../result.ts";
import {
  expanded,
  moved,
  padded,
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
import { joiningOperations } from "./joiningOperations.ts";
import { callArguments } from "./operands.ts";
import {
  broadcastOperands,
  checkedShapes,
  doNotMerge,
  isInference,
  names,
  operandsOf,
  operation,
  ruledOperation,
} from "./operationSpec.ts";
import { pictureOperations } from "./pictureOperations.ts";
import { productOperations } from "./productOperations.ts";
import { reductionOperations } from "./reductionOperations.ts";
import { selectionOperations } from "./selectionOperations.ts";
import { transformOperations } from "./transformOperations.ts";
import { uncountedOperations } from "./uncountedOperations.ts";
import { windowOperations } from "./windowOperations.ts";

/** One step for each value. */
const elementwise =
  "Abs Absolute Angle Arccos Arccosh Arcsin Arcsinh Arctan Arctanh BitwiseInvert BitwiseNot Cbrt Ceil Celu Clip Conj Conjugate Cos Cosh " +
  "Deg2rad Elu Erf Erfc Erfinv Exp Exp2 Expm1 Fabs Floor Gelu HardShrink HardSigmoid HardSilu HardTanh I0 Imag Isfinite Isinf Isnan " +
  "Isneginf Isposinf Isreal LeakyRelu Log Log10 Log1p Log2 LogSigmoid LogSoftmax LogicalNot NanToNum Negative Normalize Rad2deg Real " +
  "Reciprocal Relu Relu6 Round Rsqrt Selu Sigmoid Sign Signbit Silu Sin Sinc Sinh SoftShrink Softmax Softplus Softsign SparsePlus " +
  "SparseSigmoid Sparsemax Sqrt Square Squareplus Tan Tanh TanhShrink Threshold Trunc";
/** The same shape, and nothing is computed: values are moved, filled in or stored otherwise. */
const unchanged =
  "Cast Copy EmptyLike Flip FullLike OnesLike Roll SaturateCast StopGradient Tril Triu ZerosLike";
const broadcasting =
  "Add Arctan2 BitwiseAnd BitwiseLeftShift BitwiseOr BitwiseRightShift BitwiseXor Divide DivideNoNan Equal FloorDivide Fmax Fmin Fmod " +
  "Gcd Greater GreaterEqual Heaviside Hypot Isclose Lcm Ldexp LeftShift Less LessEqual Logaddexp Logaddexp2 LogicalAnd LogicalOr " +
  "LogicalXor Maximum Minimum Mod Multiply Nextafter NotEqual Polar Power RightShift Subtract TrueDivide Where";

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
  ...names(elementwise).map((name) => operation(name, "activation", inferElementwise)),
  ...names(unchanged).map((name) =>
    ruledOperation(name, "reshaping", (_, [first]) => first && [first.shape.dims]),
  ),
  ...names(broadcasting).map((name) => operation(name, "merging", inferBroadcast)),
  ...byAxes.map(([name, rule]) => operation(name, "reshaping", (call) => inferByAxes(call, rule))),
  operation("Concatenate", "merging", concatenateLayer.infer),
  operation("Stack", "merging", inferStack),
  operation("GetItem", "reshaping", inferGetItem),
  ...joiningOperations,
  ...pictureOperations,
  ...productOperations,
  ...reductionOperations,
  ...selectionOperations,
  ...transformOperations,
  ...uncountedOperations,
  ...windowOperations,
];

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
    const next = broadcastOperands(merged, shape.dims);
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
  const outputs = checkedShapes(reader, first && rule(reader, first.shape));
  if (!outputs) return notInferred(reader);
  return inferred(reader, { outputs, operation: null, idle: movesValues });
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
    idle: movesValues,
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
  return inferred(reader, { outputs: [rankedShape(dims)], operation: null, idle: movesValues });
}
