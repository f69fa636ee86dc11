/** IntegerLookup, StringLookup and TextVectorization: numbers or texts looked up in a vocabulary. */
import { unknownCount } from "../cost/count.ts";
import { type Dim, knownDim, unknownDim } from "../shape/dim.ts";
import { type RankedShape, rankedShape } from "../shape/shape.ts";
import { encodedShape, outputMode } from "./categories.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import type { ElementaryWork } from "./layerInference.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { inferred, notInferred, singleInput } from "./result.ts";

const vocabularyParams = [
  { name: "vocabulary", description: "The known values." },
  { name: "max_tokens", description: "Size of the vocabulary at most, with what stands for unknown values." },
  outputMode,
];

export const vocabularyLayers: readonly LayerSpec[] = [
  ...["IntegerLookup", "StringLookup"].map(
    (className): LayerSpec => ({
      className,
      category: "core",
      description: "Looks numbers or texts up in a vocabulary and gives their places.",
      params: vocabularyParams,
      infer: (call) => inferLookup(call, "int", (shape) => shape),
    }),
  ),
  {
    className: "TextVectorization",
    category: "core",
    description: "Splits texts into words and looks them up in a vocabulary.",
    params: [
      { name: "output_sequence_length", description: "Number of words that texts are cut or filled to." },
      ...vocabularyParams,
    ],
    infer: inferText,
  },
];

function inferLookup(call: LayerCallContext, fallback: string, encodes: (shape: RankedShape) => RankedShape) {
  const reader = readConfig(call.node);
  const mode = reader.text("output_mode", fallback);
  const shape = singleInput(reader, call.inputs);
  if (mode === undefined || !shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const output = mode === "int" ? shape : encodedShape(encodes(shape), mode, vocabularySize(reader));
  return inferred(reader, { outputs: [output], operation: null, elementary: lookedUp });
}

const lookedUp: readonly ElementaryWork[] = [
  {
    label: "transform",
    count: unknownCount("how many steps a look-up in a vocabulary takes depends on the library that does it"),
  },
];

/** Words of a text: their places, as many as the longest text has where no length is given, or one encoding a text. */
function inferText(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const mode = reader.text("output_mode", "int");
  const [shape] = call.inputs;
  if (mode !== "int" || shape?.kind !== "ranked") {
    // The single text of an example is split into words, which the encoding replaces.
    return inferLookup(call, "int", ({ dims }) => rankedShape([dims[0] ?? knownDim(1), knownDim(1)]));
  }
  const length = reader.data("output_sequence_length");
  const words =
    typeof length === "number" && Number.isSafeInteger(length) && length > 0
      ? knownDim(length)
      : unknownDim(`"${call.node.name}" gives as many words as the longest text has`);
  return inferred(reader, {
    outputs: [rankedShape([shape.dims[0] ?? knownDim(1), words])],
    operation: null,
    elementary: lookedUp,
  });
}

/** Entries of an encoding: the known values, and those that stand for unknown ones. */
function vocabularySize(reader: ConfigReader): Dim {
  const most = reader.data("max_tokens");
  if (reader.data("pad_to_max_tokens") === true && typeof most === "number") return knownDim(most);
  const stated = reader.data("vocabulary_size");
  const values = reader.data("vocabulary");
  if (Array.isArray(values) && values.length > 0) {
    const spare = reader.integer("num_oov_indices", { min: 0, fallback: 1 }) ?? 1;
    const unknown = reader.data("oov_token") ?? (reader.node.className === "IntegerLookup" ? -1 : "[UNK]");
    const counted = spare > 0 && values[0] === unknown;
    return knownDim(counted ? values.length : values.length + spare);
  }
  if (typeof stated === "number" && stated > 0) return knownDim(stated);
  return unknownDim(`the vocabulary of "${reader.node.name}" is not in the file`);
}
