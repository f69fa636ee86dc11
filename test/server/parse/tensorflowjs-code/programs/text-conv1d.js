// Convolution over words.
const tf = require("@tensorflow/tfjs");

const options = { vocabulary: 1000, length: 40 };
const { vocabulary: inputDim, length: inputLength } = options;
const model = tf.sequential();
model.add(tf.layers.embedding({ inputDim, outputDim: 16, inputLength })); // @ embedding_Embedding1
model.add(tf.layers.spatialDropout1d({ rate: 0.2 })); // @ spatial_dropout1d_SpatialDropout1D1
model.add(tf.layers.conv1d({ filters: 32, kernelSize: 5, activation: "relu" })); // @ conv1d_Conv1D1
model.add(tf.layers.averagePooling1d({ poolSize: 2 })); // @ average_pooling1d_AveragePooling1D1
model.add(tf.layers.conv1d({ filters: 32, kernelSize: [3] })); // @ conv1d_Conv1D2
model.add(tf.layers.globalMaxPool1d()); // @ global_max_pooling1d_GlobalMaxPooling1D1
model.add(tf.layers.dense({ units: 1, activation: "sigmoid" })); // @ dense_Dense1
