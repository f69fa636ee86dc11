// Residual blocks with default arguments and a projection where the sizes change.
// run: buildResNet()
import * as tf from "@tensorflow/tfjs";

function block(x, { filters, strides = 1, project = strides > 1 } = {}) {
  let y = tf.layers.conv2d({ filters, kernelSize: 3, strides, padding: "same" }).apply(x); // @ conv2d_Conv2D2, conv2d_Conv2D4
  y = tf.layers.batchNormalization().apply(y); // @ batch_normalization_BatchNormalization1, batch_normalization_BatchNormalization3
  y = tf.layers.activation({ activation: "relu" }).apply(y); // @ activation_Activation1, activation_Activation3
  y = tf.layers.conv2d({ filters, kernelSize: 3, padding: "same" }).apply(y); // @ conv2d_Conv2D3, conv2d_Conv2D5
  y = tf.layers.batchNormalization().apply(y); // @ batch_normalization_BatchNormalization2, batch_normalization_BatchNormalization4
  let shortcut = x;
  if (project) {
    shortcut = tf.layers.conv2d({ filters, kernelSize: 1, strides, useBias: false }).apply(x); // @ conv2d_Conv2D6
  }
  const sum = tf.layers.add().apply([y, shortcut]); // @ add_Add1, add_Add2
  return tf.layers.activation({ activation: "relu" }).apply(sum); // @ activation_Activation2, activation_Activation4
}

export function buildResNet() {
  const input = tf.input({ shape: [32, 32, 3] }); // @ input1
  let x = tf.layers.conv2d({ filters: 16, kernelSize: 3, padding: "same" }).apply(input); // @ conv2d_Conv2D1
  x = block(x, { filters: 16 });
  x = block(x, { filters: 32, strides: 2 });
  x = tf.layers.globalAveragePooling2d({}).apply(x); // @ global_average_pooling2d_GlobalAveragePooling2D1
  const output = tf.layers.dense({ units: 10 }).apply(x); // @ dense_Dense1
  return tf.model({ inputs: input, outputs: output });
}
