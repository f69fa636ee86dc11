/** Rows on layers that resize pictures. */

import type { LayerNode } from "../../graph/modelGraph.ts";
import { formatDim } from "../../shape/dim.ts";
import type { Shape } from "../../shape/shape.ts";
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
    kind: "finding",
    id: "center-crop-enlarges",
    classes: ["CenterCrop"],
    code: "tfjs-cannot-run",
    severity: "error",
    keras: "Resizes a picture that is smaller than the size wanted.",
    tfjs: "Builds the layer and fails when it has to enlarge a picture inside a model.",
    find: ({ node, inputs }) => {
      const change = sizeChange(node, inputs);
      if (!change?.enlarges) return undefined;
      return {
        message: `${nameOf(node)} fails in TensorFlow.js when it runs: it has to enlarge ${change.from} to ${change.to}, which works outside a model alone. Resize with tf.image.resizeBilinear before the model, or ask for a smaller size.`,
      };
    },
  },
  {
    kind: "finding",
    id: "center-crop-input",
    classes: ["CenterCrop"],
    code: "tfjs-shape-differs",
    severity: "warning",
    keras: "Leaves the tensor that it takes as it is.",
    tfjs: "Writes the cropped size into the shape of that tensor: a model input there takes pictures of the cropped size alone, and any other layer on the tensor is built for it.",
    find: ({ node, inputs }) => {
      const change = sizeChange(node, inputs);
      if (!change || change.enlarges) return undefined;
      return {
        message: `TensorFlow.js writes the size ${change.to} of ${nameOf(node)} into the shape of the tensor that it takes, which is ${change.from}: a model input there takes pictures of ${change.to} alone, and other layers on that tensor are built for it. Use Cropping2D, which does not.`,
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

/** Height and width before and after a CenterCrop that changes them, channels last; `undefined` where it does not. */
function sizeChange(node: LayerNode, inputs: readonly Shape[]) {
  const dims = rankedInput(inputs)?.dims.slice(-3, -1) ?? [];
  const target = [argumentValue(node, "height"), argumentValue(node, "width")];
  if (dims.length < 2 || !target.every((size) => typeof size === "number")) return undefined;
  if (dims.every((dim, axis) => dim.kind === "known" && dim.value === target[axis])) return undefined;
  return {
    from: dims.map(formatDim).join("×"),
    to: target.join("×"),
    enlarges: dims.some((dim, axis) => dim.kind === "known" && dim.value < (target[axis] ?? 0)),
  };
}
