/** Dense: a fully connected layer over the last axis. */
import { formatDim, knownDim } from "../shape/dim.ts";
import { formatShape, rankedShape } from "../shape/shape.ts";
import { readActivation } from "./activationFunction.ts";
import { readConfig } from "./configReader.ts";
import { biasWeights, kernelWeight } from "./convolutionArguments.ts";
import { macStage, outputWork } from "./convolutionCost.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred, singleInput } from "./result.ts";

export const denseLayer: LayerSpec = {
  className: "Dense",
  aliases: ["TimeDistributedDense"],
  category: "core",
  description: "Fully connected: every output is a weighted sum of all features of the last axis.",
  params: [
    { name: "units", description: "Number of outputs, a positive integer." },
    ...sharedParams("activation", "use_bias", "kernel_initializer", "bias_initializer"),
  ],
  infer: inferDense,
};

function inferDense(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const units = reader.integer("units");
  const useBias = reader.boolean("use_bias", true);
  const activation = readActivation(reader);
  const shape = singleInput(reader, call.inputs);
  if (units === undefined || useBias === undefined || !shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const features = shape.dims.at(-1);
  if (shape.dims.length < 2 || !features) {
    reader.report(
      "wrong-rank",
      `Dense "${call.node.name}" needs an input with at least one axis besides the batch.`,
    );
    return notInferred(reader);
  }
  if (features.kind === "unknown") return notInferred(reader, features.reason);
  if (features.kind === "symbol") {
    reader.report(
      "size-not-known",
      `Dense "${call.node.name}" needs to know the size of the last axis to have weights, but its input ${formatShape(shape)} leaves it free (${formatDim(features)}). Give the input a fixed size, or put a global pooling layer in place of Flatten.`,
    );
    return notInferred(reader);
  }
  const output = rankedShape([...shape.dims.slice(0, -1), knownDim(units)]);
  return inferred(reader, {
    outputs: [output],
    operation: { op: "dense", inputFeatures: features.value, units, useBias, activation },
    weights: [
      kernelWeight(reader, "kernel", [features.value, units], "kernel_initializer"),
      ...biasWeights(reader, useBias, units),
    ],
    macs: [
      macStage("dense", { meaning: "positions", dims: shape.dims.slice(1, -1) }, [
        { meaning: "input features", values: [features.value] },
        { meaning: "units", values: [units] },
      ]),
    ],
    elementary: outputWork(output, useBias, activation),
  });
}
