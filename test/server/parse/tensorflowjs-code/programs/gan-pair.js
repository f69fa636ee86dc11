// A generator and a discriminator, and the two joined.
import * as tf from "@tensorflow/tfjs";

const Z = 16;
function generator() {
  const cnn = tf.sequential();
  cnn.add(tf.layers.dense({ units: 3 * 3 * 32, inputShape: [Z], activation: "relu" })); // @ dense_Dense1
  cnn.add(tf.layers.reshape({ targetShape: [3, 3, 32] })); // @ reshape_Reshape1
  for (const filters of [16, 8]) {
    cnn.add(tf.layers.conv2dTranspose({ filters, kernelSize: 5, strides: 2, padding: "same" })); // @ conv2d_transpose_Conv2DTranspose1, conv2d_transpose_Conv2DTranspose2
    cnn.add(tf.layers.batchNormalization()); // @ batch_normalization_BatchNormalization1, batch_normalization_BatchNormalization2
    cnn.add(tf.layers.leakyReLU({ alpha: 0.2 })); // @ leaky_re_lu_LeakyReLU1, leaky_re_lu_LeakyReLU2
  }
  cnn.add(tf.layers.conv2d({ filters: 1, kernelSize: 3, padding: "same", activation: "tanh" })); // @ conv2d_Conv2D1
  return cnn;
}
function discriminator() {
  const cnn = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 8, kernelSize: 3, padding: "same", strides: 2, inputShape: [12, 12, 1] }), // @ conv2d_Conv2D2
      tf.layers.leakyReLU({ alpha: 0.2 }), // @ leaky_re_lu_LeakyReLU3
      tf.layers.flatten(), // @ flatten_Flatten1
    ],
  });
  const image = tf.input({ shape: [12, 12, 1] }); // @ input1
  const features = cnn.apply(image); // @ sequential_2
  const real = tf.layers.dense({ units: 1, activation: "sigmoid" }).apply(features); // @ dense_Dense2
  return tf.model({ inputs: image, outputs: real });
}
const g = generator();
const d = discriminator();
d.trainable = false;
const noise = tf.input({ shape: [Z] }); // @ input2
const combined = tf.model({ inputs: noise, outputs: d.apply(g.apply(noise)) }); // @ sequential_1, model1
