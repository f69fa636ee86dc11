/** Keras's activations as TensorFlow.js computes them. */
import * as tf from "@tensorflow/tfjs";
import type { Activation } from "../../../../core/layers/operation.ts";

type Step = (x: tf.Tensor) => tf.Tensor;

const steps: Readonly<Record<string, (settings: Activation["settings"]) => Step>> = {
  linear: () => (x) => x,
  relu: ({ max_value: most, negative_slope: slope = 0, threshold = 0 }) => {
    return (x) => {
      const below = tf.mul(tf.sub(x, threshold), slope);
      const value = tf.where(tf.less(x, threshold), below, x);
      return most === undefined ? value : tf.minimum(value, most);
    };
  },
  relu6: () => (x) => tf.relu6(x),
  leaky_relu: ({ negative_slope: slope = 0.2 }) => {
    return (x) => tf.leakyRelu(x, slope);
  },
  exponential: () => (x) => tf.exp(x),
  sigmoid: () => (x) => tf.sigmoid(x),
  tanh: () => (x) => tf.tanh(x),
  silu: () => (x) => tf.mul(x, tf.sigmoid(x)),
  elu: () => (x) => tf.elu(x),
  selu: () => (x) => tf.selu(x),
  softsign: () => (x) => tf.div(x, tf.add(tf.abs(x), 1)),
  mish: () => (x) => tf.mul(x, tf.tanh(tf.softplus(x))),
  softmax: () => (x) => tf.softmax(x),
};

/** `undefined` for one that TensorFlow.js lacks, or computes by another formula than Keras 3. */
export function tensorflowJsActivation({ name, settings }: Activation): Step | undefined {
  return steps[name]?.(settings);
}
