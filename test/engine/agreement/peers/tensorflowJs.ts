/** Computes a random call by TensorFlow.js on its CPU backend, with its own padding rules, where it has the operation. */
import * as tf from "@tensorflow/tfjs";
import type { Activation, DataFormat, LayerOperation } from "../../../../core/layers/operation.ts";
import { dimToNumber } from "../../../../core/shape/dim.ts";
import type { Tensor } from "../../../../engine/tensor/tensor.ts";
import { type RandomCall, sizesOf } from "../../randomCalls.ts";
import { tensorflowJsActivation } from "./tensorflowJsActivation.ts";

type Call<Op extends LayerOperation["op"]> = RandomCall<Extract<LayerOperation, { readonly op: Op }>>;
type Windows = Call<"convolution">["operation"]["windows"];

/** The values, `undefined` where TensorFlow.js has no such operation or refuses its settings. */
export function runTensorflowJs(call: RandomCall): Tensor | undefined {
  return tf.tidy(() => {
    const value = compute(call);
    return value && { shape: value.shape, data: Float32Array.from(value.dataSync()) };
  });
}

function compute(call: RandomCall): tf.Tensor | undefined {
  const { op } = call.operation;
  const activation = tensorflowJsActivation(activationOf(call.operation));
  if (!activation) return undefined;
  const value = (() => {
    if (op === "convolution") return convolution(call as Call<"convolution">);
    if (op === "transposedConvolution") return transposed(call as Call<"transposedConvolution">);
    if (op === "depthwiseConvolution") return depthwise(call as Call<"depthwiseConvolution">);
    if (op === "separableConvolution") return separable(call as Call<"separableConvolution">);
    if (op === "pooling") return pooling(call as Call<"pooling">);
    if (op === "globalPooling") return globalPooling(call as Call<"globalPooling">);
    if (op === "dense") return dense(call as Call<"dense">);
    if (op === "merge") return merge(call as Call<"merge">);
    if (op === "batchNormalization") return normalization(call as Call<"batchNormalization">);
    return op === "activation" ? inputOf(call) : undefined;
  })();
  return value && activation(value);
}

function activationOf(operation: LayerOperation): Activation {
  return ("activation" in operation && operation.activation) || { name: "linear", settings: {} };
}

function convolution({ operation, inputs, weights }: Call<"convolution">): tf.Tensor | undefined {
  const { windows, groups, dataFormat } = operation;
  if (!stridesOrDilates(windows) || padsNegatively(windows)) return undefined;
  const x = channelsLast(asTensor(inputs[0]), dataFormat);
  // Each group by itself: TensorFlow.js has no groups.
  const xs = tf.split(x, groups, -1);
  const kernels = tf.split(asTensor(weights.kernel), groups, -1);
  const parts = xs.map((part, group) => slide(part, kernels[group] as tf.Tensor, windows));
  return channelsBack(biased(tf.concat(parts, -1), weights.bias), dataFormat);
}

/** One group, channels last. */
function slide(x: tf.Tensor, kernel: tf.Tensor, windows: Windows): tf.Tensor {
  const causal = windows[0]?.padding === "causal";
  const before = windows[0]?.padBefore ?? 0;
  const input = causal ? tf.pad(x, [[0, 0], [before, 0], [0, 0]]) : x; // biome-ignore format: one pair an axis
  const padding = causal ? "valid" : paddingOf(windows);
  const strides = windows.map((window) => window.stride);
  const dilations = windows.map((window) => window.dilation);
  if (windows.length === 3)
    return tf.conv3d(
      input as tf.Tensor5D,
      kernel as tf.Tensor5D,
      strides as Three,
      padding,
      "NDHWC",
      dilations as Three,
    );
  return inPlane(input, windows.length, (plane) =>
    tf.conv2d(plane, kernelInPlane(kernel), two(strides), padding, "NHWC", two(dilations)),
  );
}

function depthwise({ operation, inputs, weights }: Call<"depthwiseConvolution">): tf.Tensor | undefined {
  const { windows, dataFormat } = operation;
  if (!stridesOrDilates(windows) || windows.length > 2) return undefined;
  const x = channelsLast(asTensor(inputs[0]), dataFormat);
  const value = slideDepthwise(x, asTensor(weights.kernel), windows);
  return channelsBack(biased(value, weights.bias), dataFormat);
}

function slideDepthwise(x: tf.Tensor, kernel: tf.Tensor, windows: Windows): tf.Tensor {
  const strides = two(windows.map((window) => window.stride));
  const dilations = two(windows.map((window) => window.dilation));
  return inPlane(x, windows.length, (plane) =>
    tf.depthwiseConv2d(
      plane,
      kernelInPlane(kernel),
      strides,
      paddingOf(windows) as "same",
      "NHWC",
      dilations,
    ),
  );
}

function separable({ operation, inputs, weights }: Call<"separableConvolution">): tf.Tensor | undefined {
  const { windows, dataFormat, between } = operation;
  const middle = tensorflowJsActivation(between?.activation ?? { name: "linear", settings: {} });
  if (!middle || !stridesOrDilates(windows) || windows.length > 2) return undefined;
  const x = channelsLast(asTensor(inputs[0]), dataFormat);
  const first = slideDepthwise(x, asTensor(weights.depthwise_kernel), windows);
  const inner = middle(biased(first, weights.depthwise_bias));
  const pointwise = kernelInPlane(asTensor(weights.pointwise_kernel));
  const value = inPlane(inner, windows.length, (plane) => tf.conv2d(plane, pointwise, 1, "valid"));
  return channelsBack(biased(value, weights.bias), dataFormat);
}

/** TensorFlow.js dilates no transposed convolution, and takes no output padding. */
function transposed({ operation, inputs, weights }: Call<"transposedConvolution">): tf.Tensor | undefined {
  const { windows, dataFormat, outputChannels } = operation;
  const backwards = windows.map(({ input, output, ...window }) => ({
    ...window,
    input: output,
    output: input,
  }));
  if (padsNegatively(backwards)) return undefined;
  if (windows.some(({ dilation, outputPadding }) => dilation > 1 || outputPadding !== null)) return undefined;
  const x = channelsLast(asTensor(inputs[0]), dataFormat);
  const kernel = asTensor(weights.kernel);
  const strides = windows.map((window) => window.stride);
  const padding = windows[0]?.padding === "same" ? "same" : "valid";
  const sizes = sizesOf(windows).outputs;
  const batch = x.shape[0] as number;
  if (windows.length === 3) {
    const shape = [batch, ...sizes, outputChannels] as [number, number, number, number, number];
    const value = tf.conv3dTranspose(
      x as tf.Tensor5D,
      kernel as tf.Tensor5D,
      shape,
      strides as Three,
      padding,
    );
    return channelsBack(biased(value, weights.bias), dataFormat);
  }
  const shape: [number, number, number, number] = [batch, ...two(sizes), outputChannels];
  const value = inPlane(x, windows.length, (plane) =>
    tf.conv2dTranspose(plane, kernelInPlane(kernel), shape, two(strides), padding),
  );
  return channelsBack(biased(value, weights.bias), dataFormat);
}

/** Padding counts in no mean, and windows are not dilated. */
function pooling({ operation, inputs }: Call<"pooling">): tf.Tensor | undefined {
  const { windows, dataFormat, reduce, averagePadding } = operation;
  if (windows.some(({ dilation }) => dilation > 1) || padsNegatively(windows)) return undefined;
  if (reduce === "average" && averagePadding === "edge") return undefined;
  const x = channelsLast(asTensor(inputs[0]), dataFormat);
  const sizes = windows.map((window) => window.kernel);
  const strides = windows.map((window) => window.stride);
  const padding = paddingOf(windows);
  if (windows.length === 3) {
    const pool = reduce === "max" ? tf.maxPool3d : tf.avgPool3d;
    return channelsBack(pool(x as tf.Tensor5D, sizes as Three, strides as Three, padding), dataFormat);
  }
  const pool = reduce === "max" ? tf.maxPool : tf.avgPool;
  const value = inPlane(x, windows.length, (plane) => pool(plane, two(sizes), two(strides), padding));
  return channelsBack(value, dataFormat);
}

function globalPooling({ operation, inputs }: Call<"globalPooling">): tf.Tensor {
  const x = asTensor(inputs[0]);
  const first = operation.dataFormat === "channels_last" ? 1 : 2;
  const axes = Array.from({ length: x.rank - 2 }, (_, axis) => first + axis);
  return (operation.reduce === "max" ? tf.max : tf.mean)(x, axes, operation.keepDims);
}

function dense({ operation, inputs, weights, outputShape }: Call<"dense">): tf.Tensor {
  const rows = tf.reshape(asTensor(inputs[0]), [-1, operation.inputFeatures]);
  return tf.reshape(biased(tf.matMul(rows, asTensor(weights.kernel)), weights.bias), [...outputShape]);
}

function merge({ operation, inputs }: Call<"merge">): tf.Tensor {
  const steps = {
    add: tf.add,
    average: tf.add,
    multiply: tf.mul,
    maximum: tf.maximum,
    minimum: tf.minimum,
    subtract: tf.sub,
  };
  const step = steps[operation.combine];
  const value = inputs.map(asTensor).reduce((sum, each) => step(sum, each));
  return operation.combine === "average" ? tf.div(value, inputs.length) : value;
}

function normalization({ operation, inputs, weights }: Call<"batchNormalization">): tf.Tensor {
  const x = asTensor(inputs[0]);
  const order = x.shape.map((_, axis) => axis).filter((axis) => axis !== operation.axis);
  order.push(operation.axis);
  const back = order.map((_, axis) => order.indexOf(axis));
  const [mean, variance] = [asTensor(weights.moving_mean), asTensor(weights.moving_variance)];
  const [beta, gamma] = [weights.beta, weights.gamma].map((weight) => weight && asTensor(weight));
  const value = tf.batchNorm(
    tf.transpose(x, order) as tf.Tensor4D,
    mean as tf.Tensor1D,
    variance as tf.Tensor1D,
    beta as tf.Tensor1D | undefined,
    gamma as tf.Tensor1D | undefined,
    operation.epsilon,
  );
  return tf.transpose(value, back);
}

type Three = [number, number, number];

/** TensorFlow.js takes a stride or a dilation above 1, not both. */
function stridesOrDilates(windows: Windows): boolean {
  return windows.every(({ stride }) => stride === 1) || windows.every(({ dilation }) => dilation === 1);
}

/**
 * With three axes TensorFlow.js 4.22 works out "same" padding without a bound below: where a stride is so large that windows end before
 * the input does, the padding is negative, and all windows lie elsewhere than Keras's.
 */
function padsNegatively(
  windows: readonly Pick<Windows[number], "input" | "output" | "stride" | "span" | "padding">[],
): boolean {
  if (windows.length < 3 || windows[0]?.padding !== "same") return false;
  return windows.some(({ input, output, stride, span }) => {
    const reach = ((dimToNumber(output) ?? 0) - 1) * stride + span;
    return reach < (dimToNumber(input) ?? 0);
  });
}

function paddingOf(windows: Windows): "same" | "valid" {
  return windows[0]?.padding === "same" ? "same" : "valid";
}

/** Height and width; one axis is the width of a picture one pixel high. */
function two([first = 1, second]: readonly number[]): [number, number] {
  return second === undefined ? [1, first] : [first, second];
}

function inPlane(x: tf.Tensor, rank: number, step: (plane: tf.Tensor4D) => tf.Tensor): tf.Tensor {
  return rank === 1 ? tf.squeeze(step(tf.expandDims(x, 1) as tf.Tensor4D), [1]) : step(x as tf.Tensor4D);
}

function kernelInPlane(kernel: tf.Tensor): tf.Tensor4D {
  return (kernel.rank === 3 ? tf.expandDims(kernel, 0) : kernel) as tf.Tensor4D;
}

function biased(value: tf.Tensor, bias: Tensor | undefined): tf.Tensor {
  return bias ? tf.add(value, asTensor(bias)) : value;
}

function channelsLast(x: tf.Tensor, dataFormat: DataFormat): tf.Tensor {
  if (dataFormat === "channels_last") return x;
  const spatial = Array.from({ length: x.rank - 2 }, (_, axis) => axis + 2);
  return tf.transpose(x, [0, ...spatial, 1]);
}

function channelsBack(x: tf.Tensor, dataFormat: DataFormat): tf.Tensor {
  if (dataFormat === "channels_last") return x;
  const spatial = Array.from({ length: x.rank - 2 }, (_, axis) => axis + 1);
  return tf.transpose(x, [0, x.rank - 1, ...spatial]);
}

function inputOf(call: RandomCall): tf.Tensor {
  return asTensor(call.inputs[0]);
}

function asTensor(tensor: Tensor | undefined): tf.Tensor {
  if (!tensor) throw new Error("a tensor is missing");
  return tf.tensor(tensor.data, [...tensor.shape]);
}
