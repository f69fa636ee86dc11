/** Layers that scale a residual branch: LayerScale by learned factors, StochasticDepth by dropping it in training. */
import { countElements } from "../cost/elementCount.ts";
import { readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { inferred, notInferred, singleInput } from "./result.ts";

export const residualScalingLayers: readonly LayerSpec[] = [
  {
    className: "LayerScale",
    category: "normalisation",
    description: "Multiplies each channel by a learned factor that starts near 0.",
    params: [
      { name: "projection_dim", description: "Number of channels." },
      { name: "init_values", description: "Value of every factor before training." },
    ],
    infer: (call: LayerCallContext) => {
      const reader = readConfig(call.node);
      const channels = reader.integer("projection_dim");
      const start = reader.number("init_values", 1e-6);
      const shape = singleInput(reader, call.inputs);
      if (channels === undefined || start === undefined || !shape) return notInferred(reader);
      if (shape.kind === "unranked") return notInferred(reader, shape.reason);
      return inferred(reader, {
        outputs: [shape],
        operation: { op: "channelScale" },
        weights: [
          {
            name: "gamma",
            shape: [channels],
            trainable: true,
            initializer: { className: "Constant", config: { value: start } },
          },
        ],
        elementary: [{ label: "normalisation", count: countElements(shape) }],
      });
    },
  },
  {
    className: "StochasticDepth",
    category: "regularisation",
    description: "Drops the whole branch of random examples in training; passes everything on otherwise.",
    params: [
      { name: "drop_path_rate", description: "Share of the examples whose branch is dropped in training." },
    ],
    infer: inferStochasticDepth,
  },
];

/** Keras's own takes the branch; that of other packages takes the shortcut too and adds the two. */
function inferStochasticDepth(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const [shortcut, branch] = call.inputs;
  const shape = branch && call.inputs.length === 2 ? shortcut : singleInput(reader, call.inputs);
  if (!shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  if (!branch) return inferred(reader, { outputs: [shape], operation: { op: "identity" } });
  return inferred(reader, {
    outputs: [shape],
    operation: null,
    elementary: [{ label: "merge", count: countElements(shape) }],
  });
}
