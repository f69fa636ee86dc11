/** Concatenate: joins inputs along one axis; all other sizes must agree. */
import { type Remedy, setting } from "../graph/remedy.ts";
import { addDims, type Dim, formatDim, neverSameDim } from "../shape/dim.ts";
import { formatShape, normaliseAxis, type RankedShape, rankedShape } from "../shape/shape.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { type MeetingSizes, reportFit } from "./mergeSizes.ts";
import { inferred, notInferred } from "./result.ts";

export const concatenateLayer: LayerSpec = {
  className: "Concatenate",
  category: "merging",
  description: "Joins its inputs along one axis; all other sizes must be equal.",
  params: [
    {
      name: "axis",
      description: "Axis that is joined, counted with the batch; negative counts from the end.",
      default: -1,
    },
  ],
  infer: inferConcatenate,
};

function inferConcatenate(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const axis = reader.integer("axis", { min: Number.MIN_SAFE_INTEGER, fallback: -1 });
  if (axis === undefined) return notInferred(reader);
  const shapes: RankedShape[] = [];
  for (const shape of call.inputs) {
    if (shape.kind === "unranked") return notInferred(reader, shape.reason);
    shapes.push(shape);
  }
  const [first] = shapes;
  if (!first) {
    reader.report("wrong-input-count", `Concatenate "${call.node.name}" is given no input.`);
    return notInferred(reader);
  }
  const position = normaliseAxis(axis, first.dims.length);
  if (position === undefined) {
    reader.report(
      "axis-out-of-range",
      `Axis ${axis} of "${call.node.name}" does not exist in ${formatShape(first)}, which has ${first.dims.length} axes with the batch.`,
      { param: "axis", remedies: [setting({ axis: -1 })] },
    );
    return notInferred(reader);
  }
  if (!checkShapes(reader, shapes, position)) return notInferred(reader);
  const joined = addDims(shapes.map((shape) => shape.dims[position] as Dim));
  return inferred(reader, {
    outputs: [rankedShape(first.dims.map((dim, index) => (index === position ? joined : dim)))],
    operation: { op: "concatenate", axis: position },
  });
}

function checkShapes(reader: ConfigReader, shapes: readonly RankedShape[], position: number): boolean {
  const { name } = reader.node;
  const list = shapes.map(formatShape).join(" and ");
  const [first] = shapes;
  if (!first) return false;
  if (shapes.some((shape) => shape.dims.length !== first.dims.length)) {
    reader.report(
      "shapes-do-not-merge",
      `"${name}" cannot join ${list}: they have different numbers of axes.`,
    );
    return false;
  }
  const met: MeetingSizes[] = [];
  for (const axis of first.dims.keys()) {
    if (axis === position) continue;
    const sizes = shapes.map((shape) => shape.dims[axis] as Dim);
    const known = sizes.find((size) => size.kind === "known") ?? first.dims[axis];
    if (known && sizes.some((size) => neverSameDim(known, size))) {
      reader.report(
        "shapes-do-not-merge",
        `"${name}" joins axis ${position} of ${list}, but they differ on axis ${axis}: ${sizes.map(formatDim).join(", ")}.${axisAdvice(shapes)}`,
        { param: "axis", remedies: differingAxes(shapes).length === 1 ? [axisRemedy(shapes)] : [] },
      );
      return false;
    }
    // One by one: a file can join more tensors than a call can have arguments.
    if (known && axis > 0) for (const size of sizes) met.push({ a: known, b: size, stretches: false });
  }
  reportFit(reader, met);
  return true;
}

/** Names the axis that would work, where exactly one does. */
function axisAdvice(shapes: readonly RankedShape[]): string {
  const differing = differingAxes(shapes);
  return differing.length === 1 ? ` Did you mean axis ${differing[0]}?` : "";
}

/** The last axis is written as -1, as most people do. */
function axisRemedy(shapes: readonly RankedShape[]): Remedy {
  const [axis = -1] = differingAxes(shapes);
  return setting({ axis: axis === (shapes[0]?.dims.length ?? 0) - 1 ? -1 : axis });
}

function differingAxes(shapes: readonly RankedShape[]): readonly number[] {
  const [first] = shapes;
  return [...(first?.dims.keys() ?? [])].filter((axis) =>
    shapes.some((shape) => neverSameDim(first?.dims[axis] as Dim, shape.dims[axis] as Dim)),
  );
}
