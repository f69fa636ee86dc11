/** BatchNormalization: scales and shifts each feature by statistics of the batch; four vectors, two of them trainable. */
import { scaleCount } from "../cost/count.ts";
import { countElements } from "../cost/elementCount.ts";
import { setting } from "../graph/remedy.ts";
import { formatDim } from "../shape/dim.ts";
import { formatShape, normaliseAxis } from "../shape/shape.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import { readInitializer } from "./initializer.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import type { WeightSpec } from "./operation.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred, singleInput } from "./result.ts";

export const batchNormalizationLayer: LayerSpec = {
  className: "BatchNormalization",
  aliases: ["BatchNormalizationV1", "BatchNormalizationV2", "SyncBatchNormalization"],
  category: "normalisation",
  description: "Normalises each feature by its mean and variance, then scales and shifts it.",
  params: [
    ...sharedParams("axis").map((param) => ({ ...param, default: -1 })),
    { name: "epsilon", description: "Added to the variance before the root is taken.", default: 1e-3 },
    {
      name: "momentum",
      description: "Share of the old moving statistics that is kept at each step.",
      default: 0.99,
    },
    { name: "center", description: "Whether `beta` is added.", default: true },
    { name: "scale", description: "Whether the result is multiplied by `gamma`.", default: true },
  ],
  infer: inferBatchNormalization,
};

function inferBatchNormalization(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const axis = readAxis(reader);
  const epsilon = reader.number("epsilon", 1e-3);
  const center = reader.boolean("center", true);
  const scale = reader.boolean("scale", true);
  const shape = singleInput(reader, call.inputs);
  if (axis === undefined || epsilon === undefined || center === undefined || scale === undefined || !shape) {
    return notInferred(reader);
  }
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const position = normaliseAxis(axis, shape.dims.length);
  const features = position === undefined ? undefined : shape.dims[position];
  if (position === undefined || !features) {
    reader.report(
      "axis-out-of-range",
      `Axis ${axis} of "${call.node.name}" does not exist in its input ${formatShape(shape)}, which has ${shape.dims.length} axes with the batch.`,
      { param: "axis", remedies: [setting({ axis: -1 })] },
    );
    return notInferred(reader);
  }
  if (features.kind === "unknown") return notInferred(reader, features.reason);
  if (features.kind === "symbol") {
    reader.report(
      "size-not-known",
      `BatchNormalization "${call.node.name}" needs to know the size of axis ${axis} to have weights, but its input ${formatShape(shape)} leaves it free (${formatDim(features)}).`,
      { param: "axis" },
    );
    return notInferred(reader);
  }
  return inferred(reader, {
    outputs: [shape],
    operation: { op: "batchNormalization", axis: position, features: features.value, epsilon, center, scale },
    weights: normalisationWeights(reader, features.value, center, scale),
    elementary: [{ label: "normalisation", count: scaleCount(countElements(shape), 2) }],
  });
}

function normalisationWeights(
  reader: ConfigReader,
  size: number,
  center: boolean,
  scale: boolean,
): WeightSpec[] {
  const weight = (name: string, trainable: boolean, param: string, fallback: string): WeightSpec => ({
    name,
    shape: [size],
    trainable,
    initializer: readInitializer(reader, param, fallback),
  });
  return [
    ...(scale ? [weight("gamma", true, "gamma_initializer", "Ones")] : []),
    ...(center ? [weight("beta", true, "beta_initializer", "Zeros")] : []),
    weight("moving_mean", false, "moving_mean_initializer", "Zeros"),
    weight("moving_variance", false, "moving_variance_initializer", "Ones"),
  ];
}

/** Keras 2 sometimes writes the axis as a list of one. */
function readAxis(reader: ConfigReader): number | undefined {
  const data = reader.data("axis");
  const single = Array.isArray(data) && data.length === 1 ? data[0] : data;
  if (typeof single === "number" && Number.isInteger(single)) return single;
  return reader.integer("axis", { min: Number.MIN_SAFE_INTEGER, fallback: -1 });
}
