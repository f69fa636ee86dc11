// The seven kinds of convolution in TensorFlow.js, one after the other. Put the cursor on a layer and run it.
import * as tf from "@tensorflow/tfjs";

const size = 96;

/** A small network that segments an image; every kind of convolution is used once. */
export function sevenConvolutions(): tf.LayersModel {
  const model = tf.sequential({
    name: "seven_convolutions",
    layers: [
      // Standard: every output channel reads every input channel.
      tf.layers.conv2d({
        name: "standard",
        inputShape: [size, size, 3],
        filters: 16,
        kernelSize: 3,
        padding: "same",
        activation: "relu",
      }),

      // Pointwise: mixes the channels of one position.
      tf.layers.conv2d({ name: "pointwise", filters: 32, kernelSize: 1, activation: "relu" }),

      // Depthwise: one kernel a channel, no mixing.
      tf.layers.depthwiseConv2d({ name: "depthwise", kernelSize: 3, padding: "same", activation: "relu" }),

      // Depthwise separable: the two above in one layer; the first stage strides.
      tf.layers.separableConv2d({
        name: "depthwise_separable",
        filters: 64,
        kernelSize: 3,
        strides: 2,
        padding: "same",
        activation: "relu",
      }),

      // Dilated: taps four positions apart, so that nine weights span nine positions.
      tf.layers.conv2d({
        name: "dilated",
        filters: 64,
        kernelSize: 3,
        dilationRate: 4,
        padding: "same",
        activation: "relu",
      }),

      // Spatially separable: a column kernel, then a row kernel.
      tf.layers.conv2d({ name: "separable_column", filters: 64, kernelSize: [7, 1], padding: "same" }),
      tf.layers.conv2d({
        name: "separable_row",
        filters: 64,
        kernelSize: [1, 7],
        padding: "same",
        activation: "relu",
      }),
    ],
  });

  // Transposed: back to the input's size. The kernel is a multiple of the stride, which avoids checkerboards.
  model.add(
    tf.layers.conv2dTranspose({
      name: "transposed",
      filters: 32,
      kernelSize: 4,
      strides: 2,
      padding: "same",
      activation: "relu",
    }),
  );
  model.add(tf.layers.conv2d({ name: "mask", filters: 1, kernelSize: 1, activation: "sigmoid" }));
  return model;
}
