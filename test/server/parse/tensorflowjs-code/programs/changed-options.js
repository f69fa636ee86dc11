// One options object, changed between the layers; a shared list of dilations.
import * as tf from "@tensorflow/tfjs";

const options = { kernelSize: 3, padding: "same" };
options.filters = 4;
let x = tf.input({ shape: [16, 16, 2] }); // @ input1
const start = x;
for (let rate = 1, i = 0; i < 3; rate *= 2, i++) {
  options.dilationRate = rate;
  options["filters"] += 2;
  x = tf.layers.conv2d(options).apply(x); // @ conv2d_Conv2D1, conv2d_Conv2D2, conv2d_Conv2D3
}
const merged = Object.assign({}, options, { dilationRate: 1, strides: [2, 1] });
delete merged.name;
const rows = tf.layers.separableConv2d(merged).apply(x); // @ separable_conv2d_SeparableConv2D1
const cropped = tf.layers.cropping2D({ cropping: [[1, 1], [2, 2]] }).apply(rows); // @ cropping2d_Cropping2D1
const padded = tf.layers.zeroPadding2d({ padding: [1, 2] }).apply(cropped); // @ zero_padding2d_ZeroPadding2D1
const swapped = tf.layers.permute({ dims: [3, 1, 2] }).apply(padded); // @ permute_Permute1
const dilated = tf.model({ inputs: start, outputs: swapped });
