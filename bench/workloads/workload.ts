/** What the bench computes: small graphs of operations, the same for ConvLens and every peer. */

/** A window operation on `[height, width, inputChannels]` with `same` padding; the padding of a transposed one is kernel less stride. */
export interface WindowNode {
  readonly op: "convolution" | "depthwise" | "transposed" | "maxPooling";
  readonly inputs: readonly number[];
  readonly height: number;
  readonly width: number;
  readonly inputChannels: number;
  readonly outputChannels: number;
  /** Height, width. */
  readonly kernel: readonly [number, number];
  readonly stride: number;
  readonly dilation: number;
  readonly groups: number;
  readonly activation: Activation;
}

export interface PointNode {
  readonly op: "add" | "globalAverage" | "dense";
  readonly inputs: readonly number[];
  readonly height: number;
  readonly width: number;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly activation: Activation;
}

export type Activation = "linear" | "relu" | "relu6";
export type WorkNode = WindowNode | PointNode;

/** Batch 1, float32, channels last. An input number of -1 is the picture, others are earlier nodes; the last node is the result. */
export interface Workload {
  readonly id: string;
  readonly title: string;
  /** Height, width, channels. */
  readonly input: readonly [number, number, number];
  readonly nodes: readonly WorkNode[];
}

export function isWindow(node: WorkNode): node is WindowNode {
  return "kernel" in node;
}

/** Height and width of a node's output. */
export function outputSize(node: WorkNode): [number, number] {
  if (!isWindow(node)) return node.op === "add" ? [node.height, node.width] : [1, 1];
  if (node.op === "transposed") return [node.height * node.stride, node.width * node.stride];
  return [Math.ceil(node.height / node.stride), Math.ceil(node.width / node.stride)];
}

/** Padding before and after, height then width; of a transposed convolution what is cut off its output. */
export function paddingOf(node: WindowNode): { before: [number, number]; after: [number, number] } {
  const sizes = [node.height, node.width];
  const outputs = outputSize(node);
  const totals = node.kernel.map((kernel, axis) => {
    if (node.op === "transposed") return Math.max(0, kernel - node.stride);
    const reach = ((outputs[axis] ?? 0) - 1) * node.stride + (kernel - 1) * node.dilation + 1;
    return Math.max(0, reach - (sizes[axis] ?? 0));
  });
  const [height = 0, width = 0] = totals;
  return {
    before: [height >> 1, width >> 1],
    after: [height - (height >> 1), width - (width >> 1)],
  };
}

/** Multiply-accumulates of the plain algorithm, padding counted as the field counts it: kernel size times outputs. */
export function macsOf(workload: Workload): number {
  return workload.nodes.reduce((sum, node) => sum + nodeMacs(node), 0);
}

function nodeMacs(node: WorkNode): number {
  if (node.op === "dense") return node.inputChannels * node.outputChannels;
  if (!isWindow(node) || node.op === "maxPooling") return 0;
  const [height, width] = node.op === "transposed" ? [node.height, node.width] : outputSize(node);
  const [kernelHeight, kernelWidth] = node.kernel;
  const inputsOfOne = node.op === "depthwise" ? 1 : node.inputChannels / node.groups;
  return height * width * kernelHeight * kernelWidth * inputsOfOne * node.outputChannels;
}

/** Weights of one node: kernel `[height, width, in / groups, out]`, transposed `[height, width, out, in]`, depthwise `[height, width, channels]`. */
export interface NodeWeights {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/** Seeded, and scaled by the fan-in, so that values keep their size through a network. */
export function weightsOf(node: WorkNode, seed: number): NodeWeights | undefined {
  if (node.op === "dense") {
    const scale = Math.sqrt(6 / node.inputChannels);
    return weightsFrom(seed, node.inputChannels * node.outputChannels, node.outputChannels, scale);
  }
  if (!isWindow(node) || node.op === "maxPooling") return undefined;
  const taps = node.kernel[0] * node.kernel[1];
  const inputsOfOne = node.op === "depthwise" ? 1 : node.inputChannels / node.groups;
  const scale = Math.sqrt(6 / (taps * inputsOfOne));
  return weightsFrom(seed, taps * inputsOfOne * node.outputChannels, node.outputChannels, scale);
}

/** The picture: values from -0.5 to 0.5. */
export function inputOf(workload: Workload): Float32Array {
  const [height, width, channels] = workload.input;
  return seeded(1, height * width * channels, 1);
}

function weightsFrom(seed: number, count: number, outputs: number, scale: number): NodeWeights {
  return { kernel: seeded(seed * 2 + 3, count, scale), bias: seeded(seed * 2 + 4, outputs, 0.2) };
}

/** A linear congruential generator is random enough for weights that are only to be unlike one another. */
function seeded(seed: number, count: number, scale: number): Float32Array {
  const values = new Float32Array(count);
  let state = Math.imul(seed, 2_654_435_761) >>> 0;
  for (let at = 0; at < count; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    values[at] = ((state >>> 8) / 2 ** 24 - 0.5) * scale;
  }
  return values;
}
