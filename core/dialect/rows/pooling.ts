/** Rows on pooling. */
import { argumentValue } from "../argumentValue.ts";
import type { Departure } from "../departure.ts";

export const poolingRows: readonly Departure[] = [
  {
    kind: "replacement",
    id: "pooling1d-channels-first",
    classes: ["MaxPooling1D", "AveragePooling1D", "GlobalMaxPooling1D", "GlobalAveragePooling1D"],
    code: "tfjs-ignores-argument",
    severity: "warning",
    keras: "`data_format` says which axis holds the channels.",
    tfjs: "Pooling in one dimension knows no `dataFormat`: it always pools axis 1.",
    replace: ({ node }) =>
      argumentValue(node, "data_format") === "channels_first" ? { argument: "data_format" } : undefined,
    advice: "Put a Permute with dims [2, 1] before it.",
  },
  {
    kind: "replacement",
    id: "global-pooling-keepdims",
    classes: ["GlobalMaxPooling1D", "GlobalAveragePooling1D", "GlobalMaxPooling2D", "GlobalAveragePooling2D"],
    code: "tfjs-ignores-argument",
    severity: "warning",
    keras: "`keepdims` keeps the pooled axes with size 1.",
    tfjs: "Leaves `keepdims` out of account: the pooled axes are gone.",
    replace: ({ node }) => (argumentValue(node, "keepdims") === true ? { argument: "keepdims" } : undefined),
    advice: "Put a Reshape behind it that restores the axes of size 1.",
  },
];
