/** Rows on convolutions: arguments that TensorFlow.js leaves out of account, and settings it builds and cannot run. */
import type { LayerCallContext } from "../../layers/layerSpec.ts";
import { argumentNumbers, argumentValue, isGiven, nameOf } from "../argumentValue.ts";
import type { Departure, ReplacedPart } from "../departure.ts";

const transposed = ["Conv2DTranspose", "Conv3DTranspose"];
const dilatable = ["Conv1D", "Conv2D", "Conv3D", "SeparableConv2D", "ConvLSTM2D"];

export const convolutionRows: readonly Departure[] = [
  {
    kind: "replacement",
    id: "transposed-output-padding",
    classes: transposed,
    code: "tfjs-ignores-argument",
    severity: "warning",
    keras: "`output_padding` sets the size of the output; leaving it out is not the same as 0.",
    tfjs: "Leaves `outputPadding` out of account: the output is input × stride for `same`, and input × stride + max(kernel − stride, 0) for `valid`.",
    replace: ({ node }) =>
      isGiven(node, "output_padding") && argumentValue(node, "output_padding") !== null
        ? { argument: "output_padding" }
        : undefined,
    advice: "Leave output_padding out, and crop or pad the output where another size is needed.",
  },
  {
    kind: "replacement",
    id: "transposed-dilation",
    classes: transposed,
    code: "tfjs-ignores-argument",
    severity: "warning",
    keras: "`dilation_rate` spreads the kernel of the transposed convolution.",
    tfjs: "Leaves `dilationRate` out of account: size and values are those of the undilated kernel.",
    replace: above1("dilation_rate"),
    advice: "Use a larger kernel, or a dilated Conv2D behind an UpSampling2D.",
  },
  {
    kind: "replacement",
    id: "depthwise-dilation",
    classes: ["DepthwiseConv2D"],
    code: "tfjs-ignores-argument",
    severity: "warning",
    keras: "`dilation_rate` spreads the kernel.",
    tfjs: "The layer leaves `dilationRate` out of account (the operation tf.depthwiseConv2d does not).",
    replace: above1("dilation_rate"),
    advice: "Call tf.depthwiseConv2d in a layer of your own, or leave dilation_rate out.",
  },
  {
    kind: "replacement",
    id: "convolution-groups",
    classes: ["Conv1D", "Conv2D", "Conv3D"],
    code: "tfjs-ignores-argument",
    severity: "error",
    keras: "`groups` splits the channels, so the kernel has channels ÷ groups inputs.",
    tfjs: "Leaves `groups` out of account: every filter reads all channels, and weights trained with groups do not fit.",
    replace: above1("groups"),
    advice: "Split the channels, convolve each part and concatenate, or give up the groups.",
  },
  {
    kind: "replacement",
    id: "causal-padding",
    classes: ["Conv1D"],
    code: "tfjs-cannot-run",
    severity: "error",
    keras: "`causal` pads before the start, so the length is that of `same`.",
    tfjs: "Builds the length of `valid` and fails when it runs: causal padding is not implemented.",
    replace: ({ node }) =>
      argumentValue(node, "padding") === "causal" ? { argument: "padding", instead: "valid" } : undefined,
    advice:
      'It fails in TensorFlow.js when it runs. Put zeros before the start yourself and use padding "valid".',
  },
  {
    kind: "finding",
    id: "stride-with-dilation",
    classes: dilatable,
    code: "tfjs-cannot-run",
    severity: "error",
    keras:
      "Stride and dilation above 1 together give the size that the formula says, or are refused, by version and backend.",
    tfjs: "Builds the layer and fails when it runs: either strides or dilations must be 1.",
    find: ({ node }) => {
      const strides = argumentNumbers(node, "strides");
      const dilation = argumentNumbers(node, "dilation_rate");
      if (!strides.some((stride) => stride > 1) || !dilation.some((rate) => rate > 1)) return undefined;
      return {
        message: `${nameOf(node)} has strides ${strides.join(", ")} and dilation ${dilation.join(", ")}: it fails in TensorFlow.js when it runs, which takes one of the two above 1 and not both. Set one of them to 1.`,
        argument: "dilation_rate",
      };
    },
  },
  {
    kind: "finding",
    id: "conv1d-channels-first",
    classes: ["Conv1D"],
    code: "tfjs-shape-differs",
    severity: "error",
    keras: "`channels_first` takes and gives channels before the length.",
    tfjs: "Takes channels first, declares channels first, and returns channels last.",
    find: ({ node }) =>
      argumentValue(node, "data_format") === "channels_first"
        ? {
            message: `${nameOf(node)} with channels first declares channels × length in TensorFlow.js, as Keras does, and returns length × channels when it runs. Layers behind it are built for the wrong axes; use channelsLast.`,
            argument: "data_format",
          }
        : undefined,
  },
  {
    kind: "finding",
    id: "separable-channels-first-bias",
    classes: ["SeparableConv2D"],
    code: "tfjs-cannot-run",
    severity: "error",
    keras: "`channels_first` adds the bias to the channels.",
    tfjs: "Adds the bias along the height: it fails, or gives wrong values where the sizes happen to fit.",
    find: ({ node }) =>
      argumentValue(node, "data_format") === "channels_first" && argumentValue(node, "use_bias") !== false
        ? {
            message: `${nameOf(node)} with channels first adds its bias along the height in TensorFlow.js: it fails when it runs, or gives wrong values where height and filters happen to fit. Set useBias to false, or use channelsLast.`,
            argument: "data_format",
          }
        : undefined,
  },
  {
    kind: "finding",
    id: "separable-kernel-keys",
    classes: ["SeparableConv2D"],
    code: "tfjs-cannot-build",
    severity: "error",
    keras:
      "Files of some versions name `kernel_initializer`, `kernel_regularizer` and `kernel_constraint`, which have no effect.",
    tfjs: "Refuses each of the three that is not null.",
    find: ({ node }) => {
      const keys = ["kernel_initializer", "kernel_regularizer", "kernel_constraint"];
      const key = keys.find((name) => (argumentValue(node, name) ?? null) !== null);
      return key === undefined
        ? undefined
        : {
            message: `TensorFlow.js refuses ${key} of ${nameOf(node)}, which has two kernels. Name them depthwise_… and pointwise_…, or leave it out.`,
            argument: key,
          };
    },
  },
];

function above1(argument: string) {
  return ({ node }: LayerCallContext): ReplacedPart | undefined =>
    argumentNumbers(node, argument).some((value) => value > 1) ? { argument } : undefined;
}
