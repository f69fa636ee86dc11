// MobileNet with a width multiplier, built in a loop by a function that nobody in this file calls.
// run: mobileNet()
import * as tf from "@tensorflow/tfjs";

interface Block {
  filters: number;
  stride: number;
}

const blocks: Block[] = [
  { filters: 64, stride: 1 },
  { filters: 128, stride: 2 },
  { filters: 128, stride: 1 },
];

export function mobileNet(alpha = 0.5, size: number = 96): tf.LayersModel {
  const scaled = (filters: number) => Math.max(8, Math.round(filters * alpha));
  const image = tf.input({ shape: [size, size, 3] }); // @ input1
  let x = tf.layers
    .conv2d({ filters: scaled(32), kernelSize: 3, strides: 2, padding: "same", useBias: false })
    .apply(image) as tf.SymbolicTensor; // @ conv2d_Conv2D1
  for (const [index, { filters, stride: strides }] of blocks.entries()) {
    const name = (part: string) => `block${index + 1}_${part}`;
    x = tf.layers.depthwiseConv2d({ kernelSize: 3, strides, padding: "same", useBias: false, name: name("dw") }).apply(x) as tf.SymbolicTensor; // @ block1_dw, block2_dw, block3_dw
    x = tf.layers.batchNormalization({ name: name("dw_bn") }).apply(x) as tf.SymbolicTensor; // @ block1_dw_bn, block2_dw_bn, block3_dw_bn
    x = tf.layers.reLU({ maxValue: 6 }).apply(x) as tf.SymbolicTensor; // @ re_lu_ReLU1, re_lu_ReLU2, re_lu_ReLU3
    x = tf.layers.conv2d({ filters: scaled(filters), kernelSize: 1, name: name("pw") }).apply(x) as tf.SymbolicTensor; // @ block1_pw, block2_pw, block3_pw
  }
  x = tf.layers.globalAveragePooling2d({ dataFormat: "channelsLast" }).apply(x) as tf.SymbolicTensor; // @ global_average_pooling2d_GlobalAveragePooling2D1
  const scores = tf.layers.dense({ units: 10, activation: "softmax" }).apply(x); // @ dense_Dense1
  return tf.model({ inputs: image, outputs: scores as tf.SymbolicTensor });
}
