/** Rules on ranks, axes and element counts. */
import type { Rule } from "./rule.ts";

export const sizeRules = {
  "wrong-rank": {
    code: "wrong-rank",
    title: "the input has the wrong number of dimensions",
    what: "The layer takes tensors of another rank than it is given.",
    why: "A 2-D layer takes batch, height, width and channels; a 1-D layer batch, steps and channels. Flatten, Dense and global pooling change the rank.",
    fix: "Use the layer's 1-D, 2-D or 3-D sibling, or put a Reshape before it; remove a Flatten or global pooling that comes too early.",
  },
  "built-for-another-input": {
    code: "built-for-another-input",
    title: "a layer or a model is called on an input that its weights do not fit",
    what: "A layer that is called twice, or a model inside another one, is given another size than the one that its weights were made for.",
    why: "Weights are made once, for the first input: a Dense layer behind a Flatten of 28×28×1 has a kernel of 784 rows, whatever comes later. Convolutions take any height and width, but only as many channels as they were built for. Keras refuses the call; TensorFlow.js refuses that of a layer, and of a model inside another only finds out when it runs.",
    fix: "Give it the size that it was built for, or make a second layer or model for the other size.",
  },
  "reshape-size-mismatch": {
    code: "reshape-size-mismatch",
    title: "the reshaped sizes hold another number of elements",
    what: "The target shape's product differs from the number of elements of one example.",
    why: "A reshape moves no data and makes none: the product of the sizes has to stay the same.",
    fix: "Choose sizes with the right product, or write one of them as -1 and have it worked out.",
    fixKind: "reviewed",
  },
  "axis-out-of-range": {
    code: "axis-out-of-range",
    title: "the axis does not exist",
    what: "An axis number lies outside the input's dimensions.",
    why: "For a tensor of rank `n`, axes run from `-n` to `n - 1`, the batch being axis 0.",
    fix: "Use an axis inside that range; -1 is the last one, which holds the channels in channels-last models.",
    fixKind: "reviewed",
  },
  "size-not-known": {
    code: "size-not-known",
    title: "a size that the layer needs is not known",
    what: "The layer's weights depend on a size that the file leaves free or that cannot be worked out.",
    why: "A kernel needs a fixed number of input channels, and Dense a fixed number of features. Height, width and batch may stay free, these may not.",
    fix: "Give that size in the input's shape, or end the free part with a global pooling layer.",
    fixKind: "reviewed",
  },
} satisfies Partial<Record<Rule["code"], Rule>>;
