/** MultiHeadAttention: several dot-product attentions side by side, on projections of query, key and value. */
import type { ConfigData } from "../graph/paramValue.ts";
import { type Dim, knownDim } from "../shape/dim.ts";
import { formatShape, type RankedShape, rankedShape } from "../shape/shape.ts";
import { knownSize, readSequences, type Sequences, scoresOutput, weight } from "./attentionCall.ts";
import { attentionWork } from "./attentionWork.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import { macStage } from "./convolutionCost.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import type { WeightSpec } from "./operation.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred } from "./result.ts";

export const multiHeadAttentionLayer: LayerSpec = {
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
  infer,
};

function infer(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const heads = reader.integer("num_heads");
  const keyDim = reader.integer("key_dim");
  const valueDim = keyDim === undefined ? undefined : reader.integer("value_dim", { fallback: keyDim });
  const useBias = reader.boolean("use_bias", true);
  const useGate = reader.boolean("use_gate", false);
  const sequences = readSequences(reader, call);
  if (typeof sequences === "string") return notInferred(reader, sequences);
  if (
    heads === undefined ||
    keyDim === undefined ||
    valueDim === undefined ||
    useBias === undefined ||
    useGate === undefined ||
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
  const attentionAxes = readAttentionAxes(reader, query);
  const slidingWindow = reader.data("sliding_window");
  if (!attentionAxes) return notInferred(reader);
  const projection = (name: string, inputs: number, size: number): WeightSpec[] => [
    weight(reader, `${name}/kernel`, [inputs, heads, size], "kernel_initializer", "GlorotUniform"),
    ...(useBias ? [weight(reader, `${name}/bias`, [heads, size], "bias_initializer", "Zeros")] : []),
  ];
  const querySteps = query.dims.slice(1, -1);
  const valueSteps = value.dims.slice(1, -1);
  const keySteps = key.dims.slice(1, -1);
  const scores = multiHeadScores(sequences, attentionAxes, heads).slice(1);
  const pairs = {
    meaning: "query steps and value steps",
    dims: multiHeadScores(sequences, attentionAxes, 1).slice(1),
  };
  const headed = (steps: readonly Dim[], size: number) => [...steps, knownDim(heads), knownDim(size)];
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
    outputs: [
      rankedShape([...query.dims.slice(0, -1), knownDim(outputFeatures)]),
      ...scoresOutput(call, multiHeadScores(sequences, attentionAxes, heads)),
    ],
    operation: {
      op: "multiHeadAttention",
      heads,
      keyValueHeads: heads,
      keySize: keyDim,
      valueSize: valueDim,
      useBias,
      useGate,
      attentionAxes,
      causal: call.settings.use_causal_mask === true,
      slidingWindow: typeof slidingWindow === "number" ? slidingWindow : null,
    },
    elementary: attentionWork({
      scores,
      elementwise: [
        headed(querySteps, keyDim),
        ...(useGate ? [headed(querySteps, valueDim), headed(querySteps, valueDim)] : []),
      ],
      biased: useBias
        ? [
            headed(querySteps, keyDim),
            headed(keySteps, keyDim),
            ...(useGate ? [headed(querySteps, valueDim)] : []),
            headed(valueSteps, valueDim),
            [...querySteps, knownDim(outputFeatures)],
          ]
        : [],
    }),
    weights: [
      ...projection("query", queryFeatures, keyDim),
      ...projection("key", keyFeatures, keyDim),
      ...(useGate ? projection("gate", queryFeatures, valueDim) : []),
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
      ...(useGate ? [project("gate projection", querySteps, queryFeatures, valueDim)] : []),
      project("value projection", valueSteps, valueFeatures, valueDim),
      macStage("scores", pairs, headFactors(keyDim)),
      macStage("weighted sum", pairs, headFactors(valueDim)),
      project("output projection", querySteps, outputFeatures, valueDim),
    ],
  });
}

/** Batch and axes that are taken one by one, heads, steps of the query, steps of the key. */
function multiHeadScores({ query, key }: Sequences, axes: readonly number[], heads: number): Dim[] {
  const others = query.dims.slice(0, -1).filter((_, axis) => !axes.includes(axis));
  const attended = (shape: RankedShape) => axes.map((axis) => shape.dims[axis] ?? knownDim(1));
  return [...others, knownDim(heads), ...attended(query), ...attended(key)];
}

/** Keras: all axes but batch and features; a negative one counts from the features' end. */
function readAttentionAxes(reader: ConfigReader, query: RankedShape): number[] | undefined {
  const data = reader.data("attention_axes");
  const rank = query.dims.length;
  if (data === undefined || data === null) return Array.from({ length: rank - 2 }, (_, axis) => axis + 1);
  const list: readonly ConfigData[] = Array.isArray(data) ? data : [data];
  const axes = list.map((axis) => (typeof axis === "number" && axis < 0 ? rank + axis : axis));
  const fits = (axis: ConfigData): axis is number =>
    typeof axis === "number" && Number.isInteger(axis) && axis >= 1 && axis <= rank - 2;
  if (axes.every(fits)) return axes;
  reader.report(
    "axis-out-of-range",
    `attention_axes of "${reader.node.name}" must lie between 1 and ${rank - 2} for its query ${formatShape(query)}.`,
    { param: "attention_axes" },
  );
  return undefined;
}

function outputSize(reader: ConfigReader, fallback: number): number {
  const data = reader.data("output_shape");
  const size = Array.isArray(data) ? data[0] : data;
  return typeof size === "number" && Number.isSafeInteger(size) && size > 0 ? size : fallback;
}
