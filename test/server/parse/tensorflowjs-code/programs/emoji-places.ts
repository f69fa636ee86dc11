// Characters of two UTF-16 units before the layers.
import * as tf from "@tensorflow/tfjs";
const model = tf.sequential(); /* 🧠 */
/* 😀😀 */ model.add(tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, name: "first" })); // 🚀 @ first
model.add(tf.layers.flatten()); /* é🎈 */ model.add(tf.layers.dense({ units: 2 })); // @ flatten_Flatten1, dense_Dense1
