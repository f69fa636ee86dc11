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
  "program-stops": {
    code: "program-stops",
    title: "the program stops with an error",
    what: "The program reads or sets a property of `undefined` or `null`, or calls a method that an object of its own has not, and nothing catches what JavaScript throws then; or it trains a model that nothing compiles, or compiles one that has no layers.",
    why: "The models behind that line are never made. Often a variable is used before it is set, a method has another name, or a function gives nothing back: `const x = block(input)` is `undefined` where `block` has no `return`. Told only where nothing else can be meant: of a function that returns nothing, a variable or field that nothing sets, a method that its class has not; and of the first place alone.",
    fix: "Set the variable or field before, correct the name, or let the function return its result; `?.` where there may be nothing.",
  },
  "parameter-note": {
    code: "parameter-note",
    title: "values for parameters cannot be read",
    what: "The comment before a function holds `@convlens` with something that is no list of values for its parameters.",
    why: "A function that nothing calls is shown for the values that its comment gives: `@convlens width=1.0 inputShape=[224,224,3]`. Numbers, texts in quotes, `true`, `false`, `null`, lists and objects can be given, each to a parameter of the function or, as `options.width=2`, to a property of one. What stands before a mistake counts.",
    fix: "Correct the name or the value as the message says. The lens above the function does the same without a comment.",
    fixKind: "reviewed",
  },
} satisfies Partial<Record<Rule["code"], Rule>>;
