/** Small model files, written out so that a test can count its lines and columns. */

export const modelUri = "file:///folder/model.json";

/** 28×28×1 -> conv_a 26×26×8 with 80 parameters -> conv_b 24×24×4 with 292; MACs 48,672 and 165,888. */
export const twoConvolutions = `{
  "class_name": "Sequential",
  "config": {
    "name": "tiny",
    "layers": [
      {"class_name": "InputLayer", "config": {"name": "picture", "batch_input_shape": [null, 28, 28, 1]}},
      {"class_name": "Conv2D", "config": {"name": "conv_a", "filters": 8, "kernel_size": [3, 3]}},
      {"class_name": "Conv2D", "config": {"name": "conv_b", "filters": 4, "kernel_size": [3, 3]}}
    ]
  },
  "keras_version": "2.15.0"
}
`;

export const windowTooLarge = twoConvolutions.replace(
  '"filters": 4, "kernel_size": [3, 3]',
  '"filters": 4, "kernel_size": [29, 3]',
);

export const codeModel = `import * as tf from "@tensorflow/tfjs";

export const model = tf.sequential();
model.add(tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 3, name: "conv_a" }));
model.add(tf.layers.conv2d({ filters: 4, kernelSize: 3, name: "conv_b" }));
`;
