// Three spatial axes, and channels before them.
import * as tf from "@tensorflow/tfjs";

const volume = tf.sequential();
volume.add(tf.layers.conv3d({ filters: 3, kernelSize: [1, 3, 3], inputShape: [6, 10, 10, 2] })); // @ conv3d_Conv3D1
volume.add(tf.layers.maxPooling3d({ poolSize: [2, 2, 2] })); // @ max_pooling3d_MaxPooling3D1
volume.add(tf.layers.conv3dTranspose({ filters: 2, kernelSize: 2, strides: 2 })); // @ conv3d_transpose_Conv3DTranspose1
const first = tf.sequential();
first.add(tf.layers.conv2d({ filters: 4, kernelSize: 3, dataFormat: "channelsFirst", batchInputShape: [null, 3, 12, 12] })); // @ conv2d_Conv2D1
first.add(tf.layers.averagePooling2d({ poolSize: 2, dataFormat: "channelsFirst" })); // @ average_pooling2d_AveragePooling2D1
first.add(tf.layers.batchNormalization({ axis: 1 })); // @ batch_normalization_BatchNormalization1
first.add(tf.layers.globalMaxPooling2d({ dataFormat: "channelsFirst" })); // @ global_max_pooling2d_GlobalMaxPooling2D1
