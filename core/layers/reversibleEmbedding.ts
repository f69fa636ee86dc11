/** ReversibleEmbedding: looks up vectors, and in a call with `reverse` turns vectors back into scores of all indices. */
import { countElements } from "../cost/elementCount.ts";
import { knownDim } from "../shape/dim.ts";
import { rankedShape } from "../shape/shape.ts";
import { readConfig } from "./configReader.ts";
import { macStage } from "./convolutionCost.ts";
import { readInitializer } from "./initializer.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import type { WeightSpec } from "./operation.ts";
import { inferred, notInferred, singleInput } from "./result.ts";

export const reversibleEmbeddingLayer: LayerSpec = {
  className: "ReversibleEmbedding",
  category: "core",
  description:
    "Looks up a learned vector for each index; called with reverse, it multiplies by the same vectors to score every index.",
  params: [
    { name: "input_dim", description: "Number of vectors in the table." },
    { name: "output_dim", description: "Length of each vector." },
    {
      name: "tie_weights",
      description: "Whether both directions share the table; a second one otherwise.",
      default: true,
    },
    {
      name: "logit_soft_cap",
      description: "Limit that the scores are squeezed under by a tanh; none where it is null.",
      default: null,
    },
  ],
  infer: inferEmbedding,
};

function inferEmbedding(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const rows = reader.integer("input_dim");
  const width = reader.integer("output_dim");
  const tied = reader.boolean("tie_weights", true);
  const shape = singleInput(reader, call.inputs);
  if (rows === undefined || width === undefined || tied === undefined || !shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const table = (name: string, sizes: readonly number[]): WeightSpec => ({
    name,
    shape: sizes,
    trainable: true,
    initializer: readInitializer(reader, "embeddings_initializer", "RandomUniform"),
  });
  const weights = [
    table("embeddings", [rows, width]),
    ...(tied ? [] : [table("reverse_embeddings", [width, rows])]),
  ];
  if (call.settings.reverse !== true) {
    return inferred(reader, {
      outputs: [rankedShape([...shape.dims, knownDim(width)])],
      operation: null,
      weights,
      idle: "it looks vectors up in a table",
    });
  }
  const last = shape.dims.at(-1);
  if (last?.kind === "known" && last.value !== width) {
    reader.report(
      "shapes-do-not-merge",
      `"${call.node.name}" turns vectors of ${width} back, and its input has ${last.value} values at the end.`,
      { param: "output_dim" },
    );
    return notInferred(reader);
  }
  const lead = shape.dims.slice(0, -1);
  const output = rankedShape([...lead, knownDim(rows)]);
  const capped = typeof reader.data("logit_soft_cap") === "number";
  return inferred(reader, {
    outputs: [output],
    operation: null,
    weights,
    macs: [
      macStage("scores", { meaning: "positions", dims: lead.slice(1) }, [
        { meaning: "vector length", values: [width] },
        { meaning: "vectors", values: [rows] },
      ]),
    ],
    elementary: capped ? [{ label: "activation", count: countElements(output) }] : [],
  });
}
