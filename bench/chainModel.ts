/** A Keras model of any number of layers, written as Keras 3 writes it, for measurements of how time grows. */

/** JSON of a functional model: convolution, batch normalisation, activation, again and again, with an addition at times. */
export function chainModel(layers: number): string {
  const list: unknown[] = [
    layerEntry("InputLayer", "image", { batch_shape: [null, 32, 32, 8], dtype: "float32" }, []),
  ];
  let last = "image";
  let skip = "image";
  for (let index = 1; index < layers; index++) {
    const name = `layer_${index}`;
    const kind =
      index % 12 === 0 ? "Add" : (["Conv2D", "BatchNormalization", "Activation"] as const)[index % 3];
    list.push(layerEntry(kind ?? "Activation", name, configOf(kind), kind === "Add" ? [last, skip] : [last]));
    if (kind === "Add") skip = name;
    last = name;
  }
  const ends = { input_layers: [["image", 0, 0]], output_layers: [[last, 0, 0]] };
  const config = { name: "chain", trainable: true, layers: list, ...ends };
  return JSON.stringify({ module: "keras", class_name: "Functional", config, registered_name: "Functional" });
}

function configOf(kind: string | undefined): Record<string, unknown> {
  switch (kind) {
    case "Conv2D":
      return {
        filters: 8,
        kernel_size: [3, 3],
        strides: [1, 1],
        padding: "same",
        data_format: "channels_last",
        dilation_rate: [1, 1],
        groups: 1,
        activation: "linear",
        use_bias: true,
        kernel_initializer: initializer("GlorotUniform", { seed: null }),
        bias_initializer: initializer("Zeros", {}),
        kernel_regularizer: null,
        bias_regularizer: null,
      };
    case "BatchNormalization":
      return {
        axis: -1,
        momentum: 0.99,
        epsilon: 0.001,
        center: true,
        scale: true,
        beta_initializer: initializer("Zeros", {}),
        gamma_initializer: initializer("Ones", {}),
        moving_mean_initializer: initializer("Zeros", {}),
        moving_variance_initializer: initializer("Ones", {}),
      };
    case "Add":
      return {};
    default:
      return { activation: "relu" };
  }
}

function initializer(className: string, config: unknown): unknown {
  return { module: "keras.initializers", class_name: className, config, registered_name: null };
}

function layerEntry(
  className: string,
  name: string,
  config: Record<string, unknown>,
  inputs: readonly string[],
): unknown {
  const tensors = inputs.map((input) => ({
    class_name: "__keras_tensor__",
    config: { shape: [null, 32, 32, 8], dtype: "float32", keras_history: [input, 0, 0] },
  }));
  const args = tensors.length > 1 ? [tensors] : tensors;
  return {
    module: "keras.layers",
    class_name: className,
    config: { name, trainable: true, ...config },
    registered_name: null,
    name,
    inbound_nodes: inputs.length === 0 ? [] : [{ args, kwargs: {} }],
  };
}
