// Encoder and decoder as models of their own, joined in a third.
import tf from "@tensorflow/tfjs";

const latent = 8;
const image = tf.input({ shape: [16, 16, 1] }); // @ input1
let h = tf.layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: "same" }).apply(image); // @ conv2d_Conv2D1
h = tf.layers.flatten().apply(h); // @ flatten_Flatten1
const code = tf.layers.dense({ units: latent }).apply(h); // @ dense_Dense1
const encoder = tf.model({ inputs: image, outputs: code });

const decoder = tf.sequential();
decoder.add(tf.layers.dense({ units: 8 * 8 * 4, inputShape: [latent] })); // @ dense_Dense2
decoder.add(tf.layers.reshape({ targetShape: [8, 8, 4] })); // @ reshape_Reshape1
decoder.add(tf.layers.conv2dTranspose({ filters: 1, kernelSize: 3, strides: 2, padding: "same" })); // @ conv2d_transpose_Conv2DTranspose1

const picture = tf.input({ shape: [16, 16, 1] }); // @ input2
const restored = decoder.apply(encoder.apply(picture)); // @ model1, sequential_1
const autoencoder = tf.model({ inputs: picture, outputs: restored });
