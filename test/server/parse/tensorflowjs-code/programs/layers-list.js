// A Sequential from a list, with options spread into the layers.
const tf = require("@tensorflow/tfjs-node");
const { layers } = tf;
const shared = { kernelSize: 3, padding: "same", activation: "relu" };
const strided = { ...shared, strides: 2 };
const net = tf.sequential({
  name: "small",
  layers: [
    layers.inputLayer({ inputShape: [32, 32, 3] }), // @ input1
    layers.conv2d({ ...shared, filters: 16 }), // @ conv2d_Conv2D1
    layers.conv2d({ ...strided, filters: 32, name: "down" }), // @ down
    layers.batchNormalization({ axis: -1 }), layers.reLU(), // @ batch_normalization_BatchNormalization1, re_lu_ReLU1
    layers.globalAveragePooling2d({}), // @ global_average_pooling2d_GlobalAveragePooling2D1
    layers.dense({ units: 10 }), // @ dense_Dense1
    layers.softmax({ axis: -1 }), // @ softmax_Softmax1
  ],
});
