/** Permute: the axes of each example in another order. */
import type { ConfigData } from "../graph/paramValue.ts";
import { type Dim, knownDim } from "../shape/dim.ts";
import { rankedShape } from "../shape/shape.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { inferred, notInferred, singleInput } from "./result.ts";

export const permuteLayer: LayerSpec = {
  className: "Permute",
  category: "reshaping",
  description: "Puts the axes of each example in another order.",
  params: [{ name: "dims", description: "The new order of the axes, counted from 1 without the batch." }],
  infer: inferPermute,
};

function inferPermute(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const order = readOrder(reader);
  const shape = singleInput(reader, call.inputs);
  if (!order || !shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  if (shape.dims.length !== order.length + 1) {
    reader.report(
      "wrong-rank",
      `Permute "${call.node.name}" orders ${order.length} axes and its input has ${shape.dims.length - 1} besides the batch.`,
      { param: "dims" },
    );
    return notInferred(reader);
  }
  const dims: Dim[] = order.map((axis) => shape.dims[axis] ?? knownDim(1));
  return inferred(reader, {
    outputs: [rankedShape([shape.dims[0] ?? knownDim(1), ...dims])],
    operation: { op: "permute", order },
  });
}

function readOrder(reader: ConfigReader): number[] | undefined {
  const data = reader.data("dims");
  if (data === undefined) {
    reader.integer("dims"); // reports the absence, or that it is not computable
    return undefined;
  }
  const list: readonly ConfigData[] = Array.isArray(data) ? data : [data];
  const sorted = [...list].sort((a, b) => Number(a) - Number(b));
  if (!sorted.every((axis, index) => axis === index + 1)) {
    reader.report(
      "invalid-argument",
      `dims of "${reader.node.name}" must name each axis from 1 to ${list.length} once.`,
      {
        param: "dims",
      },
    );
    return undefined;
  }
  return list as number[];
}
