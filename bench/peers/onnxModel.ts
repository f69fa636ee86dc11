/** Writes a workload as an ONNX model with constant weights. */
import { OnnxGraph } from "../../test/support/onnx/onnxGraph.ts";
import {
  isWindow,
  outputSize,
  paddingOf,
  type WindowNode,
  type Workload,
  type WorkNode,
  weightsOf,
} from "../workloads/workload.ts";
import { permute } from "./layouts.ts";

/** Input `x` and output `y` are channels first. With several copies each is cut to one element, so that copying out costs little. */
export function onnxModel(workload: Workload, copies: number): Uint8Array {
  const graph = new OnnxGraph();
  const [height, width, channels] = workload.input;
  const results = Array.from({ length: copies }, () => writeNodes(graph, workload));
  const last = workload.nodes.at(-1);
  if (!last) throw new Error(`${workload.id} has no node`);
  const shape =
    last.op === "dense" ? [1, last.outputChannels] : [1, last.outputChannels, ...outputSize(last)];
  const output = copies === 1 ? results : [joinFirstElements(graph, results, shape.length)];
  const outputShape = copies === 1 ? shape : [copies, ...shape.slice(1).map(() => 1)];
  return graph.model({
    name: "workload",
    inputs: [["x", [1, channels, height, width]]],
    output: [output[0] ?? "", outputShape],
  });
}

function writeNodes(graph: OnnxGraph, workload: Workload): string {
  const names: string[] = [];
  workload.nodes.forEach((node, index) => {
    const inputs = node.inputs.map((input) => (input < 0 ? "x" : (names[input] ?? "")));
    names.push(activate(graph, writeNode(graph, node, index, inputs), node));
  });
  return names.at(-1) ?? "";
}

function writeNode(graph: OnnxGraph, node: WorkNode, index: number, inputs: readonly string[]): string {
  if (!isWindow(node)) {
    if (node.op === "add") return graph.node("Add", inputs, {});
    if (node.op === "globalAverage")
      return graph.node("Flatten", [graph.node("GlobalAveragePool", inputs, {})], {});
    const weights = weightsOf(node, index);
    if (!weights) throw new Error("a dense node without weights");
    const kernel = graph.floats([node.inputChannels, node.outputChannels], weights.kernel);
    return graph.node("Gemm", [...inputs, kernel, graph.floats([node.outputChannels], weights.bias)], {});
  }
  const { before, after } = paddingOf(node);
  const window = {
    kernel_shape: node.kernel,
    strides: [node.stride, node.stride],
    dilations: [node.dilation, node.dilation],
    pads: [...before, ...after],
  };
  if (node.op === "maxPooling") return graph.node("MaxPool", inputs, window);
  const weights = weightsOf(node, index);
  if (!weights) throw new Error("a convolution without weights");
  const bias = graph.floats([node.outputChannels], weights.bias);
  const kernel = writeKernel(graph, node, weights.kernel);
  const name = node.op === "transposed" ? "ConvTranspose" : "Conv";
  return graph.node(name, [...inputs, kernel, bias], { ...window, group: node.groups });
}

function writeKernel(graph: OnnxGraph, node: WindowNode, kernel: Float32Array): string {
  const [height, width] = node.kernel;
  const { inputChannels, outputChannels } = node;
  if (node.op === "transposed") {
    const values = permute(kernel, [height, width, outputChannels, inputChannels], [3, 2, 0, 1]);
    return graph.floats([inputChannels, outputChannels, height, width], values);
  }
  const inputsOfOne = inputChannels / node.groups;
  const values = permute(kernel, [height, width, inputsOfOne, outputChannels], [3, 2, 0, 1]);
  return graph.floats([outputChannels, inputsOfOne, height, width], values);
}

function activate(graph: OnnxGraph, name: string, node: WorkNode): string {
  if (node.activation === "linear") return name;
  if (node.activation === "relu") return graph.node("Relu", [name], {});
  return graph.node("Clip", [name, graph.floats([], [0]), graph.floats([], [6])], {});
}

function joinFirstElements(graph: OnnxGraph, results: readonly string[], rank: number): string {
  const starts = graph.integers(Array.from({ length: rank }, () => 0));
  const ends = graph.integers(Array.from({ length: rank }, () => 1));
  const firsts = results.map((result) => graph.node("Slice", [result, starts, ends], {}));
  return graph.node("Concat", firsts, { axis: 0 });
}
