/** Rows on layers that change a shape without weights: Flatten, Reshape, Cropping2D, ZeroPadding2D, UpSampling2D. */
import type { ConfigData } from "../../graph/paramValue.ts";
import { isFreeDim } from "../../shape/dim.ts";
import { formatShape } from "../../shape/shape.ts";
import { argumentValue, isGiven, nameOf, rankedInput } from "../argumentValue.ts";
import type { Departure } from "../departure.ts";

export const reshapingRows: readonly Departure[] = [
  {
    kind: "finding",
    id: "flatten-rank",
    classes: ["Flatten"],
    code: "tfjs-cannot-build",
    severity: "error",
    keras: "Leaves an input of one axis besides the batch as it is.",
    tfjs: "Refuses it: Flatten needs two axes besides the batch.",
    find: ({ node, inputs }) => {
      const input = rankedInput(inputs);
      // A layer in a wrapper has no call of its own, and TimeDistributed does not ask how many axes it wants.
      return input?.dims.length !== 2 || node.calls.length === 0
        ? undefined
        : {
            message: `TensorFlow.js refuses ${nameOf(node)} on ${formatShape(input)}, which has one axis besides the batch; Keras leaves it as it is. Take the layer out.`,
          };
    },
  },
  {
    kind: "finding",
    id: "flatten-free-size",
    classes: ["Flatten"],
    code: "tfjs-cannot-build",
    severity: "error",
    keras: "Accepts free sizes and gives a free size.",
    tfjs: "Refuses any free size but the batch.",
    find: ({ node, inputs }) => {
      const input = rankedInput(inputs);
      if (!input?.dims.slice(1).some(isFreeDim)) return undefined;
      return {
        message: `TensorFlow.js refuses ${nameOf(node)} on ${formatShape(input)}, whose sizes are not all known; Keras accepts it. Give the input a fixed size, or use a global pooling layer.`,
      };
    },
  },
  {
    kind: "finding",
    id: "reshape-open-size",
    classes: ["Reshape"],
    code: "tfjs-shape-differs",
    severity: "warning",
    keras: "Works out a size of -1 wherever the other sizes are known.",
    tfjs: "Declares it as free unless the batch is known too, and works it out only when it runs; a Flatten or Dense behind it is refused.",
    find: ({ node, inputs }, { value }) => {
      const target = argumentValue(node, "target_shape");
      const list: readonly ConfigData[] = Array.isArray(target) ? target : [];
      const open = list.findIndex((size) => size === null || size === -1);
      const input = rankedInput(inputs);
      const [output] = value.outputs;
      const size = output?.kind === "ranked" ? output.dims[open + 1] : undefined;
      if (open < 0 || size?.kind !== "known" || !output || input?.dims.every(({ kind }) => kind === "known"))
        return undefined;
      const declared = list.map((item, axis) => (axis === open ? "?" : item)).join("×");
      return {
        message: `${nameOf(node)} gives ${formatShape(output)}, but TensorFlow.js declares ${declared} until it runs, so that a Flatten or Dense behind it is refused. Write ${size.value} in place of -1.`,
        argument: "target_shape",
      };
    },
  },
  {
    kind: "finding",
    id: "cropping-left-out",
    classes: ["Cropping2D"],
    code: "tfjs-cannot-build",
    severity: "error",
    keras: "Crops nothing where `cropping` is left out.",
    tfjs: "Refuses the layer.",
    find: ({ node }) =>
      isGiven(node, "cropping")
        ? undefined
        : {
            message: `TensorFlow.js refuses ${nameOf(node)} without cropping. Write cropping: 0, or take the layer out.`,
          },
  },
  {
    kind: "finding",
    id: "cropping-free-size",
    classes: ["Cropping2D"],
    code: "tfjs-shape-differs",
    severity: "warning",
    keras: "A free size less the cropping stays free.",
    tfjs: "Declares the cropping as a negative size, which layers behind it count on.",
    find: ({ node, inputs }) => {
      const input = rankedInput(inputs);
      const spatial =
        argumentValue(node, "data_format") === "channels_first"
          ? input?.dims.slice(2)
          : input?.dims.slice(1, 3);
      if (!input || !spatial?.some(isFreeDim)) return undefined;
      return {
        message: `TensorFlow.js takes the free sizes of ${formatShape(input)} for 0 in ${nameOf(node)} and declares negative ones; it gives the right shape when it runs. Layers behind it that have weights or need the size are built wrongly; give the input a fixed size.`,
      };
    },
  },
  {
    kind: "finding",
    id: "borders-mixed",
    classes: ["Cropping2D", "ZeroPadding2D"],
    code: "tfjs-cannot-run",
    severity: "error",
    keras: "Each axis takes an integer or a pair.",
    tfjs: "Takes one integer, two integers, or two pairs; of an integer beside a pair it makes sizes that are no numbers, or refuses it.",
    find: ({ node }) => {
      const argument = node.className === "Cropping2D" ? "cropping" : "padding";
      const value = argumentValue(node, argument);
      const list: readonly ConfigData[] = Array.isArray(value) ? value : [];
      if (!list.some((item) => typeof item === "number") || !list.some((item) => Array.isArray(item)))
        return undefined;
      return {
        message: `TensorFlow.js makes no sensible size of ${argument} ${JSON.stringify(value)} of ${nameOf(node)}: it takes two integers or two pairs. Write both as pairs.`,
        argument,
      };
    },
  },
  {
    kind: "finding",
    id: "upsampling-size",
    classes: ["UpSampling2D"],
    code: "tfjs-cannot-run",
    severity: "error",
    keras: "`size` may be one integer for both axes.",
    tfjs: "Makes NaN of one integer; `size` must be a list of two.",
    find: ({ node }) => {
      const size = argumentValue(node, "size");
      return typeof size !== "number"
        ? undefined
        : {
            message: `TensorFlow.js makes a size that is no number of size ${size} of ${nameOf(node)}, where Keras multiplies both axes. Write [${size}, ${size}].`,
            argument: "size",
          };
    },
  },
];
