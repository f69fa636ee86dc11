// A classifier built like MobileNet: depthwise layers that look around, pointwise layers that mix channels.
import * as tf from "@tensorflow/tfjs";

const imageSize = 128;
const classes = 10;

/** Depthwise and pointwise convolutions in pairs, each followed by batch normalisation and ReLU. */
export function mobileNetLike(): tf.Sequential {
  const model = tf.sequential({ name: "mobilenet_like" });

  model.add(
    tf.layers.conv2d({
      name: "stem",
      inputShape: [imageSize, imageSize, 3],
      filters: 16,
      kernelSize: 3,
      strides: 2,
      padding: "same",
      useBias: false,
    }),
  );
  model.add(tf.layers.batchNormalization({ name: "stem_bn" }));
  model.add(tf.layers.reLU({ name: "stem_relu", maxValue: 6 }));

  model.add(tf.layers.depthwiseConv2d({ name: "dw1", kernelSize: 3, padding: "same", useBias: false }));
  model.add(tf.layers.batchNormalization({ name: "dw1_bn" }));
  model.add(tf.layers.reLU({ name: "dw1_relu", maxValue: 6 }));
  model.add(tf.layers.conv2d({ name: "pw1", filters: 32, kernelSize: 1, useBias: false }));
  model.add(tf.layers.batchNormalization({ name: "pw1_bn" }));
  model.add(tf.layers.reLU({ name: "pw1_relu", maxValue: 6 }));

  model.add(
    tf.layers.depthwiseConv2d({ name: "dw2", kernelSize: 3, strides: 2, padding: "same", useBias: false }),
  );
  model.add(tf.layers.batchNormalization({ name: "dw2_bn" }));
  model.add(tf.layers.reLU({ name: "dw2_relu", maxValue: 6 }));
  model.add(tf.layers.conv2d({ name: "pw2", filters: 64, kernelSize: 1, useBias: false }));
  model.add(tf.layers.batchNormalization({ name: "pw2_bn" }));
  model.add(tf.layers.reLU({ name: "pw2_relu", maxValue: 6 }));

  model.add(
    tf.layers.depthwiseConv2d({ name: "dw3", kernelSize: 3, strides: 2, padding: "same", useBias: false }),
  );
  model.add(tf.layers.batchNormalization({ name: "dw3_bn" }));
  model.add(tf.layers.reLU({ name: "dw3_relu", maxValue: 6 }));
  model.add(tf.layers.conv2d({ name: "pw3", filters: 128, kernelSize: 1, useBias: false }));
  model.add(tf.layers.batchNormalization({ name: "pw3_bn" }));
  model.add(tf.layers.reLU({ name: "pw3_relu", maxValue: 6 }));

  model.add(tf.layers.globalAveragePooling2d({ name: "pool" }));
  model.add(tf.layers.dropout({ name: "dropout", rate: 0.2 }));
  model.add(tf.layers.dense({ name: "classes", units: classes, activation: "softmax" }));
  return model;
}
