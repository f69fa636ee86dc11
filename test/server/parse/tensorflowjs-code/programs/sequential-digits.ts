// A small classifier of digits, added layer by layer.
import * as tf from "@tensorflow/tfjs";

const IMAGE = 28;
const CLASSES = 5 * 2;
const model = tf.sequential();
model.add(
  tf.layers.conv2d({
    inputShape: [IMAGE, IMAGE, 1],
    kernelSize: 5,
    filters: 8,
    strides: 1,
    activation: "relu",
    kernelInitializer: "varianceScaling",
  }), // @ conv2d_Conv2D1
);
model.add(tf.layers.maxPooling2d({ poolSize: [2, 2], strides: [2, 2] })); // @ max_pooling2d_MaxPooling2D1
model.add(tf.layers.conv2d({ kernelSize: 5, filters: 8 * 2, activation: "relu" })); // @ conv2d_Conv2D2
model.add(tf.layers.maxPool2d({})); // @ max_pooling2d_MaxPooling2D2
model.add(tf.layers.flatten()); // @ flatten_Flatten1
model.add(tf.layers.dropout({ rate: 0.25 })); // @ dropout_Dropout1
model.add(tf.layers.dense({ units: CLASSES, activation: "softmax" } as const)); // @ dense_Dense1
model.compile({ optimizer: tf.train.adam(), loss: "categoricalCrossentropy" });
