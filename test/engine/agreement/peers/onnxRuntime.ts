/** Computes a random call by ONNX Runtime's WebAssembly, as a small model of its operators in ONNX's channel order. */
import { env, InferenceSession, Tensor as OrtTensor } from "onnxruntime-web/wasm";
import type { Activation, DataFormat, LayerOperation } from "../../../../core/layers/operation.ts";
import type { Tensor } from "../../../../engine/tensor/tensor.ts";
import { OnnxGraph } from "../../../support/onnx/onnxGraph.ts";
import { type RandomCall, sizesOf } from "../../randomCalls.ts";
import { onnxActivation } from "./onnxActivation.ts";

type Call<Op extends LayerOperation["op"]> = RandomCall<Extract<LayerOperation, { readonly op: Op }>>;
type Windows = Call<"convolution">["operation"]["windows"];

env.wasm.numThreads = 1;
env.logLevel = "error";

/** The values, `undefined` where ONNX has no such operator or setting. */
export async function runOnnxRuntime(call: RandomCall): Promise<Tensor | undefined> {
  const graph = new OnnxGraph();
  const inputs = call.inputs.map((input, index) => [`x${index}`, input.shape] as const);
  const value = write(graph, call);
  if (value === undefined) return undefined;
  const model = graph.model({ name: "layer", inputs, output: [value, call.outputShape] });
  const session = await InferenceSession.create(model, { graphOptimizationLevel: "disabled" });
  try {
    const given = call.inputs.map(({ data, shape }) => new OrtTensor("float32", data, [...shape]));
    const feeds = Object.fromEntries(given.map((tensor, index) => [`x${index}`, tensor]));
    const output = (await session.run(feeds))[value];
    if (!(output?.data instanceof Float32Array)) throw new Error("ONNX Runtime gave no floats");
    return { shape: output.dims.map(Number), data: Float32Array.from(output.data) };
  } finally {
    await session.release();
  }
}

function write(graph: OnnxGraph, call: RandomCall): string | undefined {
  const { operation } = call;
  const { op } = operation;
  const value = (() => {
    if (op === "convolution") return convolution(graph, call as Call<"convolution">);
    if (op === "transposedConvolution") return transposed(graph, call as Call<"transposedConvolution">);
    if (op === "depthwiseConvolution") return depthwise(graph, call as Call<"depthwiseConvolution">);
    if (op === "separableConvolution") return separable(graph, call as Call<"separableConvolution">);
    if (op === "pooling") return pooling(graph, call as Call<"pooling">);
    if (op === "globalPooling") return globalPooling(graph, call as Call<"globalPooling">);
    if (op === "dense") return dense(graph, call as Call<"dense">);
    if (op === "merge") return merge(graph, call as Call<"merge">);
    if (op === "batchNormalization") return normalization(graph, call as Call<"batchNormalization">);
    return op === "activation" ? graph.node("Identity", ["x0"]) : undefined;
  })();
  const activation: Activation | undefined = "activation" in operation ? operation.activation : undefined;
  return value !== undefined && activation ? onnxActivation(graph, value, activation) : value;
}

function convolution(graph: OnnxGraph, { operation, inputs, weights }: Call<"convolution">): string {
  const { windows, dataFormat, groups } = operation;
  const x = channelsFirst(graph, "x0", inputs[0], dataFormat);
  const rank = windows.length;
  const kernel = constant(graph, weights.kernel, [rank + 1, rank, ...axes(0, rank)]);
  const value = graph.node("Conv", [x, kernel, ...biasOf(graph, weights.bias)], {
    ...windowAttributes(windows),
    group: groups,
  });
  return channelsBack(graph, value, rank, dataFormat);
}

function depthwise(graph: OnnxGraph, { operation, inputs, weights }: Call<"depthwiseConvolution">): string {
  const { windows, dataFormat } = operation;
  const x = channelsFirst(graph, "x0", inputs[0], dataFormat);
  const value = slideDepthwise(graph, x, operation, weights.kernel, weights.bias);
  return channelsBack(graph, value, windows.length, dataFormat);
}

interface DepthwiseSettings {
  readonly windows: Windows;
  readonly inputChannels: number;
  readonly depthMultiplier: number;
}

/** A convolution with a group for each channel. */
function slideDepthwise(
  graph: OnnxGraph,
  x: string,
  { windows, inputChannels, depthMultiplier }: DepthwiseSettings,
  kernel: Tensor | undefined,
  bias: Tensor | undefined,
): string {
  const rank = windows.length;
  const ordered = constant(graph, kernel, [rank, rank + 1, ...axes(0, rank)]);
  const sizes = windows.map((window) => window.kernel);
  const shape = graph.integers([inputChannels * depthMultiplier, 1, ...sizes]);
  const filters = graph.node("Reshape", [ordered, shape]);
  return graph.node("Conv", [x, filters, ...biasOf(graph, bias)], {
    ...windowAttributes(windows),
    group: inputChannels,
  });
}

function separable(
  graph: OnnxGraph,
  { operation, inputs, weights }: Call<"separableConvolution">,
): string | undefined {
  const { windows, dataFormat, between } = operation;
  const rank = windows.length;
  const x = channelsFirst(graph, "x0", inputs[0], dataFormat);
  const first = slideDepthwise(graph, x, operation, weights.depthwise_kernel, weights.depthwise_bias);
  const inner = between ? onnxActivation(graph, first, between.activation) : first;
  if (inner === undefined) return undefined;
  const kernel = constant(graph, weights.pointwise_kernel, [rank + 1, rank, ...axes(0, rank)]);
  const value = graph.node("Conv", [inner, kernel, ...biasOf(graph, weights.bias)]);
  return channelsBack(graph, value, rank, dataFormat);
}

function transposed(graph: OnnxGraph, { operation, inputs, weights }: Call<"transposedConvolution">): string {
  const { windows, dataFormat } = operation;
  const rank = windows.length;
  const x = channelsFirst(graph, "x0", inputs[0], dataFormat);
  const kernel = constant(graph, weights.kernel, [rank + 1, rank, ...axes(0, rank)]);
  const { inputs: sizes, outputs } = sizesOf(windows);
  // What is cut off behind; where the result reaches beyond the last tap, it is padded.
  const behind = windows.map(({ stride, span, cropBefore }, axis) => {
    const full = ((sizes[axis] ?? 0) - 1) * stride + span;
    return full - cropBefore - (outputs[axis] ?? 0);
  });
  const value = graph.node("ConvTranspose", [x, kernel, ...biasOf(graph, weights.bias)], {
    kernel_shape: windows.map((window) => window.kernel),
    strides: windows.map((window) => window.stride),
    dilations: windows.map((window) => window.dilation),
    pads: [...windows.map((window) => window.cropBefore), ...behind.map((cut) => Math.max(0, cut))],
    output_padding: behind.map((cut) => Math.max(0, -cut)),
  });
  return channelsBack(graph, value, rank, dataFormat);
}

/** Means leave the padding out; operator set 13 dilates only the largest value, and ONNX Runtime pads by less than the kernel. */
function pooling(graph: OnnxGraph, { operation, inputs }: Call<"pooling">): string | undefined {
  const { windows, dataFormat, reduce, averagePadding } = operation;
  const average = reduce === "average";
  if (average && (averagePadding === "edge" || windows.some(({ dilation }) => dilation > 1)))
    return undefined;
  if (windows.some(({ kernel, padAfter }) => (padAfter ?? 0) >= kernel)) return undefined;
  const { dilations, ...plain } = windowAttributes(windows);
  const x = channelsFirst(graph, "x0", inputs[0], dataFormat);
  const value = average
    ? graph.node("AveragePool", [x], { ...plain, count_include_pad: 0 })
    : graph.node("MaxPool", [x], { ...plain, dilations });
  return channelsBack(graph, value, windows.length, dataFormat);
}

function globalPooling(graph: OnnxGraph, { operation, inputs, outputShape }: Call<"globalPooling">): string {
  const x = channelsFirst(graph, "x0", inputs[0], operation.dataFormat);
  const value = graph.node(operation.reduce === "max" ? "GlobalMaxPool" : "GlobalAveragePool", [x]);
  return graph.node("Reshape", [value, graph.integers(outputShape)]);
}

function dense(graph: OnnxGraph, { weights }: Call<"dense">): string {
  const value = graph.node("MatMul", ["x0", constant(graph, weights.kernel)]);
  return weights.bias ? graph.node("Add", [value, constant(graph, weights.bias)]) : value;
}

const mergeOperators = {
  add: "Sum",
  average: "Mean",
  multiply: "Mul",
  maximum: "Max",
  minimum: "Min",
  subtract: "Sub",
} as const;

function merge(graph: OnnxGraph, { operation, inputs }: Call<"merge">): string {
  const names = inputs.map((_, index) => `x${index}`);
  const operator = mergeOperators[operation.combine];
  if (operator !== "Mul" && operator !== "Sub") return graph.node(operator, names);
  return names.reduce((value, each) => graph.node(operator, [value, each]));
}

function normalization(graph: OnnxGraph, { operation, inputs, weights }: Call<"batchNormalization">): string {
  const rank = inputs[0]?.shape.length ?? 0;
  const { axis, features, epsilon } = operation;
  // The features stand second.
  const order = [0, axis, ...axes(1, rank).filter((each) => each !== axis)];
  const back = order.map((_, position) => order.indexOf(position));
  const x = graph.node("Transpose", ["x0"], { perm: order });
  const filled = (value: number) => graph.floats([features], new Float32Array(features).fill(value));
  const scale = weights.gamma ? constant(graph, weights.gamma) : filled(1);
  const bias = weights.beta ? constant(graph, weights.beta) : filled(0);
  const statistics = [constant(graph, weights.moving_mean), constant(graph, weights.moving_variance)];
  const settings = { epsilon: { float: epsilon } };
  const value = graph.node("BatchNormalization", [x, scale, bias, ...statistics], settings);
  return graph.node("Transpose", [value], { perm: back });
}

function windowAttributes(windows: Windows) {
  return {
    kernel_shape: windows.map((window) => window.kernel),
    strides: windows.map((window) => window.stride),
    dilations: windows.map((window) => window.dilation),
    pads: [
      ...windows.map((window) => window.padBefore ?? 0),
      ...windows.map((window) => window.padAfter ?? 0),
    ],
  };
}

/** Axis numbers from `start` up to and without `end`. */
function axes(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}

function channelsFirst(
  graph: OnnxGraph,
  name: string,
  input: Tensor | undefined,
  dataFormat: DataFormat,
): string {
  if (dataFormat === "channels_first") return name;
  const rank = input?.shape.length ?? 0;
  return graph.node("Transpose", [name], { perm: [0, rank - 1, ...axes(1, rank - 1)] });
}

function channelsBack(graph: OnnxGraph, name: string, rank: number, dataFormat: DataFormat): string {
  if (dataFormat === "channels_first") return name;
  return graph.node("Transpose", [name], { perm: [0, ...axes(2, rank + 2), 1] });
}

function biasOf(graph: OnnxGraph, bias: Tensor | undefined): string[] {
  return bias ? [constant(graph, bias)] : [];
}

function constant(graph: OnnxGraph, tensor: Tensor | undefined, order?: readonly number[]): string {
  if (!tensor) throw new Error("a weight is missing");
  const name = graph.floats(tensor.shape, tensor.data);
  return order ? graph.node("Transpose", [name], { perm: order }) : name;
}
