// Builds models in the form that Keras 3 writes them: layer entries with their config, build_config and inbound nodes.

const dtype = {
  module: "keras",
  class_name: "DTypePolicy",
  config: { name: "float32" },
  registered_name: null,
};

const initializer = (className, config = {}) => ({
  module: "keras.initializers",
  class_name: className,
  config,
  registered_name: null,
});

const glorot = () => initializer("GlorotUniform", { seed: null });
const zeros = () => initializer("Zeros");

/** Arguments that every convolution writes, in Keras's order, behind the ones that differ. */
const noRegularisation = (...weights) => ({
  ...Object.fromEntries(weights.map((weight) => [`${weight}_regularizer`, null])),
  activity_regularizer: null,
  ...Object.fromEntries(weights.map((weight) => [`${weight}_constraint`, null])),
});

const window = ({ kernel, strides = [1, 1], padding = "same", dilation = [1, 1] }) => ({
  kernel_size: kernel,
  strides,
  padding,
  data_format: "channels_last",
  dilation_rate: dilation,
});

export const conv2d = (name, options) => ({
  className: "Conv2D",
  name,
  config: {
    filters: options.filters,
    ...window(options),
    groups: options.groups ?? 1,
    activation: options.activation ?? "linear",
    use_bias: options.bias ?? true,
    kernel_initializer: glorot(),
    bias_initializer: zeros(),
    ...noRegularisation("kernel", "bias"),
  },
});

export const conv2dTranspose = (name, options) => ({
  className: "Conv2DTranspose",
  name,
  config: {
    filters: options.filters,
    ...window(options),
    activation: options.activation ?? "linear",
    use_bias: options.bias ?? true,
    kernel_initializer: glorot(),
    bias_initializer: zeros(),
    ...noRegularisation("kernel", "bias"),
    output_padding: null,
  },
});

export const depthwiseConv2d = (name, options) => ({
  className: "DepthwiseConv2D",
  name,
  config: {
    depth_multiplier: options.multiplier ?? 1,
    ...window(options),
    activation: options.activation ?? "linear",
    use_bias: options.bias ?? true,
    depthwise_initializer: glorot(),
    bias_initializer: zeros(),
    ...noRegularisation("depthwise", "bias"),
  },
});

export const separableConv2d = (name, options) => ({
  className: "SeparableConv2D",
  name,
  config: {
    depth_multiplier: options.multiplier ?? 1,
    filters: options.filters,
    ...window(options),
    activation: options.activation ?? "linear",
    use_bias: options.bias ?? true,
    depthwise_initializer: glorot(),
    pointwise_initializer: glorot(),
    bias_initializer: zeros(),
    ...noRegularisation("depthwise", "pointwise", "bias"),
  },
});

export const pooling2d = (className, name, size) => ({
  className,
  name,
  config: { pool_size: [size, size], padding: "valid", strides: [size, size], data_format: "channels_last" },
});

export const layer = (className, name, config = {}) => ({ className, name, config });

/**
 * A functional model. Each step is [layer, names of its inputs, output shape with a batch of null]; the first is the
 * input, as [name, shape].
 */
export function functionalModel(name, input, steps, outputs) {
  const shapes = new Map([input]);
  const layers = [inputLayer(...input)];
  for (const [step, inputNames, outputShape] of steps) {
    const inputs = inputNames.map((each) => kerasTensor(each, shapes.get(each)));
    layers.push({
      ...layerEntry(step),
      build_config: {
        input_shape:
          inputs.length === 1 ? shapes.get(inputNames[0]) : inputs.map((each) => each.config.shape),
      },
      name: step.name,
      inbound_nodes: [{ args: inputs.length === 1 ? inputs : [inputs], kwargs: {} }],
    });
    shapes.set(step.name, outputShape);
  }
  const reference = (each) => [each, 0, 0];
  return {
    module: "keras.src.models.functional",
    class_name: "Functional",
    config: {
      name,
      trainable: true,
      layers,
      input_layers: [reference(input[0])],
      output_layers: outputs.map(reference),
    },
    registered_name: "Functional",
    build_config: { input_shape: null },
  };
}

/** A sequential model for inputs of `shape`. */
export function sequentialModel(name, shape, layers) {
  const input = inputLayer("input_layer", shape);
  return {
    module: "keras",
    class_name: "Sequential",
    config: {
      name,
      trainable: true,
      dtype,
      layers: [
        { module: input.module, class_name: input.class_name, config: input.config, registered_name: null },
        ...layers.map(layerEntry),
      ],
      build_input_shape: shape,
    },
    registered_name: null,
    build_config: { input_shape: shape },
  };
}

function inputLayer(name, shape) {
  return {
    module: "keras.layers",
    class_name: "InputLayer",
    config: { batch_shape: shape, dtype: "float32", sparse: false, ragged: false, name, optional: false },
    registered_name: null,
    name,
    inbound_nodes: [],
  };
}

function layerEntry({ className, name, config }) {
  return {
    module: "keras.layers",
    class_name: className,
    config: { name, trainable: true, dtype, ...config },
    registered_name: null,
  };
}

function kerasTensor(name, shape) {
  return { class_name: "__keras_tensor__", config: { shape, dtype: "float32", keras_history: [name, 0, 0] } };
}
