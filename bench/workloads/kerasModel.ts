/** A workload as a Keras model file, so that ConvLens reads, analyses and runs it the way it does a user's. */
import { isWindow, type Workload, type WorkNode } from "./workload.ts";

/** The layer of node `index` has this name; an activation behind an addition is a layer of its own. */
export function layerNameOf(index: number): string {
  return `node_${index}`;
}

/** JSON of a functional model. */
export function kerasModel(workload: Workload): string {
  const layers: unknown[] = [
    entry("InputLayer", "picture", { batch_shape: [1, ...workload.input], dtype: "float32" }, []),
  ];
  const results: string[] = [];
  workload.nodes.forEach((node, index) => {
    const inputs = node.inputs.map((input) => (input < 0 ? "picture" : (results[input] ?? "")));
    const name = layerNameOf(index);
    const { className, config } = kerasLayer(node);
    layers.push(entry(className, name, config, inputs));
    if (node.op === "add" && node.activation !== "linear") {
      layers.push(entry("Activation", `${name}_activation`, { activation: node.activation }, [name]));
      results.push(`${name}_activation`);
    } else results.push(name);
  });
  const ends = { input_layers: [["picture", 0, 0]], output_layers: [[results.at(-1), 0, 0]] };
  return JSON.stringify({ class_name: "Functional", config: { name: workload.id, layers, ...ends } });
}

function kerasLayer(node: WorkNode): { className: string; config: Record<string, unknown> } {
  if (!isWindow(node)) {
    if (node.op === "add") return { className: "Add", config: {} };
    if (node.op === "globalAverage") return { className: "GlobalAveragePooling2D", config: {} };
    return { className: "Dense", config: { units: node.outputChannels, activation: node.activation } };
  }
  const window = { strides: [node.stride, node.stride], padding: "same" };
  if (node.op === "maxPooling")
    return { className: "MaxPooling2D", config: { pool_size: node.kernel, ...window } };
  const config = {
    ...window,
    kernel_size: node.kernel,
    dilation_rate: [node.dilation, node.dilation],
    activation: node.activation,
    use_bias: true,
  };
  if (node.op === "depthwise") return { className: "DepthwiseConv2D", config };
  const filters = node.outputChannels;
  if (node.op === "transposed") return { className: "Conv2DTranspose", config: { ...config, filters } };
  return { className: "Conv2D", config: { ...config, filters, groups: node.groups } };
}

function entry(
  className: string,
  name: string,
  config: Record<string, unknown>,
  inputs: readonly string[],
): unknown {
  const calls = inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])];
  return { class_name: className, name, config: { name, ...config }, inbound_nodes: calls };
}
