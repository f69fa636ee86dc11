// Two pictures through the same layers.
import * as tf from "@tensorflow/tfjs";

const left = tf.input({ shape: [20, 20, 1], name: "left" }); // @ left
const right = tf.input({ shape: [20, 20, 1], name: "right" }); // @ right
const conv = tf.layers.conv2d({ filters: 4, kernelSize: 3, name: "shared_conv" }); // @ shared_conv
const flatten = tf.layers.flatten(); // @ flatten_Flatten1
const embed = (picture) => flatten.apply(conv.apply(picture));
const [a, b] = [left, right].map(embed);
const both = tf.layers.concatenate().apply([a, b]); // @ concatenate_Concatenate1
const same = tf.layers.dense({ units: 1, activation: "sigmoid" }).apply(both); // @ dense_Dense1
const siamese = tf.model({ inputs: [left, right], outputs: same });
