/** Operations of `keras.ops` that pick values without changing them, look places up, or count. */
import type { ConfigData } from "../../graph/paramValue.ts";
import { affineDim, type Dim, floorDivideDim, knownDim, multiplyDims, unknownDim } from "../../shape/dim.ts";
import { normaliseAxis } from "../../shape/shape.ts";
import type { ConfigReader } from "../configReader.ts";
import type { LayerSpec } from "../layerSpec.ts";
import { broadcastDims } from "../merging.ts";
import { mostParts } from "./joiningOperations.ts";
import { axisOf } from "./operands.ts";
import {
  type KnownOperand,
  names,
  type OperandRule,
  type OperationWork,
  ruledOperation,
  wholeNumber,
} from "./operationSpec.ts";

const sorting: OperationWork = { uncounted: "how many comparisons a search takes depends on the values" };
const perOutput: OperationWork = { each: "output", label: "merge" };

export const selectionOperations: readonly LayerSpec[] = [
  ...names("Array ConvertToTensor Fliplr Flipud SliceUpdate ScatterUpdate Select").map((name) =>
    ruledOperation(name, "reshaping", sameAsFirst),
  ),
  ...names("Argsort Argpartition Digitize").map((name) =>
    ruledOperation(name, "reshaping", sameAsFirst, sorting),
  ),
  ruledOperation(
    "SearchSorted",
    "reshaping",
    (_, operands) => operands.slice(1, 2).map(({ shape }) => shape.dims),
    sorting,
    2,
  ),
  ruledOperation("IsIn", "activation", sameAsFirst, sorting),
  ruledOperation("InTopK", "activation", sameAsFirst, sorting, 2),
  ruledOperation("TopK", "reshaping", topK, sorting),
  ruledOperation("Take", "reshaping", taken, "moves", 2),
  ruledOperation("TakeAlongAxis", "reshaping", takenAlong, "moves", 2),
  ruledOperation("Slice", "reshaping", (reader) => sizesOf(reader.data("shape"))),
  ruledOperation("OneHot", "activation", oneHot, { each: "output", label: "activation" }),
  ruledOperation("MultiHot", "activation", multiHot, { each: "output", label: "activation" }),
  ruledOperation("Ravel", "reshaping", (_, [first]) => first && [[multiplyDims(first.shape.dims)]]),
  ruledOperation("BroadcastTo", "reshaping", (reader) => sizesOf(reader.data("shape"))),
  ruledOperation("Rot90", "reshaping", rotated),
  ruledOperation("Diagonal", "reshaping", (reader, operands) => diagonal(reader, operands, true)),
  ruledOperation("Trace", "reshaping", (reader, operands) => diagonal(reader, operands, false), {
    each: "output",
    label: "reduction",
  }),
  ruledOperation("Diff", "reshaping", differences, perOutput),
  ruledOperation("Trapezoid", "pooling", (reader, [first]) => first && withoutAxis(reader, first), {
    each: "input",
    label: "reduction",
  }),
  ruledOperation("ExtractSequences", "reshaping", sequences),
  ruledOperation("Bincount", "reshaping", (reader, operands) => counted(reader, operands), {
    each: "input",
    label: "reduction",
  }),
  ruledOperation("Histogram", "reshaping", histogram, { each: "input", label: "reduction" }),
  ...names("SegmentMax SegmentMin SegmentProd SegmentReduction SegmentSum").map((name) =>
    ruledOperation(name, "pooling", segments, { each: "input", label: "reduction" }),
  ),
  ruledOperation("Diag", "reshaping", diag),
  ruledOperation("UnravelIndex", "reshaping", unravelled, perOutput),
  ruledOperation("Vander", "reshaping", vander, perOutput),
  ruledOperation("ViewAsComplex", "reshaping", (_, [first]) => first && [first.shape.dims.slice(0, -1)]),
  ruledOperation("ViewAsReal", "reshaping", (_, [first]) => first && [[...first.shape.dims, knownDim(2)]]),
  ruledOperation("Cross", "merging", crossed, perOutput, 2),
  ruledOperation("Kron", "merging", kronecker, perOutput, 2),
];

function sameAsFirst(...[, [first]]: Parameters<OperandRule>) {
  return first && [first.shape.dims];
}

function sizesOf(data: ConfigData | undefined): Dim[][] | undefined {
  if (!Array.isArray(data)) return undefined;
  return [
    (data as readonly ConfigData[]).map((size) =>
      typeof size === "number" && size >= 0
        ? knownDim(size)
        : unknownDim("the operation leaves this size open"),
    ),
  ];
}

function topK(...[reader, [first]]: Parameters<OperandRule>) {
  const k = reader.integer("k");
  if (k === undefined || !first) return undefined;
  const dims = [...first.shape.dims.slice(0, -1), knownDim(k)];
  return [dims, dims];
}

/** The axis gives way to the axes of the indices; without an axis only those are left. */
function taken(...[reader, [first, indices]]: Parameters<OperandRule>) {
  if (!first || !indices) return undefined;
  const { dims } = first.shape;
  if ((reader.data("axis") ?? null) === null) return [indices.shape.dims];
  const axis = axisOf(reader, dims.length, 0);
  return axis === undefined
    ? undefined
    : [[...dims.slice(0, axis), ...indices.shape.dims, ...dims.slice(axis + 1)]];
}

function takenAlong(...[reader, [first, indices]]: Parameters<OperandRule>) {
  if (!first || !indices) return undefined;
  const { dims } = first.shape;
  if ((reader.data("axis") ?? null) === null) return [[multiplyDims(indices.shape.dims)]];
  const axis = axisOf(reader, dims.length, 0);
  const size = axis === undefined ? undefined : indices.shape.dims[axis];
  const others = broadcastDims(
    dims.filter((_, position) => position !== axis),
    indices.shape.dims.filter((_, position) => position !== axis),
    [],
  );
  if (axis === undefined || !size || !others) return undefined;
  return [[...others.slice(0, axis), size, ...others.slice(axis)]];
}

function oneHot(...[reader, [first]]: Parameters<OperandRule>) {
  const classes = reader.integer("num_classes");
  if (classes === undefined || !first) return undefined;
  const { dims } = first.shape;
  const axis = axisOf(reader, dims.length + 1, -1);
  return axis === undefined ? undefined : [[...dims.slice(0, axis), knownDim(classes), ...dims.slice(axis)]];
}

/** The last axis holds the classes of one example, unless there is none behind the batch. */
function multiHot(...[reader, [first]]: Parameters<OperandRule>) {
  const classes = reader.integer("num_classes");
  if (classes === undefined || !first) return undefined;
  const { dims } = first.shape;
  return [[...(dims.length > 1 ? [...dims.slice(0, 1), ...dims.slice(2)] : dims), knownDim(classes)]];
}

function rotated(...[reader, [first]]: Parameters<OperandRule>) {
  const dims = [...(first?.shape.dims ?? [])];
  const data = reader.data("axes");
  const given: readonly ConfigData[] = Array.isArray(data) ? data : [0, 1];
  const [a, b] = given.map((axis) =>
    typeof axis === "number" ? normaliseAxis(axis, dims.length) : undefined,
  );
  if (a === undefined || b === undefined) return undefined;
  const [first0, second] = [dims[a], dims[b]];
  // Keras swaps the two sizes whatever the number of turns.
  if (first0 && second) [dims[a], dims[b]] = [second, first0];
  return [dims];
}

function diagonal(reader: ConfigReader, [first]: Parameters<OperandRule>[1], keeps: boolean) {
  const dims = first?.shape.dims ?? [];
  const a = normaliseAxis(wholeNumber(reader.data("axis1"), 0), dims.length);
  const b = normaliseAxis(wholeNumber(reader.data("axis2"), 1), dims.length);
  const offset = wholeNumber(reader.data("offset"), 0);
  const [rows, columns] = [dims[a ?? -1], dims[b ?? -1]];
  if (!rows || !columns || a === b) return undefined;
  const rest = dims.filter((_, axis) => axis !== a && axis !== b);
  if (!keeps) return [rest];
  const known = rows.kind === "known" && columns.kind === "known";
  const left = known ? (offset > 0 ? columns.value - offset : rows.value + offset) : 0;
  const length = known
    ? knownDim(Math.max(0, Math.min(left, rows.value, columns.value)))
    : unknownDim(`the diagonal of "${reader.node.name}" depends on free sizes`);
  return [[...rest, length]];
}

function differences(...[reader, [first]]: Parameters<OperandRule>) {
  const dims = first?.shape.dims ?? [];
  const times = reader.integer("n", { min: 0, fallback: 1 });
  const axis = axisOf(reader, dims.length, -1);
  if (axis === undefined || times === undefined) return undefined;
  return [
    dims.map((dim, position) => {
      if (position !== axis) return dim;
      return dim.kind === "known" ? knownDim(Math.max(0, dim.value - times)) : affineDim(dim, 1, -times);
    }),
  ];
}

function withoutAxis(reader: ConfigReader, { shape }: KnownOperand) {
  const axis = axisOf(reader, shape.dims.length, -1);
  return axis === undefined ? undefined : [shape.dims.filter((_, position) => position !== axis)];
}

function sequences(...[reader, [first]]: Parameters<OperandRule>) {
  const length = reader.integer("sequence_length");
  const stride = reader.integer("sequence_stride");
  const last = first?.shape.dims.at(-1);
  if (length === undefined || stride === undefined || !first || !last) return undefined;
  const count = affineDim(floorDivideDim(affineDim(last, 1, -length), stride), 1, 1);
  return [[...first.shape.dims.slice(0, -1), count, knownDim(length)]];
}

/** As many places as the largest value asks for. */
function counted(reader: ConfigReader, [first]: Parameters<OperandRule>[1]) {
  const open = unknownDim(`the output of "${reader.node.name}" is as long as its largest value`);
  return first && [[...first.shape.dims.slice(0, -1), open]];
}

function histogram(...[reader]: Parameters<OperandRule>) {
  const bins = reader.integer("bins", { fallback: 10 });
  return bins === undefined ? undefined : [[knownDim(bins)], [knownDim(bins + 1)]];
}

function segments(...[reader, [first]]: Parameters<OperandRule>) {
  const count = reader.data("num_segments");
  const size =
    typeof count === "number"
      ? knownDim(count)
      : unknownDim(`the output of "${reader.node.name}" has as many segments as its input names`);
  return first && [[size, ...first.shape.dims.slice(1)]];
}

/** A row becomes a matrix with it on the diagonal, a matrix its diagonal. */
function diag(...[reader, [first]]: Parameters<OperandRule>) {
  const k = reader.data("k") ?? 0;
  const [rows, columns] = first?.shape.dims ?? [];
  if (!rows || typeof k !== "number") return undefined;
  if (!columns) return [[affineDim(rows, 1, Math.abs(k)), affineDim(rows, 1, Math.abs(k))]];
  return [[unknownDim(`the diagonal of "${reader.node.name}" depends on the number of examples`)]];
}

function unravelled(...[reader, [first]]: Parameters<OperandRule>) {
  const shape = reader.data("shape");
  return first && Array.isArray(shape) && shape.length <= mostParts
    ? shape.map(() => first.shape.dims)
    : undefined;
}

function vander(...[reader, [first]]: Parameters<OperandRule>) {
  const columns = reader.data("N");
  const [rows] = first?.shape.dims ?? [];
  return first && rows && [[...first.shape.dims, typeof columns === "number" ? knownDim(columns) : rows]];
}

/** Vectors of three along the last axis. */
function crossed(...[reader, operands]: Parameters<OperandRule>) {
  const [left, right] = operands.map(({ shape }) => shape.dims);
  const lead = left && right && broadcastDims(left.slice(0, -1), right.slice(0, -1), []);
  if (["axisa", "axisb", "axisc"].some((name) => (reader.data(name) ?? -1) !== -1) || !lead) return undefined;
  return [[...lead, knownDim(3)]];
}

/** Each value of the first times all of the second: sizes multiply, aligned at the end. */
function kronecker(...[, operands]: Parameters<OperandRule>) {
  const [left = [], right = []] = operands.map(({ shape }) => shape.dims);
  const rank = Math.max(left.length, right.length);
  const at = (dims: readonly Dim[], axis: number) => dims[axis - (rank - dims.length)] ?? knownDim(1);
  return [Array.from({ length: rank }, (_, axis) => multiplyDims([at(left, axis), at(right, axis)]))];
}
