// U-Net: a list of skips filled on the way down and emptied on the way up.
// run: unet([64, 64, 1])
import * as tf from "@tensorflow/tfjs";

const depth = 2;

function convolve(x: tf.SymbolicTensor, filters: number, stage: string): tf.SymbolicTensor {
  for (let i = 1; i <= 2; i++) {
    x = tf.layers
      .conv2d({ filters, kernelSize: 3, padding: "same", activation: "relu", name: stage + "_conv" + i })
      .apply(x) as tf.SymbolicTensor; // @ down0_conv1, down0_conv2, down1_conv1, down1_conv2, bottom_conv1, bottom_conv2, up1_conv1, up1_conv2, up0_conv1, up0_conv2
  }
  return x;
}

export const unet = (shape: number[] = [64, 64, 1], base = 8) => {
  const image = tf.input({ shape, name: "image" }); // @ image
  let x = image;
  const skips: tf.SymbolicTensor[] = [];
  for (let level = 0; level < depth; level++) {
    x = convolve(x, base * 2 ** level, `down${level}`);
    skips.push(x);
    x = tf.layers.maxPooling2d({ poolSize: 2 }).apply(x) as tf.SymbolicTensor; // @ max_pooling2d_MaxPooling2D1, max_pooling2d_MaxPooling2D2
  }
  x = convolve(x, base * 2 ** depth, "bottom");
  for (let level = depth - 1; level >= 0; level--) {
    x = tf.layers.upSampling2d({ size: [2, 2] }).apply(x) as tf.SymbolicTensor; // @ up_sampling2d_UpSampling2D1, up_sampling2d_UpSampling2D2
    const skip = skips.pop()!;
    x = tf.layers.concatenate({ axis: 3 }).apply([skip, x]) as tf.SymbolicTensor; // @ concatenate_Concatenate1, concatenate_Concatenate2
    x = convolve(x, base * 2 ** level, `up${level}`);
  }
  const mask = tf.layers.conv2d({ filters: 1, kernelSize: 1, activation: "sigmoid", name: "mask" }).apply(x) as tf.SymbolicTensor; // @ mask
  return tf.model({ inputs: image, outputs: mask, name: "unet" });
};
