/** MobileNet V1 and ResNet-50 at 224x224, batch normalisation folded into the convolutions, as peers get their best case. */

import type { Goal } from "./layers.ts";
import type { Activation, WindowNode, WorkNode } from "./workload.ts";

/** Output channels and stride of each depthwise separable block; table 1 of the MobileNet article. */
const mobileNetBlocks: readonly (readonly [number, number])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  ...Array.from({ length: 5 }, () => [512, 1] as const),
  [1024, 2],
  [1024, 1],
];

function mobileNet(): WorkNode[] {
  const nodes: WorkNode[] = [
    windowNode({ size: 224, channels: [3, 32], kernel: 3, stride: 2, activation: "relu6" }, -1),
  ];
  let size = 112;
  let channels = 32;
  for (const [outputs, stride] of mobileNetBlocks) {
    const kernel = { size, channels: [channels, channels] as const, kernel: 3, stride };
    const depthwise = windowNode({ ...kernel, activation: "relu6" }, nodes.length - 1);
    nodes.push({ ...depthwise, op: "depthwise", groups: channels });
    size = Math.ceil(size / stride);
    const pointwise = { size, channels: [channels, outputs] as const, kernel: 1, stride: 1 };
    nodes.push(windowNode({ ...pointwise, activation: "relu6" }, nodes.length - 1));
    channels = outputs;
  }
  return [...nodes, ...classifier(nodes.length - 1, size, channels)];
}

/** Blocks, middle channels and first stride of each stage; table 1 of the ResNet article. */
const resNetStages = [
  [3, 64, 1],
  [4, 128, 2],
  [6, 256, 2],
  [3, 512, 2],
] as const;

export const networkGoals: readonly Goal[] = [
  {
    workload: { id: "mobilenet", title: "MobileNet V1 224", input: [224, 224, 3], nodes: mobileNet() },
    goals: { direct: 1.5 },
  },
  {
    workload: { id: "resnet50", title: "ResNet-50 224", input: [224, 224, 3], nodes: resNet50() },
    goals: { direct: 1.4, winograd2: 1.7, winograd4: 1.7 },
  },
];

function resNet50(): WorkNode[] {
  const stem = windowNode({ size: 224, channels: [3, 64], kernel: 7, stride: 2, activation: "relu" }, -1);
  const pool = windowNode({ size: 112, channels: [64, 64], kernel: 3, stride: 2, activation: "linear" }, 0);
  const nodes: WorkNode[] = [stem, { ...pool, op: "maxPooling" }];
  let size = 56;
  let channels = 64;
  for (const [blocks, middle, firstStride] of resNetStages) {
    for (let block = 0; block < blocks; block++) {
      const stride = block === 0 ? firstStride : 1;
      bottleneck(nodes, { size, channels, middle, stride, projects: block === 0 });
      size = Math.ceil(size / stride);
      channels = 4 * middle;
    }
  }
  return [...nodes, ...classifier(nodes.length - 1, size, channels)];
}

interface Bottleneck {
  readonly size: number;
  readonly channels: number;
  readonly middle: number;
  /** Of the 3x3 convolution, and of the projection that runs beside it. */
  readonly stride: number;
  readonly projects: boolean;
}

function bottleneck(nodes: WorkNode[], { size, channels, middle, stride, projects }: Bottleneck): void {
  const entry = nodes.length - 1;
  const outputs = 4 * middle;
  const add = (layer: WindowSettings, from: number) => nodes.push(windowNode(layer, from)) - 1;
  const shortcut = projects
    ? add({ size, channels: [channels, outputs], kernel: 1, stride, activation: "linear" }, entry)
    : entry;
  const reduced = add(
    { size, channels: [channels, middle], kernel: 1, stride: 1, activation: "relu" },
    entry,
  );
  const seen = add({ size, channels: [middle, middle], kernel: 3, stride, activation: "relu" }, reduced);
  const small = Math.ceil(size / stride);
  const grown = { size: small, channels: [middle, outputs] as const, kernel: 1, stride: 1 };
  const last = add({ ...grown, activation: "linear" }, seen);
  const sum = { height: small, width: small, inputChannels: outputs, outputChannels: outputs };
  nodes.push({ op: "add", inputs: [last, shortcut], ...sum, activation: "relu" });
}

function classifier(from: number, size: number, channels: number): WorkNode[] {
  const shared = { inputChannels: channels, activation: "linear" as const };
  return [
    { op: "globalAverage", inputs: [from], height: size, width: size, outputChannels: channels, ...shared },
    { op: "dense", inputs: [from + 1], height: 1, width: 1, outputChannels: 1000, ...shared },
  ];
}

interface WindowSettings {
  readonly size: number;
  readonly channels: readonly [number, number];
  readonly kernel: number;
  readonly stride: number;
  readonly activation: Activation;
}

function windowNode(
  { size, channels, kernel, stride, activation }: WindowSettings,
  from: number,
): WindowNode {
  return {
    op: "convolution",
    inputs: [from],
    height: size,
    width: size,
    inputChannels: channels[0],
    outputChannels: channels[1],
    kernel: [kernel, kernel],
    stride,
    dilation: 1,
    groups: 1,
    activation,
  };
}
