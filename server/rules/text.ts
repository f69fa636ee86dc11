/** Rules on the text of a file. */
import type { Rule } from "./rule.ts";

export const textRules = {
  "syntax-error": {
    code: "syntax-error",
    title: "the text breaks off or is not well formed",
    what: "The file cannot be read to its end.",
    why: "A download that was cut, a missing comma or bracket, or a call that is still being typed. What stands before is analysed all the same.",
    fix: "Complete the text at the place marked; export or download the file again if it was cut.",
  },
  "non-finite-number": {
    code: "non-finite-number",
    title: "NaN or Infinity in JSON",
    what: "The file contains `NaN` or `Infinity`.",
    why: "Python writes them, the JSON standard has no such numbers, and JavaScript's reader, TensorFlow.js's too, refuses the whole file.",
    fix: "Replace it by a number or `null`; in Keras it often is an unused limit or a training setting.",
    fixKind: "reviewed",
  },
  "byte-order-mark": {
    code: "byte-order-mark",
    title: "the file starts with a byte order mark",
    what: "An invisible character stands before the first brace.",
    why: "Some Windows programs write it, and many JSON readers refuse it.",
    fix: "Save the file as UTF-8 without a byte order mark.",
    fixKind: "safe",
  },
} satisfies Partial<Record<Rule["code"], Rule>>;
