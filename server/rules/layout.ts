/** Rules on which axis holds the channels. */
import type { Rule } from "./rule.ts";

export const layoutRules = {
  "normalisation-axis": {
    code: "normalisation-axis",
    title: "batch normalisation is not over the channels",
    what: "BatchNormalization works along an axis that the layers before it use for height, width or depth.",
    why: "Its default axis is -1, which holds the channels in channels-last models alone. On another axis it takes one mean and variance for each column, over all channels, and has that many weights: after a channels-first convolution to `8×18×28` it has `4 × 28 = 112` weights in place of `4 × 8 = 32`. The model builds and trains, only worse.",
    fix: "Set `axis` to 1 after channels-first layers, and to -1 after channels-last ones.",
    fixKind: "reviewed",
  },
  "data-format-mismatch": {
    code: "data-format-mismatch",
    title: "neighbouring layers disagree about the axis of the channels",
    what: "A layer with one `data_format` takes its input from a layer with the other.",
    why: "Nothing in a tensor says which axis holds the channels, so the layer builds and slides its window over the channels. A pooling of 2×2 without `data_format` turns `8×18×28` (8 channels first) into `4×9×28`: channels and rows are halved, columns are not.",
    fix: "Give every layer of the branch the same `data_format`, or put a Permute where it changes on purpose.",
    fixKind: "reviewed",
  },
} satisfies Partial<Record<Rule["code"], Rule>>;
