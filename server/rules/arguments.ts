/** Rules on the arguments of a layer. */
import type { Rule } from "./rule.ts";

export const argumentRules = {
  "missing-argument": {
    code: "missing-argument",
    title: "a required argument is missing",
    what: "The layer cannot be built, or the model not compiled, without an argument that the file does not give.",
    why: "There is no default that would make sense, such as for the number of filters.",
    fix: "Add the argument.",
  },
  "invalid-argument": {
    code: "invalid-argument",
    title: "the argument's value is not allowed",
    what: "A value has the wrong type, or lies outside what the argument takes.",
    why: "Sizes, strides and dilations are whole numbers of 1 or more; paddings, formats, losses and metrics are words out of a short list; a model needs outputs, and inputs that lead to them.",
    fix: "Use one of the values that the message names.",
    fixKind: "safe",
  },
  "argument-not-computable": {
    code: "argument-not-computable",
    title: "the value cannot be read from the code",
    what: "The argument is an expression that ConvLens cannot work out without running the program.",
    why: "Nothing from a file is ever executed. Literals and constants of the same file are read.",
    fix: "Write the value as a literal or a `const`; otherwise the layer's numbers stay unknown, and nothing is wrong with the model.",
  },
  "unsupported-combination": {
    code: "unsupported-combination",
    title: "these settings do not go together",
    what: "Each value is allowed alone, and the framework refuses or ignores them together.",
    why: "For example, strides and dilations above 1 together are refused, and `causal` padding exists for 1-D only.",
    fix: "Change one of the settings as the message says.",
    fixKind: "reviewed",
  },
  "unknown-layer": {
    code: "unknown-layer",
    title: "the layer's class is not known",
    what: "ConvLens has no rules for this class, or its work stands in code outside of the file, so its parameters and cost are unknown.",
    why: "It may be a custom layer, a Lambda, or a wrapper around the module of another library. Code is never decoded or run, and a guess would be worse than no number. The output's shape is used where the file states it: a Lambda may hold it, and Keras 3 writes it beside each use of the output. Without that, what depends on the layer is unknown too.",
    fix: "Nothing has to change; the rest of the model is analysed as far as it goes. If the name is misspelt, correct it.",
    fixKind: "reviewed",
  },
} satisfies Partial<Record<Rule["code"], Rule>>;
