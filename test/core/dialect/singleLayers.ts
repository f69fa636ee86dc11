/** Takes one random layer to both: the product's reader and analysis, and TensorFlow.js. */
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { LayerAnalysis } from "../../../core/graph/modelAnalysis.ts";
import type { Problem } from "../../../core/graph/problem.ts";
import { shapeToNumbers } from "../../../core/shape/shape.ts";
import { readDocument } from "../../../server/parse/readDocument.ts";
import type { TensorflowJsCase } from "../../support/tensorflowJs.ts";
import type { RandomLayer } from "./randomLayers.ts";

/** A functional model of one input layer an input, and the layer, in Keras 2's form. */
export function modelOf({ className, config, inputs, behindPooling }: RandomLayer): unknown {
  const names = inputs.map((_, index) => `in${index}`);
  const before = behindPooling ? [pooling] : [];
  const sources = behindPooling ? [pooling.name] : names;
  return {
    class_name: "Model",
    config: {
      name: "m",
      layers: [
        ...inputs.map((shape, index) => ({
          class_name: "InputLayer",
          name: names[index],
          config: { batch_input_shape: shape, dtype: "float32", sparse: false, name: names[index] },
          inbound_nodes: [],
        })),
        ...before,
        {
          class_name: className,
          name: "layer",
          config: { name: "layer", ...config },
          inbound_nodes: [sources.map((name) => [name, 0, 0, {}])],
        },
      ],
      input_layers: names.map((name) => [name, 0, 0]),
      output_layers: [["layer", 0, 0]],
    },
  };
}

const pooling = {
  class_name: "MaxPooling2D",
  name: "before",
  config: { name: "before", pool_size: 1 },
  inbound_nodes: [[["in0", 0, 0, {}]]],
};

export function caseOf(layer: RandomLayer): TensorflowJsCase {
  return { model: modelOf(layer), layer: "layer", batch: 2, freeSize: 6 };
}

export interface Ours {
  readonly outputs: readonly ((number | null)[] | null)[];
  /** `null` where they are not known. */
  readonly weights: readonly (readonly number[])[] | null;
  readonly problems: readonly Problem[];
}

/** What the analysis makes of the same text as a file of TensorFlow.js, or of Keras. */
export function analyse(layer: RandomLayer, dialect: "keras" | "tfjs" = "tfjs"): Ours {
  const model = modelOf(layer);
  const text = JSON.stringify(
    dialect === "tfjs" ? { format: "layers-model", modelTopology: { model_config: model } } : model,
  );
  const graph = readDocument({ text, languageId: "json", fileName: "model.json" })?.models[0];
  if (graph?.dialect !== dialect) throw new Error(`read as ${graph?.dialect}`);
  const analysis = analyseModel(graph);
  const found = analysis.layers.find(({ node }) => node.name === "layer") as LayerAnalysis;
  return {
    outputs: found.calls[0]?.outputs.map(shapeToNumbers) ?? [],
    weights: found.weights?.map(({ shape }) => shape) ?? null,
    problems: analysis.problems,
  };
}
