/** One layer for every row of the table, with the words in which the analysis tells the row. */
import type { RandomLayer } from "./randomLayers.ts";

export interface RowExample {
  readonly layer: RandomLayer;
  /** What the message holds: both values, wherever there are two. */
  readonly message: RegExp;
  /** Value of the inputs, where it matters. */
  readonly fill?: number;
  /** The layer that TensorFlow.js is asked about, where it is another. */
  readonly asked?: string;
}

function example(
  className: string,
  config: Readonly<Record<string, unknown>>,
  inputs: RandomLayer["inputs"],
  message: RegExp,
): RowExample {
  return { layer: { className, config, inputs }, message };
}

function cropBehindPooling(config: Readonly<Record<string, unknown>>, message: RegExp): RowExample {
  return {
    layer: { className: "CenterCrop", config, inputs: [[null, 4, 5, 3]], behindPooling: true },
    message,
  };
}

const conv = { filters: 4, kernel_size: 3 };

export const rowExamples: Readonly<Record<string, RowExample>> = {
  "transposed-output-padding": example(
    "Conv2DTranspose",
    { filters: 2, kernel_size: [16, 16], strides: [8, 8], padding: "same", output_padding: [1, 1] },
    [[null, 46, 62, 2]],
    /output is 368×496×2, where Keras gives 361×489×2/,
  ),
  "transposed-dilation": example(
    "Conv2DTranspose",
    { ...conv, dilation_rate: 2 },
    [[null, 6, 6, 2]],
    /output is 8×8×4, where Keras gives 10×10×4/,
  ),
  "depthwise-dilation": example(
    "DepthwiseConv2D",
    { kernel_size: 3, dilation_rate: 2 },
    [[null, 256, 512, 3]],
    /output is 254×510×3, where Keras gives 252×508×3/,
  ),
  "convolution-groups": example(
    "Conv2D",
    { filters: 256, kernel_size: [5, 5], padding: "same", groups: 2 },
    [[null, 27, 27, 96]],
    /has 614,656 parameters, where Keras has 307,456/,
  ),
  "causal-padding": example(
    "Conv1D",
    { filters: 4, kernel_size: 2, dilation_rate: 8, padding: "causal" },
    [[null, 20, 3]],
    /output is 12×4, where Keras gives 20×4.*fails in TensorFlow.js when it runs/,
  ),
  "stride-with-dilation": example(
    "Conv2D",
    { filters: 2, kernel_size: 3, strides: 2, dilation_rate: 2, padding: "same" },
    [[null, 32, 32, 3]],
    /strides 2 and dilation 2: it fails in TensorFlow.js when it runs/,
  ),
  "conv1d-channels-first": example(
    "Conv1D",
    { ...conv, data_format: "channels_first" },
    [[null, 3, 20]],
    /returns length × channels/,
  ),
  "separable-channels-first-bias": example(
    "SeparableConv2D",
    { ...conv, data_format: "channels_first" },
    [[null, 3, 20, 30]],
    /adds its bias along the height/,
  ),
  "separable-kernel-keys": example(
    "SeparableConv2D",
    { ...conv, kernel_initializer: "glorot_uniform" },
    [[null, 9, 9, 3]],
    /refuses kernel_initializer/,
  ),
  "pooling1d-channels-first": example(
    "MaxPooling1D",
    { data_format: "channels_first" },
    [[null, 4, 10]],
    /output is 2×10, where Keras gives 4×5/,
  ),
  "global-pooling-keepdims": example(
    "GlobalAveragePooling2D",
    { keepdims: true },
    [[null, 4, 4, 3]],
    /output is 3, where Keras gives 1×1×3/,
  ),
  "normalisation-rank": example(
    "BatchNormalization",
    {},
    [[null, 4, 4, 4, 3]],
    /not implemented for 5 axes with the batch \(4×4×4×3\)/,
  ),
  "layer-normalisation-rms": example(
    "LayerNormalization",
    { rms_scaling: true },
    [[null, 4, 6]],
    /has 12 parameters, where Keras has 6/,
  ),
  "activation-unknown": example(
    "Activation",
    { activation: "silu" },
    [[null, 4]],
    /no activation "silu".*"swish"/,
  ),
  "relu-settings": {
    ...example(
      "ReLU",
      { negative_slope: 0.5 },
      [[null, 4]],
      /leaves negative_slope .* out of account: its values/,
    ),
    fill: -1,
  },
  "elu-alpha": example("ELU", { alpha: 0.5 }, [[null, 4]], /refuses alpha 0.5/),
  "softmax-axis": example(
    "Softmax",
    {},
    [[null, 4, 4, 3]],
    /axis 1, its default .* last axis alone, which is 3/,
  ),
  "flatten-rank": example("Flatten", {}, [[null, 10]], /refuses Flatten .* on 10/),
  "flatten-free-size": example("Flatten", {}, [[null, null, 4]], /refuses Flatten .* not all known/),
  "normalisation-axis-list": example(
    "BatchNormalization",
    { axis: [-1] },
    [[null, 4, 4, 3]],
    /axis \[-1\] .* Write -1 without brackets/,
  ),
  "leaky-relu-slope": example(
    "LeakyReLU",
    { negative_slope: 0.1 },
    [[null, 4]],
    /leaves negative_slope .* out of account: its values differ from those of Keras/,
  ),
  "reshape-open-size": example(
    "Reshape",
    { target_shape: [-1, 1] },
    [[null, 16]],
    /gives 16×1, but TensorFlow.js declares \?×1 .* Write 16/,
  ),
  "cropping-left-out": example("Cropping2D", {}, [[null, 4, 4, 3]], /refuses Cropping2D .* without cropping/),
  "cropping-free-size": example(
    "Cropping2D",
    { cropping: 1 },
    [[null, null, 9, 3]],
    /declares negative ones/,
  ),
  "borders-mixed": example(
    "ZeroPadding2D",
    { padding: [1, [0, 1]] },
    [[null, 4, 4, 3]],
    /no sensible size of padding \[1,\[0,1\]\]/,
  ),
  "upsampling-size": example("UpSampling2D", { size: 2 }, [[null, 4, 4, 3]], /size 2 .* Write \[2, 2\]/),
  interpolation: example(
    "UpSampling2D",
    { interpolation: "bicubic" },
    [[null, 4, 4, 3]],
    /interpolation "bicubic"/,
  ),
  "resizing-in-a-model": example(
    "Resizing",
    { height: 5, width: 6 },
    [[null, 9, 8, 3]],
    /fails in TensorFlow.js when it runs inside a model. It also declares \[5, 6, 8\]/,
  ),
  "random-width-in-a-model": example(
    "RandomWidth",
    { factor: 0.2 },
    [[null, 8, 6, 3]],
    /fails in TensorFlow.js when it runs inside a model. It also declares \[null, -1, 6\]/,
  ),
  "center-crop-channels-first": example(
    "CenterCrop",
    { height: 2, width: 2, data_format: "channels_first" },
    [[null, 3, 8, 8]],
    /output is 2×2×8, where Keras gives 3×2×2/,
  ),
  "center-crop-enlarges": cropBehindPooling({ height: 8, width: 2 }, /has to enlarge 4×5 to 8×2/),
  "center-crop-input": {
    ...cropBehindPooling({ height: 2, width: 3 }, /size 2×3 .* the tensor that it takes, which is 4×5/),
    asked: "before",
  },
  "frozen-from-outside": example(
    "TimeDistributed",
    { trainable: false, layer: { class_name: "Dense", config: { name: "inner", units: 2 } } },
    [[null, 3, 4]],
    /leaves trainable of TimeDistributed "layer" out of account/,
  ),
  "merge-one-input": example("Add", {}, [[null, 4]], /refuses Add .* with one input/),
  "concatenate-free-size": example(
    "Concatenate",
    {},
    [
      [null, null, null, 128],
      [null, 88, 88, 64],
    ],
    /axis 1 is free in one and known in another/,
  ),
  "concatenate-negative-axis": example(
    "Concatenate",
    { axis: -2 },
    [
      [null, 2, 4, 3],
      [null, 2, 4, 3],
    ],
    /axis -2 declares its shape by axis 2 .* joins axis 3/,
  ),
  "dot-rank": example(
    "Dot",
    { axes: 3 },
    [
      [null, 2, 3, 4],
      [null, 2, 3, 4],
    ],
    /refuses Dot .* up to 2 axes besides the batch/,
  ),
  "dot-free-size": example(
    "Dot",
    { axes: [1, 1] },
    [
      [null, null, 4],
      [null, 3, 4],
    ],
    /one free and one known/,
  ),
  "gru-reset-after": example("GRU", { units: 3, reset_after: true }, [[null, 5, 2]], /reset_after true/),
  "gru-cell-reset-after": example(
    "RNN",
    { cell: { class_name: "GRUCell", config: { units: 3, reset_after: true } } },
    [[null, 5, 2]],
    /GRUCell of .* reset_after true/,
  ),
  "stateful-free-batch": example("LSTM", { units: 3, stateful: true }, [[null, 5, 2]], /the batch is free/),
  "embedding-length": example(
    "Embedding",
    { input_dim: 9, output_dim: 2, input_length: 4 },
    [[null, null]],
    /output is 4×2, where Keras gives \w+×2/,
  ),
  "embedding-length-mismatch": example(
    "Embedding",
    { input_dim: 9, output_dim: 2, input_length: 4 },
    [[null, 5]],
    /input_length 4 does not fit the input 5/,
  ),
  "negative-size": example("Conv2D", { filters: 1, kernel_size: 10 }, [[null, 4, 4, 1]], /output size -5×-5/),
  "cropping-too-much": example("Cropping2D", { cropping: 3 }, [[null, 4, 4, 1]], /builds it all the same/),
  "concatenate-axis-too-large": example(
    "Concatenate",
    { axis: 2 },
    [
      [null, 3],
      [null, 3],
    ],
    /declares an axis too many/,
  ),
  "words-in-upper-case": example(
    "MaxPooling2D",
    { padding: "SAME" },
    [[null, 5, 5, 1]],
    /refuses padding "SAME" .* Write "same"/,
  ),
  "reshape-mismatch": example(
    "Reshape",
    { target_shape: [5, 5] },
    [[null, 24]],
    /builds it all the same and fails/,
  ),
};
