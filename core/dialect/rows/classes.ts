/** Classes that TensorFlow.js does not have. */
import { findLayerSpec } from "../../layers/index.ts";
import type { LayerCallContext } from "../../layers/layerSpec.ts";
import type { FoundPart } from "../departure.ts";

/** Every layer class registered in TensorFlow.js 4.22; a test asks TensorFlow.js for the list. */
export const tensorflowJsClasses: ReadonlySet<string> = new Set(
  [
    "InputLayer Model Functional Sequential",
    "ReLU LeakyReLU PReLU ELU ThresholdedReLU Softmax Activation",
    "Conv1D Conv2D Conv3D Conv2DTranspose Conv3DTranspose SeparableConv2D DepthwiseConv2D",
    "Cropping2D UpSampling2D ZeroPadding2D Flatten RepeatVector Reshape Permute",
    "RNN SimpleRNNCell SimpleRNN GRUCell GRU LSTMCell LSTM StackedRNNCells ConvLSTM2DCell ConvLSTM2D",
    "Dropout SpatialDropout1D GaussianNoise GaussianDropout AlphaDropout Dense Masking Embedding",
    "Add Multiply Average Maximum Minimum Concatenate Dot BatchNormalization LayerNormalization",
    "MaxPooling1D AveragePooling1D MaxPooling2D AveragePooling2D MaxPooling3D AveragePooling3D",
    "GlobalAveragePooling1D GlobalMaxPooling1D GlobalAveragePooling2D GlobalMaxPooling2D",
    "TimeDistributed Bidirectional Rescaling CenterCrop CategoryEncoding Resizing RandomWidth",
  ].flatMap((line) => line.split(" ")),
);

/** Text of the row on the page; the check itself stands apart, since it holds for all classes. */
export const unknownClassRow = {
  id: "unknown-class",
  code: "tfjs-unknown-class",
  severity: "warning",
  keras:
    "Has SeparableConv1D, Conv1DTranspose, the 1-D and 3-D forms of cropping, zero padding and up-sampling, Subtract, attention, Normalization, GroupNormalization, Lambda and more.",
  tfjs: "Refuses the file, unless the program registers a class of that name.",
} as const;

/** A class that Keras has and TensorFlow.js lacks; one that neither has is another problem's matter. */
export function findUnknownClass({ node }: LayerCallContext): FoundPart | undefined {
  // In code the written name is that of a factory, and a factory that does not exist is reported by the reader.
  const name = /^[A-Z]/.test(node.writtenClass) ? node.writtenClass : node.className;
  if (tensorflowJsClasses.has(name) || !findLayerSpec(name)) return undefined;
  const sibling = tensorflowJsClasses.has(node.className)
    ? ` Write ${node.className}, its name in TensorFlow.js.`
    : " Replace the layer, or register a class of your own under that name with tf.serialization.registerClass.";
  return {
    message: `TensorFlow.js 4.22 has no layer class ${name}, so it refuses to load "${node.name}"; the numbers here are Keras's.${sibling}`,
  };
}
