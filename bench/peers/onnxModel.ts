/** Writes a workload as an ONNX model with constant weights; field numbers are those of onnx.proto. */
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
import { Message } from "./protobuf.ts";

const elementType = { float: 1, int64: 7 };

/** Input `x` and output `y` are channels first. With several copies each is cut to one element, so that copying out costs little. */
export function onnxModel(workload: Workload, copies: number): Uint8Array {
  const graph = new GraphWriter();
  const [height, width, channels] = workload.input;
  const results = Array.from({ length: copies }, () => writeNodes(graph, workload));
  const last = workload.nodes.at(-1);
  if (!last) throw new Error(`${workload.id} has no node`);
  const shape =
    last.op === "dense" ? [1, last.outputChannels] : [1, last.outputChannels, ...outputSize(last)];
  const output = copies === 1 ? results : [joinFirstElements(graph, results, shape.length)];
  const outputShape = copies === 1 ? shape : [copies, ...shape.slice(1).map(() => 1)];
  return graph.model({
    input: ["x", [1, channels, height, width]],
    output: [output[0] ?? "", outputShape],
  });
}

function writeNodes(graph: GraphWriter, workload: Workload): string {
  const names: string[] = [];
  workload.nodes.forEach((node, index) => {
    const inputs = node.inputs.map((input) => (input < 0 ? "x" : (names[input] ?? "")));
    names.push(activate(graph, writeNode(graph, node, index, inputs), node));
  });
  return names.at(-1) ?? "";
}

function writeNode(graph: GraphWriter, node: WorkNode, index: number, inputs: readonly string[]): string {
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

function writeKernel(graph: GraphWriter, node: WindowNode, kernel: Float32Array): string {
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

function activate(graph: GraphWriter, name: string, node: WorkNode): string {
  if (node.activation === "linear") return name;
  if (node.activation === "relu") return graph.node("Relu", [name], {});
  return graph.node("Clip", [name, graph.floats([], [0]), graph.floats([], [6])], {});
}

function joinFirstElements(graph: GraphWriter, results: readonly string[], rank: number): string {
  const starts = graph.integers(Array.from({ length: rank }, () => 0));
  const ends = graph.integers(Array.from({ length: rank }, () => 1));
  const firsts = results.map((result) => graph.node("Slice", [result, starts, ends], {}));
  return graph.node("Concat", firsts, { axis: 0 });
}

type Tensor = readonly [name: string, shape: readonly number[]];
type Attribute = number | readonly number[];

class GraphWriter {
  readonly #graph = new Message();
  #names = 0;

  floats(shape: readonly number[], values: ArrayLike<number>): string {
    return this.#initializer(shape, elementType.float, new Uint8Array(Float32Array.from(values).buffer));
  }

  integers(values: readonly number[]): string {
    const bytes = new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer);
    return this.#initializer([values.length], elementType.int64, bytes);
  }

  node(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>>): string {
    const name = this.#name();
    const node = new Message();
    for (const input of inputs) node.text(1, input);
    node.text(2, name).text(3, name).text(4, op);
    for (const [key, value] of Object.entries(attributes)) node.message(5, attributeMessage(key, value));
    this.#graph.message(1, node);
    return name;
  }

  model({ input, output }: { readonly input: Tensor; readonly output: Tensor }): Uint8Array {
    this.#graph.text(2, "workload").message(11, valueInfo(input)).message(12, valueInfo(output));
    const operators = new Message().text(1, "").integer(2, 13);
    return new Message()
      .integer(1, 8)
      .text(2, "ConvLens bench")
      .message(7, this.#graph)
      .message(8, operators)
      .encode();
  }

  #initializer(shape: readonly number[], type: number, bytes: Uint8Array): string {
    const name = this.#name();
    const tensor = new Message();
    for (const size of shape) tensor.integer(1, size);
    this.#graph.message(5, tensor.integer(2, type).text(8, name).bytes(9, bytes));
    return name;
  }

  #name(): string {
    this.#names += 1;
    return `t${this.#names}`;
  }
}

function attributeMessage(name: string, value: Attribute): Message {
  const message = new Message().text(1, name);
  if (typeof value === "number") return message.integer(3, value).integer(20, 2);
  for (const entry of value) message.integer(8, entry);
  return message.integer(20, 7);
}

function valueInfo([name, shape]: Tensor): Message {
  const sizes = new Message();
  for (const size of shape) sizes.message(1, new Message().integer(1, size));
  const tensor = new Message().integer(1, elementType.float).message(2, sizes);
  return new Message().text(1, name).message(2, new Message().message(1, tensor));
}
