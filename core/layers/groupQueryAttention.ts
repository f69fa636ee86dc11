/** GroupQueryAttention: multi-head attention in which groups of query heads share one head of keys and values. */
import { type Dim, knownDim } from "../shape/dim.ts";
import { rankedShape } from "../shape/shape.ts";
import { knownSize, readSequences, scoresOutput, weight } from "./attentionCall.ts";
import { attentionWork } from "./attentionWork.ts";
import { readConfig } from "./configReader.ts";
import { macStage } from "./convolutionCost.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import type { WeightSpec } from "./operation.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred } from "./result.ts";

export const groupQueryAttentionLayer: LayerSpec = {
  className: "GroupQueryAttention",
  aliases: ["GroupedQueryAttention"],
  category: "attention",
  description: "Multi-head attention in which groups of query heads share keys and values.",
  params: [
    { name: "head_dim", description: "Size of each head." },
    { name: "num_query_heads", description: "Number of query heads." },
    {
      name: "num_key_value_heads",
      description: "Number of heads of keys and values; it divides that of queries.",
    },
    {
      name: "use_gate",
      description: "Whether a learned gate multiplies the heads' outputs.",
      default: false,
    },
    ...sharedParams("use_bias"),
  ],
  infer,
};

function infer(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const size = reader.integer("head_dim");
  const heads = reader.integer("num_query_heads");
  const groups = reader.integer("num_key_value_heads");
  const useBias = reader.boolean("use_bias", true);
  const useGate = reader.boolean("use_gate", false);
  const slidingWindow = reader.data("sliding_window");
  if (size === undefined || heads === undefined || groups === undefined) return notInferred(reader);
  if (useBias === undefined || useGate === undefined) return notInferred(reader);
  if (heads % groups !== 0) {
    reader.report(
      "invalid-argument",
      `The ${heads} query heads of "${call.node.name}" cannot share ${groups} heads of keys and values evenly; use a number that divides ${heads}.`,
      { param: "num_key_value_heads" },
    );
    return notInferred(reader);
  }
  const sequences = readSequences(reader, call);
  if (typeof sequences === "string" || !sequences) return notInferred(reader, sequences);
  const { query, value, key } = sequences;
  const features = knownSize(reader, query.dims.at(-1), query);
  const valueFeatures = knownSize(reader, value.dims.at(-1), value);
  const keyFeatures = knownSize(reader, key.dims.at(-1), key);
  if (features === undefined || valueFeatures === undefined || keyFeatures === undefined)
    return notInferred(reader);
  if (features !== valueFeatures) {
    reader.report(
      "shapes-do-not-merge",
      `Query and value of "${call.node.name}" must have the same number of features, and have ${features} and ${valueFeatures}.`,
    );
    return notInferred(reader);
  }
  const projection = (name: string, inputs: number, count: number): WeightSpec[] => [
    weight(reader, `${name}/kernel`, [inputs, count, size], "kernel_initializer", "GlorotUniform"),
    ...(useBias ? [weight(reader, `${name}/bias`, [count, size], "bias_initializer", "Zeros")] : []),
  ];
  const steps = (dims: readonly Dim[]) => dims.slice(1, -1);
  const headed = (dims: readonly Dim[], count: number) => [...steps(dims), knownDim(count), knownDim(size)];
  const project = (label: string, dims: readonly Dim[], inputs: number, count: number) =>
    macStage(label, { meaning: "steps", dims: steps(dims) }, [
      { meaning: "features", values: [inputs] },
      { meaning: "heads and head size", values: [count, size] },
    ]);
  const pairs = {
    meaning: "query steps and value steps",
    dims: [...steps(query.dims), ...steps(value.dims)],
  };
  const headFactors = [{ meaning: "heads and head size", values: [heads, size] }];
  return inferred(reader, {
    outputs: [
      rankedShape([...query.dims.slice(0, -1), knownDim(features)]),
      ...scoresOutput(call, [query.dims[0] ?? knownDim(1), knownDim(heads), ...pairs.dims]),
    ],
    operation: {
      op: "multiHeadAttention",
      heads,
      keyValueHeads: groups,
      keySize: size,
      valueSize: size,
      useBias,
      useGate,
      attentionAxes: [1],
      causal: call.settings.use_causal_mask === true,
      slidingWindow: typeof slidingWindow === "number" ? slidingWindow : null,
    },
    elementary: attentionWork({
      scores: [knownDim(heads), ...pairs.dims],
      elementwise: [
        headed(query.dims, heads),
        ...(useGate ? [headed(query.dims, heads), headed(query.dims, heads)] : []),
      ],
      biased: useBias
        ? [
            headed(query.dims, heads),
            headed(key.dims, groups),
            ...(useGate ? [headed(query.dims, heads)] : []),
            headed(value.dims, groups),
            [...steps(query.dims), knownDim(features)],
          ]
        : [],
    }),
    weights: [
      ...projection("query", features, heads),
      ...projection("key", keyFeatures, groups),
      ...(useGate ? projection("gate", features, heads) : []),
      ...projection("value", valueFeatures, groups),
      weight(
        reader,
        "attention_output/kernel",
        [heads, size, features],
        "kernel_initializer",
        "GlorotUniform",
      ),
      ...(useBias ? [weight(reader, "attention_output/bias", [features], "bias_initializer", "Zeros")] : []),
    ],
    macs: [
      project("query projection", query.dims, features, heads),
      project("key projection", key.dims, keyFeatures, groups),
      ...(useGate ? [project("gate projection", query.dims, features, heads)] : []),
      project("value projection", value.dims, valueFeatures, groups),
      macStage("scores", pairs, headFactors),
      macStage("weighted sum", pairs, headFactors),
      project("output projection", query.dims, features, heads),
    ],
  });
}
