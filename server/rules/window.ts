/** Rules on windows that slide over an input: convolution, pooling, transposed convolution. */
import type { Rule } from "./rule.ts";

export const windowRules = {
  "window-larger-than-input": {
    code: "window-larger-than-input",
    title: "the window does not fit into its input",
    what: 'A kernel or pooling window spans more positions than the input has along an axis, and padding is "valid".',
    why: "With kernel `K` and dilation `d` a window spans `(K − 1)·d + 1` positions. Without padding there is no place for it, so the output would have no positions. Often the real cause is earlier: strides and pooling have shrunk the image too far.",
    fix: 'Use a smaller kernel or dilation, padding "same", fewer strides or pooling layers before this one, or a larger input.',
    fixKind: "reviewed",
  },
  "output-size-not-positive": {
    code: "output-size-not-positive",
    title: "the output would have no positions",
    what: "The layer removes as many positions as its input has, or more.",
    why: "Cropping or a transposed convolution's padding is subtracted from the size, and a size must be at least 1.",
    fix: "Crop less, or give the layer a larger input.",
  },
  "output-padding-not-below-stride": {
    code: "output-padding-not-below-stride",
    title: "output padding is not below the stride",
    what: "`output_padding` of a transposed convolution is as large as its stride, or larger.",
    why: "A stride of `s` leaves `s` possible output sizes, and output padding chooses among them; only `0 … s − 1` mean anything.",
    fix: "Use an output padding below the stride, or leave it out, which makes the output `input × stride` with padding `same`.",
    fixKind: "reviewed",
  },
} satisfies Partial<Record<Rule["code"], Rule>>;
