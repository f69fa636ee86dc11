/** Shapes of the operations that move, add, drop or reduce axes; axes are counted with the batch. */
import type { ConfigData } from "../../graph/paramValue.ts";
import { addDims, type Dim, floorDivideDim, knownDim, multiplyDims, unknownDim } from "../../shape/dim.ts";
import { formatShape, normaliseAxis, type RankedShape } from "../../shape/shape.ts";
import type { ConfigReader } from "../configReader.ts";
import { mostParts } from "./joiningOperations.ts";
import { wholeNumber } from "./operationSpec.ts";

/** The outputs' sizes; `undefined` where an argument is wrong, which is reported. */
export type ShapeRule = (reader: ConfigReader, shape: RankedShape) => readonly (readonly Dim[])[] | undefined;

/** Mean, Sum, Max ...: the axes go, or stay with size 1; without axes all go. */
export const reduced: ShapeRule = (reader, shape) => reducedAlong(reader, shape, "axis");

/** The same where the argument that gives the axes has another name. */
export function reducedAlong(
  reader: ConfigReader,
  shape: RankedShape,
  argument: string,
): Dim[][] | undefined {
  const axes = readAxes(reader, shape, argument, true);
  const keep = reader.boolean("keepdims", false);
  if (!axes || keep === undefined) return undefined;
  const dims = keep
    ? shape.dims.map((dim, axis) => (axes.includes(axis) ? knownDim(1) : dim))
    : shape.dims.filter((_, axis) => !axes.includes(axis));
  return [dims];
}

export const transposed: ShapeRule = (reader, shape) => {
  if ((reader.data("axes") ?? null) === null) return [shape.dims.toReversed()];
  const axes = readAxes(reader, shape, "axes", false);
  if (!axes) return undefined;
  if (new Set(axes).size !== shape.dims.length) return wrongAxis(reader, "axes", shape);
  return [axes.map((axis) => shape.dims[axis] ?? knownDim(1))];
};

export const swapped: ShapeRule = (reader, shape) => {
  const first = readAxes(reader, shape, "axis1", false)?.[0];
  const second = readAxes(reader, shape, "axis2", false)?.[0];
  if (first === undefined || second === undefined) return undefined;
  const dims = [...shape.dims];
  dims[first] = shape.dims[second] ?? knownDim(1);
  dims[second] = shape.dims[first] ?? knownDim(1);
  return [dims];
};

export const moved: ShapeRule = (reader, shape) => {
  const from = readAxes(reader, shape, "source", false);
  const to = readAxes(reader, shape, "destination", false);
  if (!from || !to || from.length !== to.length) return undefined;
  const rest = shape.dims.filter((_, axis) => !from.includes(axis));
  return [
    shape.dims.map((_, axis) => {
      const place = to.indexOf(axis);
      return (place < 0 ? rest.shift() : shape.dims[from[place] ?? 0]) ?? knownDim(1);
    }),
  ];
};

export const expanded: ShapeRule = (reader, shape) => {
  const data = reader.data("axis");
  const list: readonly ConfigData[] = Array.isArray(data) ? data : [data ?? null];
  const rank = shape.dims.length + list.length;
  const axes = list.map((axis) => (typeof axis === "number" ? normaliseAxis(axis, rank) : undefined));
  if (axes.includes(undefined)) return wrongAxis(reader, "axis", shape);
  const left = [...shape.dims];
  return [
    Array.from({ length: rank }, (_, axis) =>
      axes.includes(axis) ? knownDim(1) : (left.shift() ?? knownDim(1)),
    ),
  ];
};

export const squeezed: ShapeRule = (reader, shape) => {
  const isOne = (dim: Dim | undefined) => dim?.kind === "known" && dim.value === 1;
  if ((reader.data("axis") ?? null) === null) return [shape.dims.filter((dim) => !isOne(dim))];
  const axes = readAxes(reader, shape, "axis", false);
  if (!axes) return undefined;
  const long = axes.find((axis) => shape.dims[axis]?.kind === "known" && !isOne(shape.dims[axis]));
  if (long !== undefined) {
    reader.report(
      "invalid-argument",
      `"${reader.node.name}" drops axis ${long} of ${formatShape(shape)}, and only an axis of size 1 can be dropped.`,
      { param: "axis" },
    );
    return undefined;
  }
  return [shape.dims.filter((_, axis) => !axes.includes(axis))];
};

/** Equal parts (a number) or cuts (a list) along an axis. */
export const split: ShapeRule = (reader, shape) => {
  const axis = readAxes(reader, shape, "axis", false, 0)?.[0];
  const parts = reader.data("indices_or_sections");
  const dim = axis === undefined ? undefined : shape.dims[axis];
  if (axis === undefined || !dim) return undefined;
  const part = (size: Dim) => shape.dims.map((other, position) => (position === axis ? size : other));
  if (typeof parts === "number" && Number.isSafeInteger(parts) && parts > 0 && parts <= mostParts) {
    if (dim.kind === "known" && dim.value % parts !== 0) {
      reader.report(
        "invalid-argument",
        `"${reader.node.name}" cannot split ${dim.value} into ${parts} equal parts.`,
        { param: "indices_or_sections" },
      );
      return undefined;
    }
    return Array.from({ length: parts }, () => part(floorDivideDim(dim, parts)));
  }
  if (!Array.isArray(parts) || dim.kind !== "known") return undefined;
  const cuts = (parts as readonly ConfigData[]).map((cut) =>
    typeof cut === "number" ? Math.min(Math.max(cut < 0 ? cut + dim.value : cut, 0), dim.value) : 0,
  );
  return [...cuts, dim.value].map((cut, index) => part(knownDim(Math.max(0, cut - (cuts[index - 1] ?? 0)))));
};

/** The new shape holds the batch; one size may be -1. */
export const reshaped: ShapeRule = (reader, shape) => {
  const data = reader.data("newshape") ?? reader.data("shape");
  if (!Array.isArray(data)) return undefined;
  const sizes = (data as readonly ConfigData[]).map((size) => (typeof size === "number" ? size : -1));
  const open = sizes.indexOf(-1);
  const fixed = sizes.filter((size) => size !== -1).reduce((product, size) => product * size, 1);
  const [batch, ...rest] = shape.dims;
  const all = multiplyDims(shape.dims);
  const each = multiplyDims(rest);
  if (all.kind === "known" && (open < 0 ? all.value !== fixed : fixed === 0 || all.value % fixed !== 0)) {
    reader.report(
      "reshape-size-mismatch",
      `"${reader.node.name}" cannot arrange ${all.value} elements as ${sizes.join("×")}.`,
      { param: "newshape" },
    );
    return undefined;
  }
  const openDim = (): Dim => {
    if (all.kind === "known") return knownDim(all.value / fixed);
    if (batch && each.kind === "known" && each.value === fixed) return batch;
    return unknownDim(`-1 of "${reader.node.name}" depends on the number of examples or on a free size`);
  };
  return [sizes.map((size, axis) => (axis === open ? openDim() : knownDim(Math.max(0, size))))];
};

export const repeated: ShapeRule = (reader, shape) => {
  const axis = readAxes(reader, shape, "axis", false)?.[0];
  const times = reader.integer("repeats", { min: 0 });
  if (axis === undefined || times === undefined) return undefined;
  return [
    shape.dims.map((dim, position) => (position === axis ? multiplyDims([dim, knownDim(times)]) : dim)),
  ];
};

export const tiled: ShapeRule = (reader, shape) => {
  const data = reader.data("repeats");
  const list: readonly ConfigData[] = Array.isArray(data) ? data : [data ?? 1];
  const rank = Math.max(list.length, shape.dims.length);
  const times = [...new Array<ConfigData>(rank - list.length).fill(1), ...list];
  const dims = [...new Array<Dim>(rank - shape.dims.length).fill(knownDim(1)), ...shape.dims];
  return [dims.map((dim, axis) => multiplyDims([dim, knownDim(Math.max(0, wholeNumber(times[axis], 0)))]))];
};

export const padded: ShapeRule = (reader, shape) => {
  const data = reader.data("pad_width");
  if (!Array.isArray(data)) return undefined;
  const widths = data as readonly ConfigData[];
  return [
    shape.dims.map((dim, axis) => {
      const pair = widths.length === 1 ? widths[0] : widths[axis];
      const sum = Array.isArray(pair)
        ? wholeNumber(pair[0], Number.NaN) + wholeNumber(pair[1], Number.NaN)
        : Number.NaN;
      return Number.isSafeInteger(sum)
        ? sum === 0
          ? dim
          : addDims([dim, knownDim(sum)])
        : unknownDim(`pad_width of "${reader.node.name}" is not a list of pairs`);
    }),
  ];
};

/** Positive axes of an argument; without one, all axes or `fallback`. */
function readAxes(
  reader: ConfigReader,
  shape: RankedShape,
  name: string,
  allWithout: boolean,
  fallback?: number,
): number[] | undefined {
  const data = reader.data(name) ?? fallback ?? null;
  if (data === null && allWithout) return shape.dims.map((_, axis) => axis);
  const list: readonly ConfigData[] = Array.isArray(data) ? data : [data];
  const axes: number[] = [];
  for (const axis of list) {
    const position = typeof axis === "number" ? normaliseAxis(axis, shape.dims.length) : undefined;
    if (position === undefined) return wrongAxis(reader, name, shape);
    axes.push(position);
  }
  return axes;
}

function wrongAxis(reader: ConfigReader, name: string, shape: RankedShape): undefined {
  reader.report(
    "axis-out-of-range",
    `${name} of "${reader.node.name}" does not fit ${formatShape(shape)}, which has ${shape.dims.length} axes with the batch.`,
    { param: name },
  );
  return undefined;
}
