// Writes the generated part of samples/: the Keras JSON models, and the TensorFlow.js model with its weight file.
// Run it after a change here: node scripts/make-samples.mjs
import { writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./root.mjs";
import { edgeDetector } from "./samples/edge-detector.mjs";
import {
  conv2d,
  conv2dTranspose,
  depthwiseConv2d,
  functionalModel,
  layer,
  pooling2d,
  separableConv2d,
  sequentialModel,
} from "./samples/keras-json.mjs";
import { flatJson, prettyJson } from "./samples/pretty-json.mjs";

const { modelJson, shard } = edgeDetector();
write("seven-convolutions.keras.json", `${prettyJson(sevenConvolutions())}\n`);
write("broken-model.json", `${prettyJson(brokenModel())}\n`);
write("minified-export.json", flatJson(minifiedExport()));
write("edge-detector/model.json", `${prettyJson(modelJson)}\n`);
write("edge-detector/group1-shard1of1.bin", shard);

/** A small segmentation network that uses each kind of convolution once, and a grouped one. */
function sevenConvolutions() {
  const full = (channels) => [null, 96, 96, channels];
  const half = (channels) => [null, 48, 48, channels];
  return functionalModel(
    "seven_convolutions",
    ["image", full(3)],
    [
      [conv2d("standard", { filters: 16, kernel: [3, 3], activation: "relu" }), ["image"], full(16)],
      [conv2d("pointwise", { filters: 32, kernel: [1, 1], activation: "relu" }), ["standard"], full(32)],
      [depthwiseConv2d("depthwise", { kernel: [3, 3], activation: "relu" }), ["pointwise"], full(32)],
      [
        separableConv2d("depthwise_separable", {
          filters: 64,
          kernel: [3, 3],
          strides: [2, 2],
          activation: "relu",
        }),
        ["depthwise"],
        half(64),
      ],
      [
        conv2d("dilated", { filters: 64, kernel: [3, 3], dilation: [4, 4], activation: "relu" }),
        ["depthwise_separable"],
        half(64),
      ],
      [conv2d("separable_column", { filters: 64, kernel: [7, 1] }), ["dilated"], half(64)],
      [
        conv2d("separable_row", { filters: 64, kernel: [1, 7], activation: "relu" }),
        ["separable_column"],
        half(64),
      ],
      [
        conv2d("grouped", { filters: 64, kernel: [3, 3], groups: 4, activation: "relu" }),
        ["separable_row"],
        half(64),
      ],
      [
        conv2dTranspose("transposed", { filters: 32, kernel: [4, 4], strides: [2, 2], activation: "relu" }),
        ["grouped"],
        full(32),
      ],
      [layer("Concatenate", "skip", { axis: -1 }), ["transposed", "depthwise"], full(64)],
      [conv2d("mask", { filters: 1, kernel: [1, 1], activation: "sigmoid" }), ["skip"], full(1)],
    ],
    ["mask"],
  );
}

/** Two mistakes that only show when the sizes are worked out; the layers around them are sound. */
function brokenModel() {
  const square = (size, channels) => [null, size, size, channels];
  return functionalModel(
    "broken_model",
    ["image", square(90, 3)],
    [
      [conv2d("encoder1", { filters: 16, kernel: [3, 3], activation: "relu" }), ["image"], square(90, 16)],
      [pooling2d("MaxPooling2D", "pool1", 2), ["encoder1"], square(45, 16)],
      [conv2d("encoder2", { filters: 32, kernel: [3, 3], activation: "relu" }), ["pool1"], square(45, 32)],
      [pooling2d("MaxPooling2D", "pool2", 2), ["encoder2"], square(22, 32)],
      [conv2dTranspose("up2", { filters: 32, kernel: [2, 2], strides: [2, 2] }), ["pool2"], square(44, 32)],
      // 44 rows cannot be joined with 45: pool2 has dropped one.
      [layer("Concatenate", "skip2", { axis: -1 }), ["up2", "encoder2"], square(45, 64)],
      [conv2d("decoder2", { filters: 32, kernel: [3, 3], activation: "relu" }), ["skip2"], square(45, 32)],
      [pooling2d("AveragePooling2D", "shrink", 4), ["pool2"], square(5, 32)],
      // A window of 7 does not fit into 5.
      [
        conv2d("too_large", { filters: 64, kernel: [7, 7], padding: "valid", activation: "relu" }),
        ["shrink"],
        square(1, 64),
      ],
      [layer("Flatten", "flatten", { data_format: "channels_last" }), ["too_large"], [null, 64]],
    ],
    ["decoder2", "flatten"],
  );
}

/** LeNet-like digits classifier, on one line as `model.to_json()` gives it. */
function minifiedExport() {
  return sequentialModel(
    "digits",
    [null, 28, 28, 1],
    [
      conv2d("conv1", { filters: 6, kernel: [5, 5], activation: "relu" }),
      pooling2d("MaxPooling2D", "pool1", 2),
      conv2d("conv2", { filters: 16, kernel: [5, 5], padding: "valid", activation: "relu" }),
      pooling2d("MaxPooling2D", "pool2", 2),
      layer("Flatten", "flatten", { data_format: "channels_last" }),
      dense("dense1", 120, "relu"),
      dense("dense2", 84, "relu"),
      layer("Dropout", "dropout", { rate: 0.25, seed: null, noise_shape: null }),
      dense("digits", 10, "softmax"),
    ],
  );
}

function dense(name, units, activation) {
  const initializer = (className, config) => ({
    module: "keras.initializers",
    class_name: className,
    config,
    registered_name: null,
  });
  return layer("Dense", name, {
    units,
    activation,
    use_bias: true,
    kernel_initializer: initializer("GlorotUniform", { seed: null }),
    bias_initializer: initializer("Zeros", {}),
    kernel_regularizer: null,
    bias_regularizer: null,
    kernel_constraint: null,
    bias_constraint: null,
  });
}

function write(name, content) {
  writeFileSync(path.join(root, "samples", name), content);
  console.log(`samples/${name}`);
}
