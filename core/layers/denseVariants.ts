/** MaxoutDense and Highway of Keras 1: dense layers with a maximum over several maps, and with a gate. */
import { productCount } from "../cost/count.ts";
import { countElements } from "../cost/elementCount.ts";
import { formatDim, knownDim } from "../shape/dim.ts";
import { formatShape, rankedShape } from "../shape/shape.ts";
import { readActivation } from "./activationFunction.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import { macStage, outputWork } from "./convolutionCost.ts";
import { readInitializer } from "./initializer.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import type { WeightSpec } from "./operation.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred, singleInput } from "./result.ts";

export const denseVariantLayers: readonly LayerSpec[] = [
  {
    className: "MaxoutDense",
    category: "core",
    description: "Several dense maps side by side, of which the largest value counts (Keras 1).",
    params: [
      { name: "output_dim", aliases: ["units"], description: "Number of output features." },
      { name: "nb_feature", description: "Number of dense maps side by side.", default: 4 },
      { name: "bias", aliases: ["use_bias"], description: "Whether a bias is added.", default: true },
    ],
    infer: inferMaxout,
  },
  {
    className: "Highway",
    category: "core",
    description: "Dense layer whose output is mixed with its input by a learned gate (Keras 1).",
    params: sharedParams("activation", "use_bias"),
    infer: inferHighway,
  },
];

/** W is (features, inputs, units) and b (features, units). */
function inferMaxout(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const units = reader.integer(reader.has("units") ? "units" : "output_dim");
  const maps = reader.integer("nb_feature", { fallback: 4 });
  const bias = readBias(reader);
  const source = featuresOf(call, reader);
  if (units === undefined || maps === undefined || bias === undefined || !source) return notInferred(reader);
  if (typeof source === "string") return notInferred(reader, source);
  const output = rankedShape([source.batch, knownDim(units)]);
  const work = productCount([], [maps, units], "");
  return inferred(reader, {
    outputs: [output],
    operation: { op: "maxout", inputFeatures: source.features, units, maps, useBias: bias },
    weights: [
      weight(reader, "W", [maps, source.features, units]),
      ...(bias ? [biasWeight("b", [maps, units], "Zeros")] : []),
    ],
    macs: [
      macStage("dense maps", { meaning: "input features", dims: [knownDim(source.features)] }, [
        { meaning: "maps and units", values: [maps, units] },
      ]),
    ],
    elementary: [...(bias ? [{ label: "bias" as const, count: work }] : []), { label: "merge", count: work }],
  });
}

/** y = transform · activation(x·W + b) + (1 − transform) · x, with transform = sigmoid(x·W_carry + b_carry). */
function inferHighway(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const bias = readBias(reader);
  const source = featuresOf(call, reader);
  if (bias === undefined || !source) return notInferred(reader);
  if (typeof source === "string") return notInferred(reader, source);
  const { batch, features } = source;
  const output = rankedShape([batch, knownDim(features)]);
  const square = { meaning: "input and output features", dims: [knownDim(features), knownDim(features)] };
  return inferred(reader, {
    outputs: [output],
    operation: { op: "highway", features, useBias: bias, activation: readActivation(reader) },
    weights: [
      weight(reader, "W", [features, features]),
      weight(reader, "W_carry", [features, features]),
      ...(bias ? [biasWeight("b", [features], "Zeros"), biasWeight("b_carry", [features], "Ones")] : []),
    ],
    macs: [macStage("dense", square, []), macStage("gate", square, [])],
    elementary: [
      ...outputWork(output, bias, readActivation(reader)),
      ...outputWork(output, bias, { name: "sigmoid", settings: {} }),
      { label: "merge", count: countElements(output) },
    ],
  });
}

function readBias(reader: ConfigReader): boolean | undefined {
  return reader.boolean(reader.has("use_bias") ? "use_bias" : "bias", true);
}

/** A text is the reason why the input is not known. */
function featuresOf(call: LayerCallContext, reader: ConfigReader) {
  const shape = singleInput(reader, call.inputs);
  if (!shape) return undefined;
  if (shape.kind === "unranked") return shape.reason;
  const [batch, features] = shape.dims;
  if (shape.dims.length !== 2 || !batch || !features) {
    reader.report(
      "wrong-rank",
      `${call.node.className} "${call.node.name}" works on vectors and is given ${formatShape(shape)}. Put a Flatten before it.`,
    );
    return undefined;
  }
  if (features.kind === "known") return { batch, features: features.value };
  if (features.kind === "unknown") return features.reason;
  reader.report(
    "size-not-known",
    `${call.node.className} "${call.node.name}" needs to know the number of input features to have weights, but ${formatShape(shape)} leaves it free (${formatDim(features)}).`,
  );
  return undefined;
}

function weight(reader: ConfigReader, name: string, shape: readonly number[]): WeightSpec {
  const initializer = readInitializer(reader, "kernel_initializer", "GlorotUniform");
  return { name, shape, trainable: true, initializer };
}

function biasWeight(name: string, shape: readonly number[], className: string): WeightSpec {
  return { name, shape, trainable: true, initializer: { className, config: {} } };
}
