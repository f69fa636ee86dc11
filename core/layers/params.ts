/** Descriptions of arguments that many layers share; hovers on arguments show them. */
import type { ParamSpec } from "./layerSpec.ts";

const paramTable = {
  filters: { description: "Number of output channels, a positive integer." },
  kernel_size: {
    description: "Size of the kernel along each axis, in positions; one integer serves for all axes.",
  },
  strides: {
    description: "Step of the window along each axis, in positions; one integer serves for all axes.",
    default: 1,
  },
  padding: {
    description:
      "`valid`: only whole windows. `same`: zeros are added so that the output is the input divided by the stride, rounded up. `causal` (1-D): zeros before the start only.",
    default: "valid",
  },
  dilation_rate: {
    description: "Distance between the taps of the kernel, in positions; 1 is an ordinary kernel.",
    default: 1,
  },
  groups: {
    description:
      "Number of groups that the channels are split into; channels and filters must be divisible by it.",
    default: 1,
  },
  depth_multiplier: { description: "Output channels per input channel of the depthwise stage.", default: 1 },
  data_format: {
    description: "`channels_last` (height, width, channels) or `channels_first` (channels, height, width).",
    default: "channels_last",
  },
  use_bias: { description: "Whether a bias is added to each output channel.", default: true },
  activation: { description: "Function applied to each output value, after the bias.", default: "linear" },
  output_padding: {
    description:
      "Extra positions at the end of the output, below the stride. Leaving it out is not the same as 0: without it the output is input × stride for `same`.",
  },
  kernel_initializer: { description: "How the kernel is filled before training.", default: "glorot_uniform" },
  bias_initializer: { description: "How the bias is filled before training.", default: "zeros" },
  pool_size: { description: "Size of the pooling window along each axis, in positions.", default: 2 },
  keepdims: { description: "Whether the pooled axes stay, with size 1.", default: false },
  axis: { description: "Axis that the layer works on; negative counts from the end." },
} as const satisfies Record<string, Omit<ParamSpec, "name">>;

export type SharedParam = keyof typeof paramTable;

/** The named shared arguments as ParamSpecs, in the order given. */
export function sharedParams(...names: readonly SharedParam[]): ParamSpec[] {
  return names.map((name) => ({ name, ...paramTable[name] }));
}
