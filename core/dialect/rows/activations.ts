/** Rows on activations: functions and settings that TensorFlow.js does not have. */
import { normaliseAxis } from "../../shape/shape.ts";
import { argumentNumbers, argumentValue, nameOf, rankedInput } from "../argumentValue.ts";
import type { Departure } from "../departure.ts";

/** Every activation function registered in TensorFlow.js 4.22, in snake case; a test asks TensorFlow.js for the list. */
export const tensorflowJsActivations: ReadonlySet<string> = new Set(
  "elu selu relu relu6 linear sigmoid hard_sigmoid softplus softsign tanh softmax log_softmax gelu gelu_new mish swish".split(
    " ",
  ),
);

const activated = [
  ...["Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose", "Conv3DTranspose"],
  ...["SeparableConv2D", "DepthwiseConv2D", "Dense", "Activation", "SimpleRNN", "LSTM", "GRU", "ConvLSTM2D"],
];

export const activationRows: readonly Departure[] = [
  {
    kind: "finding",
    id: "activation-unknown",
    classes: activated,
    code: "tfjs-cannot-build",
    severity: "error",
    keras: "Knows `silu`, `exponential`, `leaky_relu`, `hard_silu` and others by name.",
    tfjs: `Refuses every name but ${[...tensorflowJsActivations].map((name) => `\`${name}\``).join(", ")}.`,
    find: ({ node }) => {
      const argument = ["activation", "recurrent_activation"].find((name) => {
        const value = argumentValue(node, name);
        return typeof value === "string" && !tensorflowJsActivations.has(value);
      });
      if (argument === undefined) return undefined;
      const value = String(argumentValue(node, argument));
      const same = value === "silu" ? ' Write "swish", which is the same function.' : "";
      return {
        message: `TensorFlow.js has no activation "${value}" and refuses ${nameOf(node)}.${same || " Use one that it has, or put a layer of your own behind this one."}`,
        argument,
      };
    },
  },
  {
    kind: "replacement",
    id: "relu-settings",
    classes: ["ReLU"],
    code: "tfjs-ignores-argument",
    severity: "warning",
    keras: "`negative_slope` and `threshold` change the function.",
    tfjs: "Knows `maxValue` alone.",
    replace: ({ node }) => {
      const argument = ["negative_slope", "threshold"].find((name) =>
        argumentNumbers(node, name).some((value) => value !== 0),
      );
      return argument === undefined ? undefined : { argument };
    },
    advice: "Use LeakyReLU for a negative slope, or a layer of your own.",
  },
  {
    kind: "replacement",
    id: "leaky-relu-slope",
    classes: ["LeakyReLU"],
    code: "tfjs-ignores-argument",
    severity: "warning",
    keras: "Keras 3 calls the slope `negative_slope`; Keras 2 called it `alpha`.",
    tfjs: "Knows `alpha` alone, and takes 0.3 where it is not there.",
    replace: ({ node }) => {
      const param = node.config.negative_slope;
      if (param?.kind !== "constant" || param.written === "alpha" || param.value === 0.3) return undefined;
      return { argument: "negative_slope" };
    },
    advice: "Call it alpha.",
  },
  {
    kind: "finding",
    id: "elu-alpha",
    classes: ["ELU"],
    code: "tfjs-cannot-build",
    severity: "error",
    keras: "`alpha` may be any number.",
    tfjs: "Refuses any `alpha` but 1.",
    find: ({ node }) => {
      const alpha = argumentValue(node, "alpha");
      return typeof alpha !== "number" || alpha === 1
        ? undefined
        : {
            message: `TensorFlow.js refuses alpha ${alpha} of ${nameOf(node)}: only 1 is implemented. Leave alpha out, or use another activation.`,
            argument: "alpha",
          };
    },
  },
  {
    kind: "finding",
    id: "softmax-axis",
    classes: ["Softmax"],
    code: "tfjs-cannot-run",
    severity: "error",
    keras: "Works along any axis, the last one where `axis` is left out.",
    tfjs: "Takes axis 1 where `axis` is left out, and fails when it runs on one axis that is not the last.",
    find: ({ node, inputs }) => {
      const input = rankedInput(inputs);
      const given = argumentValue(node, "axis");
      const axes = argumentNumbers(node, "axis");
      const axis = given === undefined || given === null ? 1 : axes[0];
      if (!input || axes.length > 1 || axis === undefined) return undefined;
      const rank = input.dims.length;
      if (normaliseAxis(axis, rank) === rank - 1) return undefined;
      const source =
        given === undefined || given === null ? "axis 1, its default in TensorFlow.js," : `axis ${axis}`;
      return {
        message: `${nameOf(node)} works along ${source} and fails in TensorFlow.js when it runs: softmax is implemented for the last axis alone, which is ${rank - 1} here. Set axis to -1, or put a Permute before it.`,
        argument: "axis",
      };
    },
  },
];
