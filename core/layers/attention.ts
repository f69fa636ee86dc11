/** Attention, AdditiveAttention and MultiHeadAttention: weighted sums of a value sequence, the weights made of a query. */
import { type Dim, formatDim, knownDim } from "../shape/dim.ts";
import { formatShape, type RankedShape, rankedShape } from "../shape/shape.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import { macStage } from "./convolutionCost.ts";
import { readInitializer } from "./initializer.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import type { WeightSpec } from "./operation.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred } from "./result.ts";

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
    infer: (call) => inferScored(call, scaleWeights),
  },
  {
    className: "AdditiveAttention",
    category: "attention",
    description: "Additive attention: scores are sums of tanh(query + key) with a learned scale.",
    params: [{ name: "use_scale", description: "Whether each feature has a learned scale.", default: true }],
    infer: (call) => inferScored(call, additiveWeights),
  },
  {
    className: "MultiHeadAttention",
    category: "attention",
    description: "Several dot-product attentions side by side, on projections of query, key and value.",
    params: [
      { name: "num_heads", description: "Number of attentions side by side." },
      { name: "key_dim", description: "Size of each head's queries and keys." },
      { name: "value_dim", description: "Size of each head's values; the key size where it is left out." },
      ...sharedParams("use_bias"),
      {
        name: "output_shape",
        description: "Size of the output's last axis; that of the query where it is left out.",
      },
    ],
    infer: inferMultiHead,
  },
];

type WeightsOf = (reader: ConfigReader, query: RankedShape) => WeightSpec[] | undefined;

/** Inputs are query, value and, where given, key. */
function inferScored(call: LayerCallContext, weightsOf: WeightsOf) {
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
    outputs: [rankedShape([...query.dims.slice(0, -1), width])],
    operation: null,
    weights,
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

function inferMultiHead(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const heads = reader.integer("num_heads");
  const keyDim = reader.integer("key_dim");
  const valueDim = keyDim === undefined ? undefined : reader.integer("value_dim", { fallback: keyDim });
  const useBias = reader.boolean("use_bias", true);
  const sequences = readSequences(reader, call);
  if (typeof sequences === "string") return notInferred(reader, sequences);
  if (
    heads === undefined ||
    keyDim === undefined ||
    valueDim === undefined ||
    useBias === undefined ||
    !sequences
  ) {
    return notInferred(reader);
  }
  const { query, value, key } = sequences;
  const queryFeatures = knownSize(reader, query.dims.at(-1), query);
  const valueFeatures = knownSize(reader, value.dims.at(-1), value);
  const keyFeatures = knownSize(reader, key.dims.at(-1), key);
  if (queryFeatures === undefined || valueFeatures === undefined || keyFeatures === undefined)
    return notInferred(reader);
  const outputFeatures = outputSize(reader, queryFeatures);
  const projection = (name: string, inputs: number, size: number): WeightSpec[] => [
    weight(reader, `${name}/kernel`, [inputs, heads, size], "kernel_initializer", "GlorotUniform"),
    ...(useBias ? [weight(reader, `${name}/bias`, [heads, size], "bias_initializer", "Zeros")] : []),
  ];
  const querySteps = query.dims.slice(1, -1);
  const valueSteps = value.dims.slice(1, -1);
  const keySteps = key.dims.slice(1, -1);
  const pairs = { meaning: "query steps and value steps", dims: [...querySteps, ...valueSteps] };
  const headFactors = (size: number) => [
    { meaning: "heads", values: [heads] },
    { meaning: "head size", values: [size] },
  ];
  const project = (label: string, dims: readonly Dim[], inputs: number, size: number) =>
    macStage(label, { meaning: "steps", dims }, [
      { meaning: "features", values: [inputs] },
      ...headFactors(size),
    ]);
  return inferred(reader, {
    outputs: [rankedShape([...query.dims.slice(0, -1), knownDim(outputFeatures)])],
    operation: null,
    weights: [
      ...projection("query", queryFeatures, keyDim),
      ...projection("key", keyFeatures, keyDim),
      ...projection("value", valueFeatures, valueDim),
      weight(
        reader,
        "attention_output/kernel",
        [heads, valueDim, outputFeatures],
        "kernel_initializer",
        "GlorotUniform",
      ),
      ...(useBias
        ? [weight(reader, "attention_output/bias", [outputFeatures], "bias_initializer", "Zeros")]
        : []),
    ],
    macs: [
      project("query projection", querySteps, queryFeatures, keyDim),
      project("key projection", keySteps, keyFeatures, keyDim),
      project("value projection", valueSteps, valueFeatures, valueDim),
      macStage("scores", pairs, headFactors(keyDim)),
      macStage("weighted sum", pairs, headFactors(valueDim)),
      project("output projection", querySteps, outputFeatures, valueDim),
    ],
  });
}

interface Sequences {
  readonly query: RankedShape;
  readonly value: RankedShape;
  readonly key: RankedShape;
}

/** A text is the reason why an input is not known. */
export function readSequences(reader: ConfigReader, call: LayerCallContext): Sequences | string | undefined {
  const [query, value, key = value] = call.inputs;
  if (!query || !value || !key) {
    reader.report(
      "wrong-input-count",
      `${call.node.className} "${call.node.name}" takes a query, a value and perhaps a key, and is given ${call.inputs.length} input.`,
    );
    return undefined;
  }
  if (query.kind === "unranked") return query.reason;
  if (value.kind === "unranked") return value.reason;
  if (key.kind === "unranked") return key.reason;
  const flat = [query, value, key].find((shape) => shape.dims.length < 3);
  if (!flat) return { query, value, key };
  reader.report(
    "wrong-rank",
    `${call.node.className} "${call.node.name}" works on sequences (steps, features) and is given ${formatShape(flat)}.`,
  );
  return undefined;
}

export function knownSize(
  reader: ConfigReader,
  dim: Dim | undefined,
  shape: RankedShape,
): number | undefined {
  if (dim?.kind === "known") return dim.value;
  if (dim?.kind === "symbol") {
    reader.report(
      "size-not-known",
      `${reader.node.className} "${reader.node.name}" needs to know the number of features to have weights, but ${formatShape(shape)} leaves it free (${formatDim(dim)}).`,
    );
  }
  return undefined;
}

function outputSize(reader: ConfigReader, fallback: number): number {
  const data = reader.data("output_shape");
  const size = Array.isArray(data) ? data[0] : data;
  return typeof size === "number" && Number.isSafeInteger(size) && size > 0 ? size : fallback;
}

export function weight(
  reader: ConfigReader,
  name: string,
  shape: readonly number[],
  param: string,
  fallback: string,
): WeightSpec {
  return { name, shape, trainable: true, initializer: readInitializer(reader, param, fallback) };
}
