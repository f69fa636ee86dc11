/** Layers of Keras that hold code, or the model of another library: Lambda, wrappers of foreign modules, and bare base classes. */
import type { ConfigData } from "../graph/paramValue.ts";
import type { Shape } from "../shape/shape.ts";
import { readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { inferOpaque, statedShape } from "./opaqueLayer.ts";

/** Class, and why nothing is known of it. */
const foreign: readonly (readonly [className: string, description: string, reason: string])[] = [
  [
    "TFSMLayer",
    "Runs a TensorFlow SavedModel.",
    "TFSMLayer runs a TensorFlow SavedModel, which stands outside of the file",
  ],
  [
    "JaxLayer",
    "Runs a function of JAX.",
    "JaxLayer runs a function of JAX, which is code outside of the file",
  ],
  [
    "FlaxLayer",
    "Runs a module of Flax.",
    "FlaxLayer runs a module of Flax, which is code outside of the file",
  ],
  [
    "TorchModuleWrapper",
    "Runs a module of PyTorch.",
    "TorchModuleWrapper runs a module of PyTorch, which ConvLens does not load",
  ],
  [
    "DenseFeatures",
    "Makes vectors of feature columns.",
    "DenseFeatures takes feature columns of TensorFlow, whose widths the file does not hold in full",
  ],
  ["Layer", "The base of all layers.", "Layer is the base of all layers and does nothing of its own"],
  ["Wrapper", "The base of all wrappers.", "Wrapper is the base of all wrappers and does nothing of its own"],
];

export const foreignCodeLayers: readonly LayerSpec[] = [
  {
    className: "Lambda",
    category: "core",
    description: "Runs a piece of Python code; its output shape is known where the file states it.",
    params: [
      { name: "function", description: "The code. ConvLens neither decodes nor runs it." },
      { name: "output_shape", description: "Shape of the output, without the batch." },
    ],
    opaque: true,
    infer: (call) => inferLambda(call, "Lambda"),
  },
  {
    className: "Merge",
    category: "merging",
    description: "Merges its inputs by a function of its own (Keras 1).",
    params: [{ name: "output_shape", description: "Shape of the output, without the batch." }],
    opaque: true,
    // The modes that have a name are read as Add, Concatenate and so on.
    infer: (call) => inferLambda(call, "Merge with a mode of its own"),
  },
  ...foreign.map(
    ([className, description, reason]): LayerSpec => ({
      className,
      category: "core",
      description,
      params: [],
      opaque: true,
      infer: (call) => inferOpaque(readConfig(call.node), call, reason),
    }),
  ),
];

/** Keras gives a Lambda no weights. */
function inferLambda(call: LayerCallContext, what: string) {
  const reader = readConfig(call.node);
  const declared = declaredOutputs(call, reader.data("output_shape"));
  const reason = `${what} holds Python code, which ConvLens does not decode or run`;
  return inferOpaque(reader, call, reason, { weights: [], ...(declared ? { declared } : {}) });
}

/** A list of sizes, or one for each output; anything else is code, or no answer. */
function declaredOutputs(call: LayerCallContext, data: ConfigData | undefined): Shape[] | undefined {
  if (!Array.isArray(data)) return undefined;
  const { name } = call.node;
  const shapes = isSizes(data) ? [data] : (data as readonly ConfigData[]);
  if (shapes.length === 0 || !shapes.every(isSizes)) return undefined;
  return shapes.map((sizes) => statedShape(name, [null, ...sizes], call.inputs));
}

function isSizes(data: ConfigData): data is readonly (number | null)[] {
  return (
    Array.isArray(data) &&
    data.every(
      (size) => size === null || (typeof size === "number" && Number.isSafeInteger(size) && size >= 0),
    )
  );
}
