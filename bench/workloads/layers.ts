/** The layers a to k of the table of goals: each kind of convolution at sizes that networks use. */
import type { WindowNode, Workload } from "./workload.ts";

/** How ConvLens computes convolutions where Winograd's algorithm fits and pays; all others are direct. `winograd2` is what it does by default. */
export const winogradSizes = { direct: null, winograd2: 2, winograd4: 4 } as const;
export type Algorithm = keyof typeof winogradSizes;

/** A workload and how many times faster than the best peer ConvLens means to be, by algorithm. */
export interface Goal {
  readonly workload: Workload;
  readonly goals: Readonly<Partial<Record<Algorithm, number>>>;
}

type Options = Partial<Pick<WindowNode, "stride" | "dilation" | "groups">>;

export const layerGoals: readonly Goal[] = [
  goal("a", "3x3 56x56 64-64", [conv(56, 64, 64, 3)], { direct: 1.3, winograd2: 2.4, winograd4: 3.7 }),
  goal("b", "3x3 28x28 128-128", [conv(28, 128, 128, 3)], { direct: 1.35, winograd2: 2.7, winograd4: 4 }),
  goal("c", "3x3 stride 2 224x224 3-32", [conv(224, 3, 32, 3, { stride: 2 })], { direct: 1.7 }),
  goal("d", "7x7 stride 2 224x224 3-64", [conv(224, 3, 64, 7, { stride: 2 })], { winograd2: 1.65 }),
  goal("e1", "pointwise 56x56 64-128", [conv(56, 64, 128, 1)], { direct: 1.45 }),
  goal("e2", "pointwise 14x14 512-512", [conv(14, 512, 512, 1)], { direct: 1.45 }),
  goal("e3", "pointwise 7x7 1024-1024", [conv(7, 1024, 1024, 1)], { direct: 1.45 }),
  goal("f1", "depthwise 3x3 112x112 32", [depthwise(112, 32, 1)], { direct: 4.5 }),
  goal("f2", "depthwise 3x3 14x14 512", [depthwise(14, 512, 1)], { direct: 2.8 }),
  goal("f3", "depthwise 3x3 stride 2 56x56 128", [depthwise(56, 128, 2)], { direct: 2.7 }),
  goal("g1", "dilated 2 28x28 128-128", [conv(28, 128, 128, 3, { dilation: 2 })], { winograd2: 1.4 }),
  goal("g2", "dilated 4 28x28 128-128", [conv(28, 128, 128, 3, { dilation: 4 })], { winograd2: 1.4 }),
  goal("h1", "transposed 4x4 stride 2 28x28 64-32", [transposed(4)], { winograd2: 2 }),
  goal("h2", "transposed 2x2 stride 2 28x28 64-32", [transposed(2)], { direct: 1.9 }),
  goal("i", "3x1 then 1x3 56x56 64", [conv(56, 64, 64, [3, 1]), conv(56, 64, 64, [1, 3])], {
    winograd2: 1.4,
  }),
  goal("j", "depthwise 3x3 then pointwise 56x56 128-128", [depthwise(56, 128, 1), conv(56, 128, 128, 1)], {
    direct: 1.6,
  }),
  goal("k", "grouped 32 28x28 256", [conv(28, 256, 256, 3, { groups: 32 })], { direct: 1.35 }),
];

/** Nodes follow one another. */
function goal(id: string, title: string, nodes: readonly WindowNode[], goals: Goal["goals"]): Goal {
  const chain = nodes.map((node, index) => ({ ...node, inputs: [index - 1] }));
  const first = nodes[0];
  if (!first) throw new Error(`layer ${id} has no node`);
  return {
    workload: { id, title, input: [first.height, first.width, first.inputChannels], nodes: chain },
    goals,
  };
}

function conv(
  size: number,
  inputChannels: number,
  outputChannels: number,
  kernel: number | [number, number],
  options: Options = {},
): WindowNode {
  return {
    ...square(size, inputChannels, outputChannels),
    op: "convolution",
    kernel: typeof kernel === "number" ? [kernel, kernel] : kernel,
    ...options,
  };
}

function depthwise(size: number, channels: number, stride: number): WindowNode {
  return { ...square(size, channels, channels), op: "depthwise", kernel: [3, 3], stride, groups: channels };
}

function transposed(kernel: number): WindowNode {
  return { ...square(28, 64, 32), op: "transposed", kernel: [kernel, kernel], stride: 2 };
}

function square(size: number, inputChannels: number, outputChannels: number) {
  return {
    inputs: [-1],
    height: size,
    width: size,
    inputChannels,
    outputChannels,
    stride: 1,
    dilation: 1,
    groups: 1,
    activation: "linear" as const,
  };
}
