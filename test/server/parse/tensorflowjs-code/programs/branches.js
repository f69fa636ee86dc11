// Inception-like branches joined by concatenation, then element-wise merges.
import * as tf from "@tensorflow/tfjs";

const conv = (filters, kernelSize) => tf.layers.conv2d({ filters, kernelSize, padding: "same" }); // @ conv2d_Conv2D1, conv2d_Conv2D2, conv2d_Conv2D3, conv2d_Conv2D4
const input = tf.input({ shape: [14, 14, 6] }); // @ input1
const branches = [1, 3, 5].map((size) => conv(size * 2, size).apply(input));
const pooled = tf.layers
  .averagePooling2d({ poolSize: 3, strides: 1, padding: "same" })
  .apply(input); // @ average_pooling2d_AveragePooling2D1
branches.push(conv(6, 1).apply(pooled));
const joined = tf.layers.concatenate().apply([...branches.slice(0, 2), ...branches.slice(2)]); // @ concatenate_Concatenate1
const gate = tf.layers.activation({ activation: "hardSigmoid" }).apply(joined); // @ activation_Activation1
const gated = tf.layers.multiply().apply([joined, gate]); // @ multiply_Multiply1
const most = tf.layers.maximum().apply([gated, joined]); // @ maximum_Maximum1
const slopes = tf.layers.prelu({ sharedAxes: [1, 2] }).apply(most); // @ p_re_lu_PReLU1
const inceptionLike = tf.model({ inputs: input, outputs: [slopes, gate] });
