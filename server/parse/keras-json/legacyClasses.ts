/** Old and other names of layer classes, and the Keras 2/3 class that each stands for. */

const currentNames: ReadonlyMap<string, string> = new Map([
  ["Convolution1D", "Conv1D"],
  ["Convolution2D", "Conv2D"],
  ["Convolution3D", "Conv3D"],
  ["AtrousConvolution1D", "Conv1D"],
  ["AtrousConvolution2D", "Conv2D"],
  ["AtrousConv1D", "Conv1D"],
  ["AtrousConv2D", "Conv2D"],
  ["Deconvolution2D", "Conv2DTranspose"],
  ["Deconvolution3D", "Conv3DTranspose"],
  ["Deconv2D", "Conv2DTranspose"],
  ["Deconv3D", "Conv3DTranspose"],
  ["Convolution1DTranspose", "Conv1DTranspose"],
  ["Convolution2DTranspose", "Conv2DTranspose"],
  ["Convolution3DTranspose", "Conv3DTranspose"],
  ["SeparableConvolution1D", "SeparableConv1D"],
  ["SeparableConvolution2D", "SeparableConv2D"],
  ["MaxPool1D", "MaxPooling1D"],
  ["MaxPool2D", "MaxPooling2D"],
  ["MaxPool3D", "MaxPooling3D"],
  ["AvgPool1D", "AveragePooling1D"],
  ["AvgPool2D", "AveragePooling2D"],
  ["AvgPool3D", "AveragePooling3D"],
  ["GlobalMaxPool1D", "GlobalMaxPooling1D"],
  ["GlobalMaxPool2D", "GlobalMaxPooling2D"],
  ["GlobalMaxPool3D", "GlobalMaxPooling3D"],
  ["GlobalAvgPool1D", "GlobalAveragePooling1D"],
  ["GlobalAvgPool2D", "GlobalAveragePooling2D"],
  ["GlobalAvgPool3D", "GlobalAveragePooling3D"],
  ["BatchNormalizationV1", "BatchNormalization"],
  ["BatchNormalizationV2", "BatchNormalization"],
  ["SyncBatchNormalization", "BatchNormalization"],
  ["UnifiedLSTM", "LSTM"],
  ["UnifiedGRU", "GRU"],
  ["DropPath", "StochasticDepth"],
  ["TimeDistributedDense", "Dense"],
  ["Model", "Functional"],
  ["Container", "Functional"],
  ["Graph", "Functional"],
]);

/** Keras 1 `Merge` by its `mode`; the cosine is a normalised dot product. */
const mergeClasses: ReadonlyMap<string, string> = new Map([
  ["sum", "Add"],
  ["mul", "Multiply"],
  ["concat", "Concatenate"],
  ["ave", "Average"],
  ["max", "Maximum"],
  ["min", "Minimum"],
  ["dot", "Dot"],
  ["cos", "Dot"],
]);

/** Class names that only Keras 1 wrote. */
const keras1Names =
  /^(?:Convolution[123]D|Atrous|Deconvolution|SeparableConvolution|TimeDistributedDense$|Merge$)/;

/**
 * Keras 2/3 name of a class as a file writes it; a package prefix (`Custom>Conv2D`) is left out.
 * `mergeMode` is the `mode` of a Keras 1 `Merge`, which decides its class.
 */
export function currentClassName(written: string, mergeMode: string | undefined): string {
  const name = written.slice(written.lastIndexOf(">") + 1);
  if (name === "Merge" && mergeMode !== undefined) return mergeClasses.get(mergeMode) ?? name;
  return currentNames.get(name) ?? name;
}

export function isKeras1ClassName(written: string): boolean {
  return keras1Names.test(written);
}

/** Classes whose layer is a model with layers of its own. */
export function isModelClassName(written: string): boolean {
  const name = currentClassName(written, undefined);
  return name === "Functional" || name === "Sequential";
}
