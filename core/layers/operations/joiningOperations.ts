/** Operations of `keras.ops` that put tensors together, or take them apart, along an axis. */
import type { ConfigData } from "../../graph/paramValue.ts";
import { addDims, type Dim, floorDivideDim, knownDim, multiplyDims, neverSameDim } from "../../shape/dim.ts";
import { normaliseAxis } from "../../shape/shape.ts";
import type { ConfigReader } from "../configReader.ts";
import type { LayerSpec } from "../layerSpec.ts";
import { axisOf } from "./operands.ts";
import { type KnownOperand, type OperandRule, reportMisfit, ruledOperation } from "./operationSpec.ts";

export const joiningOperations: readonly LayerSpec[] = [
  ruledOperation("Append", "reshaping", appended, "moves", 2),
  ruledOperation(
    "Hstack",
    "reshaping",
    joined((rank) => (rank === 1 ? 0 : 1), 1),
  ),
  ruledOperation(
    "Vstack",
    "reshaping",
    joined(() => 0, 2),
  ),
  ruledOperation(
    "Dstack",
    "reshaping",
    joined(() => 2, 3),
  ),
  ruledOperation("Hsplit", "reshaping", (reader, operands) => parts(reader, operands, 1)),
  ruledOperation("Vsplit", "reshaping", (reader, operands) => parts(reader, operands, 0)),
  ruledOperation("Dsplit", "reshaping", (reader, operands) => parts(reader, operands, 2)),
  ruledOperation("ArraySplit", "reshaping", (reader, operands) =>
    parts(reader, operands, reader.data("axis") ?? 0),
  ),
  ruledOperation("Unstack", "reshaping", unstacked),
  ruledOperation("Meshgrid", "reshaping", meshgrid),
];

/** A file can ask for any number of parts; a tensor for each must fit in memory. */
export const mostParts = 10_000;

function appended(...[reader, operands]: Parameters<OperandRule>) {
  const [first] = operands;
  if (!first) return undefined;
  if ((reader.data("axis") ?? null) === null) {
    return [[addDims(operands.map(({ shape }) => multiplyDims(shape.dims)))]];
  }
  return concatenated(reader, operands, axisOf(reader, first.shape.dims.length, 0));
}

/** Joins along an axis that the rank decides; smaller ranks get axes of 1, as NumPy does it. */
function joined(axisFor: (rank: number) => number, fewest: number): OperandRule {
  return (reader, operands) => {
    const widened = operands.map((operand): KnownOperand => {
      const dims = [...operand.shape.dims];
      if (fewest === 3 && dims.length === 1) dims.unshift(knownDim(1));
      if (fewest === 2 && dims.length === 1) dims.unshift(knownDim(1));
      while (dims.length < fewest) dims.push(knownDim(1));
      return { ...operand, shape: { kind: "ranked", dims } };
    });
    return concatenated(reader, widened, axisFor(widened[0]?.shape.dims.length ?? 0));
  };
}

function concatenated(reader: ConfigReader, operands: readonly KnownOperand[], axis: number | undefined) {
  const [first] = operands;
  if (!first || axis === undefined) return undefined;
  const misfit = operands.some(
    ({ shape }) =>
      shape.dims.length !== first.shape.dims.length ||
      shape.dims.some(
        (dim, position) => position !== axis && neverSameDim(dim, first.shape.dims[position] ?? dim),
      ),
  );
  if (misfit) return reportMisfit(reader, operands);
  const total = addDims(operands.map(({ shape }) => shape.dims[axis] ?? knownDim(1)));
  return [first.shape.dims.map((dim, position) => (position === axis ? total : dim))];
}

/** Parts of nearly the same size, the first ones larger by 1 where they must be; or cuts at given places. */
function parts(reader: ConfigReader, [first]: Parameters<OperandRule>[1], axisData: ConfigData) {
  const { dims } = first?.shape ?? { dims: [] };
  const axis = typeof axisData === "number" ? normaliseAxis(axisData, dims.length) : undefined;
  const data = reader.data("indices_or_sections");
  const dim = axis === undefined ? undefined : dims[axis];
  if (!dim || axis === undefined) return undefined;
  const part = (size: Dim) => dims.map((other, position) => (position === axis ? size : other));
  if (typeof data === "number" && Number.isSafeInteger(data) && data > 0 && data <= mostParts) {
    return Array.from({ length: data }, (_, index) =>
      part(
        dim.kind === "known"
          ? knownDim(Math.floor(dim.value / data) + (index < dim.value % data ? 1 : 0))
          : floorDivideDim(dim, data),
      ),
    );
  }
  if (!Array.isArray(data) || dim.kind !== "known") return undefined;
  const cuts = (data as readonly ConfigData[]).map((cut) =>
    typeof cut === "number" ? Math.min(Math.max(cut, 0), dim.value) : 0,
  );
  return [...cuts, dim.value].map((cut, index) => part(knownDim(Math.max(0, cut - (cuts[index - 1] ?? 0)))));
}

function unstacked(...[reader, [first]]: Parameters<OperandRule>) {
  const dims = first?.shape.dims ?? [];
  const axis = axisOf(reader, dims.length, 0);
  const dim = axis === undefined ? undefined : dims[axis];
  const count = reader.data("num") ?? (dim?.kind === "known" ? dim.value : null);
  if (axis === undefined || typeof count !== "number" || count > mostParts) return undefined;
  return Array.from({ length: Math.max(0, count) }, () => dims.filter((_, position) => position !== axis));
}

/** Every operand spread over all axes; `xy` swaps the first two. */
function meshgrid(...[reader, operands]: Parameters<OperandRule>) {
  const sizes = operands.map(({ shape }) => multiplyDims(shape.dims));
  const [x, y, ...rest] = sizes;
  const swap = (reader.data("indexing") ?? "xy") === "xy" && x && y;
  const grid = swap ? [y, x, ...rest] : sizes;
  return operands.map(() => grid);
}
