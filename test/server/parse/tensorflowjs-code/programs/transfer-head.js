// A new head on the features of a model of this file.
import * as tf from "@tensorflow/tfjs";

const base = tf.sequential();
base.add(tf.layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [10, 10, 3], name: "features" })); // @ features
base.add(tf.layers.maxPooling2d({ poolSize: 2, name: "pool" })); // @ pool
base.add(tf.layers.flatten({ name: "flat" })); // @ flat
base.add(tf.layers.dense({ units: 100, name: "old" })); // taken away below
for (const layer of base.layers) layer.trainable = false;
base.pop();
base.add(tf.layers.dense({ units: 7, name: "new" })); // @ new
