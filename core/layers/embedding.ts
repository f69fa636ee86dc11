/** Embedding: looks up one learned vector per index. */
import { knownDim } from "../shape/dim.ts";
import { rankedShape } from "../shape/shape.ts";
import { readConfig } from "./configReader.ts";
import { readInitializer } from "./initializer.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { inferred, notInferred, singleInput } from "./result.ts";

export const embeddingLayer: LayerSpec = {
  className: "Embedding",
  category: "core",
  description:
    "Looks up a learned vector for each index of its input; a table look-up has no multiply-accumulates.",
  params: [
    { name: "input_dim", description: "Number of vectors in the table, one more than the largest index." },
    { name: "output_dim", description: "Length of each vector." },
    { name: "mask_zero", description: "Whether index 0 marks padding.", default: false },
  ],
  infer: (call: LayerCallContext) => {
    const reader = readConfig(call.node);
    const rows = reader.integer("input_dim");
    const width = reader.integer("output_dim");
    const maskZero = reader.boolean("mask_zero", false);
    const shape = singleInput(reader, call.inputs);
    if (rows === undefined || width === undefined || maskZero === undefined || !shape)
      return notInferred(reader);
    if (shape.kind === "unranked") return notInferred(reader, shape.reason);
    return inferred(reader, {
      outputs: [rankedShape([...shape.dims, knownDim(width)])],
      operation: { op: "embedding", rows, width, maskZero },
      weights: [
        {
          name: "embeddings",
          shape: [rows, width],
          trainable: true,
          initializer: readInitializer(reader, "embeddings_initializer", "RandomUniform"),
        },
      ],
    });
  },
};
