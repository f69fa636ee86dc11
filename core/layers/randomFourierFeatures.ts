/** RandomFourierFeatures of tf.keras 2: a fixed random projection and a cosine, with one learned scale at most. */
import { countElements } from "../cost/elementCount.ts";
import { formatDim, knownDim } from "../shape/dim.ts";
import { formatShape, rankedShape } from "../shape/shape.ts";
import { readConfig } from "./configReader.ts";
import { macStage } from "./convolutionCost.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { inferred, notInferred, singleInput } from "./result.ts";

export const randomFourierFeaturesLayer: LayerSpec = {
  className: "RandomFourierFeatures",
  category: "core",
  description:
    "Projects vectors at random and takes the cosine, to stand in for a kernel function (tf.keras 2).",
  params: [{ name: "output_dim", description: "Number of output features." }],
  infer: inferFeatures,
};

function inferFeatures(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const units = reader.integer("output_dim");
  const shape = singleInput(reader, call.inputs);
  if (units === undefined || !shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const [batch, features] = shape.dims;
  if (!batch || !features || shape.dims.length !== 2) {
    reader.report(
      "wrong-rank",
      `RandomFourierFeatures "${call.node.name}" takes one vector an example and is given ${formatShape(shape)}.`,
    );
    return notInferred(reader);
  }
  if (features.kind === "unknown") return notInferred(reader, features.reason);
  if (features.kind !== "known")
    return notInferred(reader, `the number of features, ${formatDim(features)}, is free`);
  const output = rankedShape([batch, knownDim(units)]);
  const fixed = (name: string, size: readonly number[], className: string) => ({
    name,
    shape: size,
    trainable: false,
    initializer: { className, config: {} },
  });
  return inferred(reader, {
    outputs: [output],
    operation: null,
    weights: [
      fixed("unscaled_kernel", [features.value, units], "RandomNormal"),
      fixed("bias", [units], "RandomUniform"),
      { ...fixed("kernel_scale", [1], "Constant"), trainable: true },
    ],
    macs: [
      macStage("projection", { meaning: "input features", dims: [features] }, [
        { meaning: "units", values: [units] },
      ]),
    ],
    elementary: [
      { label: "bias", count: countElements(output) },
      { label: "activation", count: countElements(output) },
    ],
  });
}
