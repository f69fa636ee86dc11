/** GlobalMaxPooling and GlobalAveragePooling in 1, 2 and 3 dimensions: one value a channel. */
import { countElements } from "../cost/elementCount.ts";
import { knownDim } from "../shape/dim.ts";
import { rankedShape } from "../shape/shape.ts";
import { readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred, singleInput } from "./result.ts";
import { spatialInput, spatialShape } from "./spatialInput.ts";

type Reduce = "max" | "average";

export const globalPoolingLayers: readonly LayerSpec[] = (["max", "average"] as const).flatMap((reduce) =>
  [1, 2, 3].map((rank) => ({
    className: `Global${reduce === "max" ? "Max" : "Average"}Pooling${rank}D`,
    aliases: [`Global${reduce === "max" ? "Max" : "Avg"}Pool${rank}D`],
    category: "pooling" as const,
    description: `The ${reduce === "max" ? "largest value" : "mean"} of each channel over all positions.`,
    params: sharedParams("data_format", "keepdims"),
    infer: (call: LayerCallContext) => inferGlobalPooling(call, rank, reduce),
  })),
);

function inferGlobalPooling(call: LayerCallContext, rank: number, reduce: Reduce) {
  const reader = readConfig(call.node);
  const keepDims = reader.boolean("keepdims", false);
  const dataFormat = reader.dataFormat();
  const shape = singleInput(reader, call.inputs);
  if (keepDims === undefined || dataFormat === undefined || !shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const input = spatialInput(reader, shape, rank, dataFormat);
  if (!input) return notInferred(reader);
  const output = keepDims
    ? spatialShape(
        input,
        input.spatial.map(() => knownDim(1)),
        input.channels,
      )
    : rankedShape([input.batch, input.channels]);
  // Only this one of the six knows masks, and TensorFlow.js's does not.
  const skipsAbsent = rank === 1 && reduce === "average" && call.dialect === "keras";
  return inferred(reader, {
    outputs: [output],
    operation: { op: "globalPooling", reduce, keepDims, dataFormat, ...(skipsAbsent ? { skipsAbsent } : {}) },
    elementary: [{ label: "pooling", count: countElements(shape) }],
  });
}
