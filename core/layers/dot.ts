/** Dot: sums products of two inputs along one axis of each. */

import { addCounts, scaleCount } from "../cost/count.ts";
import { countElements } from "../cost/elementCount.ts";
import type { ConfigData } from "../graph/paramValue.ts";
import { formatDim, knownDim, neverSameDim } from "../shape/dim.ts";
import { formatShape, normaliseAxis, type RankedShape, rankedShape } from "../shape/shape.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import { macStage } from "./convolutionCost.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { inferred, notInferred } from "./result.ts";

export const dotLayer: LayerSpec = {
  className: "Dot",
  category: "merging",
  description: "Sums the products of its two inputs along an axis of each.",
  params: [
    { name: "axes", description: "Axis of both inputs, or one of each, that is summed over." },
    {
      name: "normalize",
      description: "Whether both are scaled to length 1 first, which gives the cosine.",
      default: false,
    },
  ],
  infer: inferDot,
};

function inferDot(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const [left, right] = call.inputs;
  if (!left || !right || call.inputs.length !== 2) {
    reader.report(
      "wrong-input-count",
      `Dot "${call.node.name}" takes exactly 2 inputs and is given ${call.inputs.length}.`,
    );
    return notInferred(reader);
  }
  if (left.kind === "unranked") return notInferred(reader, left.reason);
  if (right.kind === "unranked") return notInferred(reader, right.reason);
  const axes = readAxes(reader, left, right);
  const normalize = reader.boolean("normalize", false);
  if (!axes || normalize === undefined) return notInferred(reader);
  const [leftSize, rightSize] = [left.dims[axes[0]], right.dims[axes[1]]];
  if (!leftSize || !rightSize) return notInferred(reader);
  if (neverSameDim(leftSize, rightSize)) {
    reader.report(
      "shapes-do-not-merge",
      `"${call.node.name}" sums over axis ${axes[0]} of ${formatShape(left)} and axis ${axes[1]} of ${formatShape(right)}, whose sizes ${formatDim(leftSize)} and ${formatDim(rightSize)} differ.`,
      { param: "axes" },
    );
    return notInferred(reader);
  }
  const kept = [
    ...left.dims.filter((_, axis) => axis !== axes[0]),
    ...right.dims.filter((_, axis) => axis !== axes[1] && axis !== 0),
  ];
  const output = rankedShape(kept.length === 1 ? [...kept, knownDim(1)] : kept);
  return inferred(reader, {
    outputs: [output],
    operation: { op: "dot", axes, normalize },
    // As UnitNormalization: both inputs are brought to length 1.
    elementary: normalize
      ? [{ label: "normalisation", count: scaleCount(addCounts([left, right].map(countElements)), 2) }]
      : [],
    macs: [
      macStage(
        "dot",
        { meaning: "output values and summed size", dims: [...output.dims.slice(1), leftSize] },
        [],
      ),
    ],
  });
}

function readAxes(reader: ConfigReader, left: RankedShape, right: RankedShape): [number, number] | undefined {
  const data = reader.data("axes");
  if (data === undefined || data === null) {
    if (reader.unsure() === undefined)
      reader.report("missing-argument", `Dot "${reader.node.name}" needs axes; add it to the layer.`);
    return undefined;
  }
  const list: readonly ConfigData[] = Array.isArray(data) ? data : [data, data];
  const [first, second] = list;
  const a = typeof first === "number" ? normaliseAxis(first, left.dims.length) : undefined;
  const b = typeof second === "number" ? normaliseAxis(second, right.dims.length) : undefined;
  if (a !== undefined && b !== undefined) return [a, b];
  reader.report(
    "axis-out-of-range",
    `The axes of "${reader.node.name}" do not exist in its inputs ${formatShape(left)} and ${formatShape(right)}.`,
    { param: "axes" },
  );
  return undefined;
}
