/** Rows on layers that resize pictures. */
import { formatDim } from "../../shape/dim.ts";
import { argumentValue, nameOf, rankedInput } from "../argumentValue.ts";
import type { Departure } from "../departure.ts";

export const pictureRows: readonly Departure[] = [
  {
    kind: "finding",
    id: "interpolation",
    classes: ["UpSampling2D", "Resizing"],
    code: "tfjs-cannot-build",
    severity: "error",
    keras: "Knows `bicubic`, `lanczos3`, `lanczos5` and others besides.",
    tfjs: "Refuses every interpolation but `nearest` and `bilinear`.",
    find: ({ node }) => {
      const value = argumentValue(node, "interpolation");
      return typeof value !== "string" || value === "nearest" || value === "bilinear"
        ? undefined
        : {
            message: `TensorFlow.js refuses the interpolation "${value}" of ${nameOf(node)}. Use "nearest" or "bilinear".`,
            argument: "interpolation",
          };
    },
  },
  {
    kind: "finding",
    id: "resizing-in-a-model",
    classes: ["Resizing"],
    code: "tfjs-cannot-run",
    severity: "error",
    keras: "Gives batch × height × width × channels.",
    tfjs: "Declares height × width × size of axis 2, without a batch, and fails when it runs inside a model.",
    find: ({ node, inputs }) => {
      const axis = rankedInput(inputs)?.dims[2];
      if (!axis) return undefined;
      const sizes = [argumentValue(node, "height"), argumentValue(node, "width"), formatDim(axis)];
      return {
        message: `${nameOf(node)} fails in TensorFlow.js when it runs inside a model. It also declares [${sizes.join(", ")}], without a batch, so that most layers behind it are refused. Resize with tf.image.resizeBilinear before the model.`,
      };
    },
  },
  {
    kind: "finding",
    id: "random-width-in-a-model",
    classes: ["RandomWidth"],
    code: "tfjs-cannot-run",
    severity: "error",
    keras: "Gives batch × height × a random width × channels.",
    tfjs: "Declares null × -1 × size of axis 2, and fails when it runs inside a model.",
    find: ({ node, inputs }) => {
      const axis = rankedInput(inputs)?.dims[2];
      if (!axis) return undefined;
      return {
        message: `${nameOf(node)} fails in TensorFlow.js when it runs inside a model. It also declares [null, -1, ${formatDim(axis)}], so that most layers behind it are refused. Vary the width with tf.image.resizeBilinear before the model.`,
      };
    },
  },
  {
    kind: "replacement",
    id: "center-crop-channels-first",
    classes: ["CenterCrop"],
    code: "tfjs-ignores-argument",
    severity: "warning",
    keras: "`data_format` says which axis holds the channels.",
    tfjs: "Always takes channels last.",
    replace: ({ node }) =>
      argumentValue(node, "data_format") === "channels_first" ? { argument: "data_format" } : undefined,
    advice: "Put a Permute before it.",
  },
];
