/** ParametricSoftplus and SReLU of Keras 1: activation functions with learned numbers for each element. */
import { countElements } from "../cost/elementCount.ts";
import { readConfig } from "./configReader.ts";
import { readInitializer } from "./initializer.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { readSharedAxes, slopeShape } from "./prelu.ts";
import { inferred, notInferred, singleInput } from "./result.ts";

const sharedAxes = {
  name: "shared_axes",
  description: "Axes, counted from 1, along which one number is shared.",
  default: null,
};

export const legacyActivationLayers: readonly LayerSpec[] = [
  {
    className: "ParametricSoftplus",
    category: "activation",
    description: "alpha · log(1 + exp(beta · x)) with learned alpha and beta (Keras 1).",
    params: [sharedAxes],
    infer: (call) => inferLearned(call, ["alpha", "beta"]),
  },
  {
    className: "SReLU",
    category: "activation",
    description: "Rectifier of three straight pieces, whose bends and slopes are learned (Keras 1).",
    params: [sharedAxes],
    infer: (call) => inferLearned(call, ["t_left", "a_left", "t_right", "a_right"]),
  },
];

function inferLearned(call: LayerCallContext, names: readonly string[]) {
  const reader = readConfig(call.node);
  const shape = singleInput(reader, call.inputs);
  if (!shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const shared = readSharedAxes(reader);
  const size = shared && slopeShape(reader, shape, shared);
  if (!size) return notInferred(reader);
  return inferred(reader, {
    outputs: [shape],
    operation: null,
    weights: names.map((name) => ({
      name,
      shape: size,
      trainable: true,
      initializer: readInitializer(reader, `${name}_init`, "Zeros"),
    })),
    elementary: [{ label: "activation", count: countElements(shape) }],
  });
}
