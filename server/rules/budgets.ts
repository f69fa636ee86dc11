/** Rules on budgets that a setting or the command line gives. */
import type { Rule } from "./rule.ts";

export const budgetRules = {
  "budget-exceeded": {
    code: "budget-exceeded",
    title: "the model costs more than its budget",
    what: "A total of the model lies above the limit that the setting `convlens.budgets` or `convlens check --budget` gives, or its receptive field below the one asked for.",
    why: "MACs are multiply-accumulates of one example at the input size that the message names; FLOPs are twice that. A 3×3 convolution to 2 channels on 10×10×3 has 3,456 MACs, which are 6,912 FLOPs; bias, activation and normalisation are not among them, and a transposed layer is counted on its input. 1 M is 10^6.",
    fix: "Change the layer that the message names as the largest part, or raise the limit.",
  },
  "budget-not-known": {
    code: "budget-not-known",
    title: "whether the budget is kept cannot be told",
    what: "The total that a limit is for is not known, and what is known of it lies below the limit.",
    why: "MACs and activations depend on the input size: 7×7 stems have 118,013,952 MACs at 224 and 154,140,672 at 256. While the file leaves a size free, or holds a layer that ConvLens does not know, there is no number to hold against the limit.",
    fix: "Give the free sizes numbers: `convlens.freeSizes` in the editor, `--input` on the command line.",
  },
} satisfies Partial<Record<Rule["code"], Rule>>;
