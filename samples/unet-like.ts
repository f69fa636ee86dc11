// A segmentation network built like U-Net: pooling on the way down, transposed layers on the way up, skips across.
import * as tf from "@tensorflow/tfjs";

/** Divisible by 4: each of the two poolings halves it without dropping a row. */
const size = 128;
const base = 16;

/** Two levels deep; the mask has the size of the image. */
export function unetLike(): tf.LayersModel {
  const image = tf.input({ shape: [size, size, 3], name: "image" });

  const down1 = tf.layers
    .conv2d({ name: "down1", filters: base, kernelSize: 3, padding: "same", activation: "relu" })
    .apply(image) as tf.SymbolicTensor;
  const pool1 = tf.layers.maxPooling2d({ name: "pool1", poolSize: 2 }).apply(down1) as tf.SymbolicTensor;

  const down2 = tf.layers
    .conv2d({ name: "down2", filters: 32, kernelSize: 3, padding: "same", activation: "relu" })
    .apply(pool1) as tf.SymbolicTensor;
  const pool2 = tf.layers.maxPooling2d({ name: "pool2", poolSize: 2 }).apply(down2) as tf.SymbolicTensor;

  const bottom = tf.layers
    .conv2d({ name: "bottom", filters: 64, kernelSize: 3, padding: "same", activation: "relu" })
    .apply(pool2) as tf.SymbolicTensor;

  const up2 = tf.layers
    .conv2dTranspose({ name: "up2", filters: 32, kernelSize: 2, strides: 2, padding: "same" })
    .apply(bottom) as tf.SymbolicTensor;
  const skip2 = tf.layers.concatenate({ name: "skip2" }).apply([up2, down2]) as tf.SymbolicTensor;
  const join2 = tf.layers
    .conv2d({ name: "join2", filters: 32, kernelSize: 3, padding: "same", activation: "relu" })
    .apply(skip2) as tf.SymbolicTensor;

  const up1 = tf.layers
    .conv2dTranspose({ name: "up1", filters: base, kernelSize: 2, strides: 2, padding: "same" })
    .apply(join2) as tf.SymbolicTensor;
  const skip1 = tf.layers.concatenate({ name: "skip1" }).apply([up1, down1]) as tf.SymbolicTensor;
  const join1 = tf.layers
    .conv2d({ name: "join1", filters: base, kernelSize: 3, padding: "same", activation: "relu" })
    .apply(skip1) as tf.SymbolicTensor;

  const mask = tf.layers
    .conv2d({ name: "mask", filters: 1, kernelSize: 1, activation: "sigmoid" })
    .apply(join1) as tf.SymbolicTensor;
  return tf.model({ name: "unet_like", inputs: image, outputs: mask });
}
