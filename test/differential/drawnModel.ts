/** A whole model as a test draws it, and its text in the form that Keras 2 and TensorFlow.js write. */

/** Batch first; `null` is a free size. */
export type Sizes = readonly (number | null)[];

/** A tensor of the model under construction: output `tensor` of a call of a layer. */
export interface DrawnTensor {
  readonly layer: string;
  readonly call: number;
  readonly tensor: number;
  readonly sizes: Sizes;
}

export interface DrawnLayer {
  readonly className: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** The tensors each call takes; an InputLayer has one call of none. */
  readonly calls: DrawnTensor[][];
  /** The model inside, of a nested model. */
  readonly model?: DrawnModel;
}

export interface DrawnModel {
  readonly name: string;
  readonly kind: "functional" | "sequential";
  readonly layers: readonly DrawnLayer[];
  readonly inputs: readonly DrawnTensor[];
  readonly outputs: readonly DrawnTensor[];
}

/** What stands under `model_config`, or in a layer's place for a nested model. */
export function modelConfig(model: DrawnModel): { class_name: string; config: Record<string, unknown> } {
  return model.kind === "sequential" ? sequentialConfig(model) : functionalConfig(model);
}

function functionalConfig({ name, layers, inputs, outputs }: DrawnModel) {
  const models = new Set(layers.filter(({ model }) => model).map((layer) => layer.name));
  // A model inside was called once when it was built, so the first call in this one is its second.
  const place = ({ layer, call, tensor }: DrawnTensor) => [layer, call + (models.has(layer) ? 1 : 0), tensor];
  return {
    class_name: "Model",
    config: {
      name,
      layers: layers.map((layer) => ({
        ...layerConfig(layer),
        name: layer.name,
        inbound_nodes:
          layer.className === "InputLayer"
            ? []
            : layer.calls.map((call) => call.map((tensor) => [...place(tensor), {}])),
      })),
      input_layers: inputs.map(place),
      output_layers: outputs.map(place),
    },
  };
}

/** The first layer says what shape enters. */
function sequentialConfig({ name, layers, inputs }: DrawnModel) {
  const rest = layers.filter((layer) => layer.className !== "InputLayer");
  return {
    class_name: "Sequential",
    config: {
      name,
      layers: rest.map((layer, index) => {
        const { class_name, config } = layerConfig(layer);
        return index > 0
          ? { class_name, config }
          : { class_name, config: { ...config, batch_input_shape: inputs[0]?.sizes } };
      }),
    },
  };
}

function layerConfig(layer: DrawnLayer): { class_name: string; config: Record<string, unknown> } {
  if (layer.model) return modelConfig(layer.model);
  return { class_name: layer.className, config: { name: layer.name, ...layer.config } };
}
