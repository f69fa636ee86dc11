/** Every factory of `tf.layers` in TensorFlow.js 4.22: its Keras class, renamed arguments, and defaults unlike Keras's. */
import type { ConfigData } from "../../../../core/graph/paramValue.ts";

export interface LayerFactory {
  /** Name in `tf.layers`. */
  readonly name: string;
  /** Keras class name; the class TensorFlow.js names it by, unless `ownClass` says otherwise. */
  readonly className: string;
  /** Arguments whose Keras 3 name is not just the snake-case form. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** What TensorFlow.js takes where the program gives nothing and Keras 3 would take something else. */
  readonly defaults?: Readonly<Record<string, ConfigData>>;
  /** Set for a class of the program's own, whose arguments can have any name. */
  readonly own?: true;
  /** Why the layer cannot be read, for a name that TensorFlow.js does not have. */
  readonly missing?: string;
}

const glorotNormal = { kernel_initializer: "glorot_normal" };
const glorotNormalDepthwise = { depthwise_initializer: "glorot_normal" };
/** The LSTM and GRU of TensorFlow.js use Keras 1's recurrent activation. */
const recurrent = { ...glorotNormal, recurrent_activation: "hard_sigmoid" };

const factories: readonly LayerFactory[] = [
  { name: "inputLayer", className: "InputLayer" },
  { name: "elu", className: "ELU" },
  { name: "reLU", className: "ReLU" },
  { name: "leakyReLU", className: "LeakyReLU", renamed: { alpha: "negative_slope" } },
  { name: "prelu", className: "PReLU" },
  // Keras works on the last axis.
  { name: "softmax", className: "Softmax", defaults: { axis: 1 } },
  { name: "thresholdedReLU", className: "ThresholdedReLU" },
  { name: "conv1d", className: "Conv1D", defaults: glorotNormal },
  { name: "conv2d", className: "Conv2D", defaults: glorotNormal },
  { name: "conv2dTranspose", className: "Conv2DTranspose", defaults: glorotNormal },
  { name: "conv3d", className: "Conv3D", defaults: glorotNormal },
  { name: "conv3dTranspose", className: "Conv3DTranspose", defaults: glorotNormal },
  { name: "separableConv2d", className: "SeparableConv2D" },
  { name: "cropping2D", className: "Cropping2D" },
  { name: "upSampling2d", className: "UpSampling2D" },
  { name: "depthwiseConv2d", className: "DepthwiseConv2D", defaults: glorotNormalDepthwise },
  { name: "activation", className: "Activation" },
  { name: "dense", className: "Dense", defaults: glorotNormal },
  { name: "dropout", className: "Dropout" },
  { name: "spatialDropout1d", className: "SpatialDropout1D" },
  { name: "flatten", className: "Flatten" },
  { name: "repeatVector", className: "RepeatVector" },
  { name: "reshape", className: "Reshape" },
  { name: "permute", className: "Permute" },
  { name: "embedding", className: "Embedding", renamed: { inputDim: "input_dim" } },
  { name: "add", className: "Add" },
  { name: "average", className: "Average" },
  { name: "concatenate", className: "Concatenate" },
  { name: "maximum", className: "Maximum" },
  { name: "minimum", className: "Minimum" },
  { name: "multiply", className: "Multiply" },
  { name: "dot", className: "Dot" },
  { name: "batchNormalization", className: "BatchNormalization" },
  { name: "layerNormalization", className: "LayerNormalization" },
  { name: "zeroPadding2d", className: "ZeroPadding2D" },
  ...aliases("AveragePooling1D", "averagePooling1d", "avgPool1d", "avgPooling1d"),
  ...aliases("AveragePooling2D", "averagePooling2d", "avgPool2d", "avgPooling2d"),
  ...aliases("AveragePooling3D", "averagePooling3d", "avgPool3d", "avgPooling3d"),
  { name: "globalAveragePooling1d", className: "GlobalAveragePooling1D" },
  { name: "globalAveragePooling2d", className: "GlobalAveragePooling2D" },
  ...aliases("GlobalMaxPooling1D", "globalMaxPooling1d", "globalMaxPool1d"),
  ...aliases("GlobalMaxPooling2D", "globalMaxPooling2d", "globalMaxPool2d"),
  ...aliases("MaxPooling1D", "maxPooling1d", "maxPool1d"),
  ...aliases("MaxPooling2D", "maxPooling2d", "maxPool2d"),
  { name: "maxPooling3d", className: "MaxPooling3D" },
  { name: "gru", className: "GRU", defaults: { ...recurrent, reset_after: false } },
  { name: "gruCell", className: "GRUCell", defaults: { ...recurrent, reset_after: false } },
  { name: "lstm", className: "LSTM", defaults: recurrent },
  { name: "lstmCell", className: "LSTMCell", defaults: recurrent },
  { name: "simpleRNN", className: "SimpleRNN", defaults: glorotNormal },
  { name: "simpleRNNCell", className: "SimpleRNNCell", defaults: glorotNormal },
  { name: "convLstm2d", className: "ConvLSTM2D", defaults: recurrent },
  { name: "convLstm2dCell", className: "ConvLSTM2DCell", defaults: recurrent },
  { name: "rnn", className: "RNN" },
  { name: "stackedRNNCells", className: "StackedRNNCells" },
  { name: "bidirectional", className: "Bidirectional" },
  { name: "timeDistributed", className: "TimeDistributed" },
  { name: "gaussianNoise", className: "GaussianNoise" },
  { name: "gaussianDropout", className: "GaussianDropout" },
  { name: "alphaDropout", className: "AlphaDropout" },
  { name: "masking", className: "Masking" },
  { name: "rescaling", className: "Rescaling" },
  { name: "centerCrop", className: "CenterCrop" },
  { name: "resizing", className: "Resizing" },
  { name: "categoryEncoding", className: "CategoryEncoding" },
  { name: "randomWidth", className: "RandomWidth" },
];

const byName: ReadonlyMap<string, LayerFactory> = new Map(
  factories.map((factory) => [factory.name, factory]),
);

export function allLayerFactories(): readonly LayerFactory[] {
  return factories;
}

/** The factory of that name; one that TensorFlow.js does not have makes a layer that says so. */
export function layerFactory(name: string): LayerFactory {
  const known = byName.get(name);
  if (known) return known;
  const near = factories.find((factory) => factory.name.toLowerCase() === name.toLowerCase());
  const advice = near ? `; did you mean tf.layers.${near.name}?` : "";
  const missing = `TensorFlow.js 4.22 has no tf.layers.${name}${advice}`;
  return { name, className: near?.className ?? name, missing };
}

function aliases(className: string, ...names: readonly string[]): LayerFactory[] {
  return names.map((name) => ({ name, className }));
}
