/** Attention and AdditiveAttention: weighted sums of a value sequence, the weights made of a query. */
import { type Dim, knownDim } from "../shape/dim.ts";
import { type RankedShape, rankedShape } from "../shape/shape.ts";
import { isCausal, knownSize, readSequences, scoresOutput } from "./attentionCall.ts";
import { attentionWork } from "./attentionWork.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import { macStage } from "./convolutionCost.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import type { WeightSpec } from "./operation.ts";
import { inferred, notInferred } from "./result.ts";
import type { AttentionOperation } from "./sequenceOperations.ts";

export const attentionLayers: readonly LayerSpec[] = [
  {
    className: "Attention",
    category: "attention",
    description: "Dot-product attention: values summed by how well their keys fit each query.",
    params: [
      {
        name: "use_scale",
        description: "Whether the scores are multiplied by a learned number.",
        default: false,
      },
      { name: "score_mode", description: "`dot` or `concat`.", default: "dot" },
    ],
    infer: (call) =>
      inferScored(
        call,
        scaleWeights,
        (reader) => {
          const concat = reader.choice("score_mode", ["dot", "concat"], "dot") === "concat";
          return {
            op: "attention",
            score: concat ? "concat" : "dot",
            useScale: reader.boolean("use_scale", false) ?? false,
            causal: isCausal(reader, call),
          };
        },
        (scores) => (readConfig(call.node).boolean("use_scale", false) === true ? [scores] : []),
      ),
  },
  {
    className: "AdditiveAttention",
    category: "attention",
    description: "Additive attention: scores are sums of tanh(query + key) with a learned scale.",
    params: [{ name: "use_scale", description: "Whether each feature has a learned scale.", default: true }],
    infer: (call) =>
      inferScored(
        call,
        additiveWeights,
        (reader) => ({
          op: "attention",
          score: "additive",
          useScale: reader.boolean("use_scale", true) ?? true,
          causal: isCausal(reader, call),
        }),
        // A sum and its tanh for every pair and feature.
        (scores, features) => [
          [...scores, features],
          [...scores, features],
        ],
      ),
  },
];

type WeightsOf = (reader: ConfigReader, query: RankedShape) => WeightSpec[] | undefined;

/** Inputs are query, value and, where given, key. */
function inferScored(
  call: LayerCallContext,
  weightsOf: WeightsOf,
  operationOf: (reader: ConfigReader) => AttentionOperation,
  stepsOf: (scores: readonly Dim[], features: Dim) => readonly (readonly Dim[])[],
) {
  const reader = readConfig(call.node);
  const sequences = readSequences(reader, call);
  if (typeof sequences === "string" || !sequences) return notInferred(reader, sequences);
  const { query, value } = sequences;
  const weights = weightsOf(reader, query);
  if (!weights) return notInferred(reader);
  const width = value.dims.at(-1) ?? knownDim(1);
  const features = query.dims.at(-1) ?? knownDim(1);
  const steps = [query.dims.at(-2) ?? knownDim(1), value.dims.at(-2) ?? knownDim(1)];
  const lead = query.dims.slice(1, -2);
  return inferred(reader, {
    outputs: [
      rankedShape([...query.dims.slice(0, -1), width]),
      ...scoresOutput(call, [...query.dims.slice(0, -2), ...steps]),
    ],
    operation: operationOf(reader),
    weights,
    elementary: attentionWork({
      scores: [...lead, ...steps],
      elementwise: stepsOf([...lead, ...steps], features),
    }),
    macs: [
      macStage(
        "scores",
        { meaning: "query steps, value steps and features", dims: [...lead, ...steps, features] },
        [],
      ),
      macStage(
        "weighted sum",
        { meaning: "query steps, value steps and features", dims: [...lead, ...steps, width] },
        [],
      ),
    ],
  });
}

function scaleWeights(reader: ConfigReader): WeightSpec[] | undefined {
  const useScale = reader.boolean("use_scale", false);
  const mode = reader.choice("score_mode", ["dot", "concat"], "dot");
  if (useScale === undefined || mode === undefined) return undefined;
  const scalar = (name: string): WeightSpec => ({
    name,
    shape: [],
    trainable: true,
    initializer: { className: "Ones", config: {} },
  });
  return [
    ...(useScale ? [scalar("scale")] : []),
    ...(mode === "concat" ? [scalar("concat_score_weight")] : []),
  ];
}

function additiveWeights(reader: ConfigReader, query: RankedShape): WeightSpec[] | undefined {
  const useScale = reader.boolean("use_scale", true);
  if (useScale === undefined) return undefined;
  if (!useScale) return [];
  const features = knownSize(reader, query.dims.at(-1), query);
  if (features === undefined) return undefined;
  const initializer = { className: "GlorotUniform", config: {} };
  return [{ name: "scale", shape: [features], trainable: true, initializer }];
}
