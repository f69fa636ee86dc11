/** Rows on recurrent layers and embeddings. */
import { singleCells } from "../../layers/cellNode.ts";
import { isFreeDim, knownDim } from "../../shape/dim.ts";
import { formatShape, rankedShape } from "../../shape/shape.ts";
import { argumentNumbers, argumentValue, nameOf, rankedInput } from "../argumentValue.ts";
import type { Departure } from "../departure.ts";

export const recurrentRows: readonly Departure[] = [
  {
    kind: "finding",
    id: "gru-reset-after",
    classes: ["GRU"],
    code: "tfjs-cannot-build",
    severity: "error",
    keras: "`reset_after` is true unless the file says otherwise: the bias has two rows.",
    tfjs: "Refuses `resetAfter: true`; the bias has one row.",
    find: ({ node }) =>
      argumentValue(node, "reset_after") === true
        ? {
            message: `TensorFlow.js refuses ${nameOf(node)} with reset_after true, the default of Keras. Train it with reset_after=False; the weights of the two forms do not fit each other.`,
            argument: "reset_after",
          }
        : undefined,
  },
  {
    kind: "finding",
    id: "gru-cell-reset-after",
    classes: ["RNN", "GRUCell", "StackedRNNCells"],
    code: "tfjs-cannot-build",
    severity: "error",
    keras: "A GRUCell has `reset_after` unless the file says otherwise, as GRU has.",
    tfjs: "Refuses a GRUCell with `resetAfter: true`, alone or in RNN.",
    find: ({ node }) => {
      const cell = singleCells(node).find(
        (each) => each.className === "GRUCell" && argumentValue(each, "reset_after") === true,
      );
      return cell
        ? {
            message: `TensorFlow.js refuses the GRUCell of ${nameOf(node)} with reset_after true, the default of Keras. Train it with reset_after=False; the weights of the two forms do not fit each other.`,
            argument:
              node.className === "GRUCell" ? "reset_after" : node.className === "RNN" ? "cell" : "cells",
          }
        : undefined;
    },
  },
  {
    kind: "finding",
    id: "stateful-free-batch",
    classes: ["SimpleRNN", "LSTM", "GRU", "ConvLSTM2D"],
    code: "tfjs-cannot-build",
    severity: "error",
    keras: "Refuses a stateful layer whose batch is free, when it is built.",
    tfjs: "The same, when the file is loaded.",
    find: ({ node, inputs }) => {
      const input = rankedInput(inputs);
      if (argumentValue(node, "stateful") !== true || input?.dims[0]?.kind !== "symbol") return undefined;
      return {
        message: `TensorFlow.js refuses ${nameOf(node)}: it is stateful, and the batch is free. Give the input a batch size (batchInputShape), or leave stateful out.`,
        argument: "stateful",
      };
    },
  },
  {
    kind: "replacement",
    id: "embedding-length",
    classes: ["Embedding"],
    code: "tfjs-shape-differs",
    severity: "information",
    keras: "Keras 3 has no `input_length`; a free length stays free.",
    tfjs: "Declares `inputLength` in place of a free length, and fails for inputs of another.",
    replace: ({ node, inputs }) => {
      const lengths = argumentNumbers(node, "input_length");
      const input = rankedInput(inputs);
      if (!input || lengths.length !== input.dims.length - 1) return undefined;
      if (!input.dims.slice(1).some(isFreeDim)) return undefined;
      const dims = input.dims.map((dim, axis) =>
        axis > 0 && isFreeDim(dim) ? knownDim(lengths[axis - 1] ?? 1) : dim,
      );
      return { argument: "input_length", inputs: [rankedShape(dims)] };
    },
    advice: "Inputs of any other length fail.",
  },
  {
    kind: "finding",
    id: "embedding-length-mismatch",
    classes: ["Embedding"],
    code: "tfjs-cannot-build",
    severity: "error",
    keras: "Keras 3 has no `input_length`.",
    tfjs: "Refuses an input whose sizes differ from `inputLength`.",
    find: ({ node, inputs }) => {
      const lengths = argumentNumbers(node, "input_length");
      const input = rankedInput(inputs);
      if (!input || lengths.length === 0) return undefined;
      const sizes = input.dims.slice(1);
      const fits =
        sizes.length === lengths.length &&
        sizes.every((dim, axis) => dim.kind !== "known" || dim.value === lengths[axis]);
      if (fits) return undefined;
      return {
        message: `TensorFlow.js refuses ${nameOf(node)}: its input_length ${lengths.join(", ")} does not fit the input ${formatShape(input)}. Correct it, or leave it out.`,
        argument: "input_length",
      };
    },
  },
];
