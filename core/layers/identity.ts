/** Layers that hand their input on as it is, in training too: Identity, MaxNumBoundingBoxes for the pictures, and an empty Pipeline. */
import { readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred, singleInput } from "./result.ts";

export const identityLayers: readonly LayerSpec[] = [
  {
    className: "Identity",
    category: "core",
    description: "Passes its input on unchanged.",
    params: [],
    infer: inferIdentity,
  },
  {
    className: "MaxNumBoundingBoxes",
    category: "core",
    description: "Cuts or fills the bounding boxes of each picture to a fixed number; passes pictures on.",
    params: [
      { name: "max_number", description: "Number of bounding boxes a picture." },
      ...sharedParams("data_format"),
    ],
    infer: inferIdentity,
  },
  {
    className: "Pipeline",
    category: "core",
    description: "Runs layers one after another.",
    params: [{ name: "layers", description: "The layers, in their order." }],
    // Its layers are read as a model inside; this is left where there are none.
    infer: inferIdentity,
  },
];

function inferIdentity(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const shape = singleInput(reader, call.inputs);
  if (!shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  return inferred(reader, { outputs: [shape], operation: { op: "identity" } });
}
