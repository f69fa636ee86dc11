/** Layers that do nothing when a model is used: dropouts, noise and activity regularisation. */

import type { Dialect } from "../graph/modelGraph.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec, ParamSpec } from "./layerSpec.ts";
import { inferred, notInferred, singleInput } from "./result.ts";
import { spatialInput } from "./spatialInput.ts";

const rate: ParamSpec = {
  name: "rate",
  aliases: ["p"],
  description: "Share of the values that is dropped in training, from 0 to 1.",
};
const deviation: ParamSpec = {
  name: "stddev",
  aliases: ["sigma"],
  description: "Standard deviation of the noise added in training.",
};

export const regularisationLayers: readonly LayerSpec[] = [
  passThrough("Dropout", "Sets random values to 0 in training; passes everything on otherwise.", [rate]),
  passThrough(
    "SpatialDropout1D",
    "Drops whole channels in training; passes everything on otherwise.",
    [rate],
    1,
  ),
  passThrough(
    "SpatialDropout2D",
    "Drops whole channels in training; passes everything on otherwise.",
    [rate],
    2,
  ),
  passThrough(
    "SpatialDropout3D",
    "Drops whole channels in training; passes everything on otherwise.",
    [rate],
    3,
  ),
  passThrough(
    "GaussianDropout",
    "Multiplies by random numbers in training; passes everything on otherwise.",
    [rate],
  ),
  passThrough("GaussianNoise", "Adds random numbers in training; passes everything on otherwise.", [
    deviation,
  ]),
  passThrough(
    "AlphaDropout",
    "Dropout that keeps mean and variance; passes everything on outside training.",
    [rate],
  ),
  passThrough("ActivityRegularization", "Adds a penalty to the loss in training; passes everything on.", []),
];

/** `spatial` is the number of axes beside the batch and the channels, where the layer insists on it. */
function passThrough(
  className: string,
  description: string,
  params: readonly ParamSpec[],
  spatial?: number,
): LayerSpec {
  return {
    className,
    category: "regularisation",
    description,
    params,
    infer: (call: LayerCallContext) => {
      const reader = readConfig(call.node);
      if (params.includes(rate)) checkRate(reader, call.dialect);
      const shape = singleInput(reader, call.inputs);
      if (!shape) return notInferred(reader);
      if (shape.kind === "unranked") return notInferred(reader, shape.reason);
      if (spatial !== undefined && !spatialInput(reader, shape, spatial, "channels_last"))
        return notInferred(reader);
      return inferred(reader, { outputs: [shape], operation: { op: "identity" } });
    },
  };
}

/** Keras refuses a rate outside of 0 to 1; TensorFlow.js takes the nearer of the two. The shape is the same either way. */
function checkRate(reader: ConfigReader, dialect: Dialect): void {
  const given = reader.data("rate");
  if (typeof given !== "number" || (given >= 0 && given <= 1)) return;
  const effect =
    dialect === "keras"
      ? "Keras refuses to build the layer"
      : `TensorFlow.js takes ${given < 0 ? "0 and drops nothing" : "1 and drops everything"}`;
  const percent = given > 1 && given <= 100 ? ` For ${given}% write ${given / 100}.` : "";
  reader.report(
    "invalid-argument",
    `rate of "${reader.node.name}" is ${given}, and it is a share from 0 to 1: ${effect}.${percent}`,
    { param: "rate", severity: dialect === "keras" ? "error" : "warning" },
  );
}
