/** Rules on what a program does with a model. */
import type { Rule } from "./rule.ts";

export const programRules = {
  "tensor-does-not-fit": {
    code: "tensor-does-not-fit",
    title: "a tensor does not fit what it is given to",
    what: "`predict`, `fit` or a convolution of `tf` gets a tensor of another shape than it takes.",
    why: "A model takes its input with the batch in front: `[28, 28, 1]` is no batch of one picture, `[1, 28, 28, 1]` is. A target has as many axes as the model's output. The filter of `tf.conv2d` is height, width, input channels, output channels. TensorFlow.js finds out when the program runs.",
    fix: "Add the batch axis with `expandDims(0)`, reshape the tensor, or change the model as the message says.",
    fixKind: "reviewed",
  },
} satisfies Partial<Record<Rule["code"], Rule>>;
