/** Rows on layers with several inputs. */
import { formatDim, isFreeDim } from "../../shape/dim.ts";
import { formatShape, normaliseAxis } from "../../shape/shape.ts";
import { argumentNumbers, nameOf, rankedInputs } from "../argumentValue.ts";
import type { Departure } from "../departure.ts";

export const mergingRows: readonly Departure[] = [
  {
    kind: "finding",
    id: "merge-one-input",
    classes: ["Add", "Multiply", "Average", "Maximum", "Minimum", "Concatenate"],
    code: "tfjs-cannot-build",
    severity: "error",
    keras: "Passes a single input on.",
    tfjs: "Refuses fewer than two inputs.",
    find: ({ node, inputs }) =>
      inputs.length !== 1
        ? undefined
        : {
            message: `TensorFlow.js refuses ${nameOf(node)} with one input; Keras passes it on. Take the layer out.`,
          },
  },
  {
    kind: "finding",
    id: "concatenate-free-size",
    classes: ["Concatenate"],
    code: "tfjs-cannot-build",
    severity: "error",
    keras: "A free size may meet a known one on an axis that is not joined.",
    tfjs: "Refuses it: the sizes must be the same, and a free one is the same only as a free one.",
    find: ({ node, inputs }) => {
      const shapes = rankedInputs(inputs);
      const [first] = shapes ?? [];
      if (!shapes || !first) return undefined;
      const joined = normaliseAxis(argumentNumbers(node, "axis")[0] ?? -1, first.dims.length);
      const axis = first.dims.findIndex((_, index) => {
        const sizes = shapes.flatMap((shape) => shape.dims[index] ?? []);
        return index !== joined && sizes.some(({ kind }) => kind === "known") && sizes.some(isFreeDim);
      });
      if (axis < 0) return undefined;
      return {
        message: `TensorFlow.js refuses ${nameOf(node)} of ${shapes.map(formatShape).join(" and ")}: axis ${axis} is free in one and known in another, which Keras accepts. Give the inputs fixed sizes, or leave the size free in all.`,
      };
    },
  },
  {
    kind: "finding",
    id: "concatenate-negative-axis",
    classes: ["Concatenate"],
    code: "tfjs-shape-differs",
    severity: "error",
    keras: "A negative axis counts from the end.",
    tfjs: "Declares the shape by that axis, and joins the last one when it runs, whatever the negative number is.",
    find: ({ node, inputs }) => {
      const [axis = -1] = argumentNumbers(node, "axis");
      const rank = rankedInputs(inputs)?.[0]?.dims.length;
      if (axis >= -1 || rank === undefined) return undefined;
      return {
        message: `${nameOf(node)} with axis ${axis} declares its shape by axis ${rank + axis} in TensorFlow.js, as Keras does, and joins axis ${rank - 1} when it runs. Write ${rank + axis}.`,
        argument: "axis",
      };
    },
  },
  {
    kind: "finding",
    id: "dot-rank",
    classes: ["Dot"],
    code: "tfjs-cannot-build",
    severity: "error",
    keras: "Takes inputs of any number of axes.",
    tfjs: "Refuses inputs with more than 3 axes with the batch.",
    find: ({ node, inputs }) => {
      const large = rankedInputs(inputs)?.find((shape) => shape.dims.length > 3);
      return (
        large && {
          message: `TensorFlow.js refuses ${nameOf(node)} on ${formatShape(large)}: it takes up to 2 axes besides the batch. Reshape the inputs first.`,
        }
      );
    },
  },
  {
    kind: "finding",
    id: "dot-free-size",
    classes: ["Dot"],
    code: "tfjs-cannot-build",
    severity: "error",
    keras: "A free size may meet a known one on the axis that is summed.",
    tfjs: "Refuses it.",
    find: ({ node, inputs }) => {
      const [left, right] = rankedInputs(inputs) ?? [];
      const [first = -1, second = first] = argumentNumbers(node, "axes");
      const a = left?.dims[normaliseAxis(first, left.dims.length) ?? -1];
      const b = right?.dims[normaliseAxis(second, right.dims.length) ?? -1];
      if (!a || !b || a.kind === "unknown" || b.kind === "unknown" || a.kind === b.kind) return undefined;
      return {
        message: `TensorFlow.js refuses ${nameOf(node)}: the summed sizes are ${formatDim(a)} and ${formatDim(b)}, one free and one known, which Keras accepts. Give both a fixed size.`,
        argument: "axes",
      };
    },
  },
];
