/** Rules on layers that take several inputs. */
import type { Rule } from "./rule.ts";

export const mergeRules = {
  "wrong-input-count": {
    code: "wrong-input-count",
    title: "the layer gets too few or too many inputs",
    what: "The number of tensors that are passed in is not the number that the layer takes.",
    why: "Most layers take one tensor, Subtract takes two, other merging layers two or more.",
    fix: "Pass the right number of tensors; join several with Concatenate or Add first.",
  },
  "shapes-do-not-merge": {
    code: "shapes-do-not-merge",
    title: "the merged shapes do not fit together",
    what: "Branches arrive at a merging layer with sizes that differ.",
    why: "Element-wise merges need equal sizes (or 1) on every axis; Concatenate needs equal sizes on every axis but its own. Usually one branch strides, pads or crops differently; odd image sizes do that in a U-Net.",
    fix: "Compare the branches' shapes: make strides and paddings agree, or crop or pad one of them. Image sizes that are divisible by the product of all strides avoid it.",
    fixKind: "reviewed",
  },
} satisfies Partial<Record<Rule["code"], Rule>>;
