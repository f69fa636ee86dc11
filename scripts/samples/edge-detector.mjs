// The edge-detector sample: a TensorFlow.js layers model whose weights are textbook kernels, and its weight file.

const size = 128;

/** Pascal's triangle, 1 4 6 4 1 over 16: the binomial approximation of a Gaussian of standard deviation 1. */
const gaussian = [1, 4, 6, 4, 1].map((value) => value / 16);

const sobelX = [-1, 0, 1, -2, 0, 2, -1, 0, 1];
const sobelY = [-1, -2, -1, 0, 0, 0, 1, 2, 1];
const laplacian = [0, 1, 0, 1, -4, 1, 0, 1, 0];

/** Pairs of a kernel and its negative: after ReLU, their sum is the size of the response. */
const edgeKernels = [sobelX, negative(sobelX), sobelY, negative(sobelY), laplacian, negative(laplacian)];

/** Luminance of ITU-R BT.601. */
const luminance = [0.2989, 0.587, 0.114];

const weights = [
  { name: "smooth/depthwise_kernel", shape: [5, 5, 3, 1], values: smoothKernel() },
  { name: "grey/kernel", shape: [1, 1, 3, 1], values: luminance },
  { name: "edges/kernel", shape: [3, 3, 1, edgeKernels.length], values: interleave(edgeKernels) },
  { name: "edges/bias", shape: [edgeKernels.length], values: edgeKernels.map(() => 0) },
  {
    name: "strength/kernel",
    shape: [1, 1, edgeKernels.length, 1],
    values: [0.25, 0.25, 0.25, 0.25, 0.5, 0.5],
  },
  { name: "strength/bias", shape: [1], values: [0] },
];

/** The model.json and the bytes of its one shard. */
export function edgeDetector() {
  return { modelJson: modelJson(), shard: shardOf(weights.flatMap(({ values }) => values)) };
}

function modelJson() {
  const conv = (name, config) => ({
    class_name: "Conv2D",
    config: {
      name,
      trainable: true,
      ...config,
      strides: [1, 1],
      padding: "same",
      data_format: "channels_last",
    },
  });
  return {
    format: "layers-model",
    generatedBy: "ConvLens samples",
    convertedBy: null,
    modelTopology: {
      keras_version: "tfjs-layers 4.22.0",
      backend: "tensor_flow.js",
      model_config: {
        class_name: "Sequential",
        config: {
          name: "edge_detector",
          layers: [
            {
              class_name: "DepthwiseConv2D",
              config: {
                name: "smooth",
                trainable: true,
                batch_input_shape: [null, size, size, 3],
                dtype: "float32",
                kernel_size: [5, 5],
                strides: [1, 1],
                padding: "same",
                data_format: "channels_last",
                depth_multiplier: 1,
                activation: "linear",
                use_bias: false,
              },
            },
            conv("grey", { filters: 1, kernel_size: [1, 1], activation: "linear", use_bias: false }),
            conv("edges", {
              filters: edgeKernels.length,
              kernel_size: [3, 3],
              activation: "relu",
              use_bias: true,
            }),
            conv("strength", { filters: 1, kernel_size: [1, 1], activation: "relu", use_bias: true }),
          ],
        },
      },
    },
    weightsManifest: [
      {
        paths: ["group1-shard1of1.bin"],
        weights: weights.map(({ name, shape }) => ({ name, shape, dtype: "float32" })),
      },
    ],
  };
}

/** The outer product of the binomial row with itself, the same for each of the three colours. */
function smoothKernel() {
  return gaussian.flatMap((row) => gaussian.flatMap((column) => [1, 1, 1].map((one) => one * row * column)));
}

/** Kernels [tap][kernel], as a Conv2D with one input channel stores them. */
function interleave(kernels) {
  return kernels[0].flatMap((_, tap) => kernels.map((kernel) => kernel[tap]));
}

function negative(kernel) {
  return kernel.map((value) => (value === 0 ? 0 : -value));
}

/** Little-endian float32, one weight after the other. */
function shardOf(values) {
  const bytes = new DataView(new ArrayBuffer(values.length * 4));
  for (const [index, value] of values.entries()) bytes.setFloat32(index * 4, value, true);
  return new Uint8Array(bytes.buffer);
}
