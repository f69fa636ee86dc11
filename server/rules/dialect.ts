/** Rules on where TensorFlow.js departs from Keras. */
import type { Rule } from "./rule.ts";

export const dialectRules = {
  "tfjs-ignores-argument": {
    code: "tfjs-ignores-argument",
    title: "TensorFlow.js leaves an argument out of account",
    what: "The layer has an argument that Keras acts by and TensorFlow.js 4.22 ignores without a word.",
    why: "A model that was trained with Keras then gives other shapes or other values in TensorFlow.js, or its weights do not fit. The numbers shown are those of TensorFlow.js; the message has both.",
    fix: "Leave the argument out, or build what it does from other layers, as the message says.",
    fixKind: "safe",
  },
  "tfjs-cannot-run": {
    code: "tfjs-cannot-run",
    title: "the layer fails in TensorFlow.js when it runs",
    what: "TensorFlow.js 4.22 builds the layer and shows a shape for it, and throws when the model predicts.",
    why: "Its layers accept settings that the operations below them do not implement. Nothing tells before the first `predict`.",
    fix: "Change the setting that the message names.",
    fixKind: "safe",
  },
  "tfjs-cannot-build": {
    code: "tfjs-cannot-build",
    title: "TensorFlow.js refuses the layer",
    what: "TensorFlow.js 4.22 throws when the layer is built or the file is loaded, where Keras accepts it.",
    why: "It implements a part of what Keras does. The numbers shown are what the layer would have.",
    fix: "Change the setting that the message names.",
    fixKind: "safe",
  },
  "tfjs-shape-differs": {
    code: "tfjs-shape-differs",
    title: "TensorFlow.js says another shape",
    what: "The shape that TensorFlow.js 4.22 declares for the layer is not the one that comes out when it runs, or not the one of Keras.",
    why: "Layers behind it are built for the declared shape, and are refused or fail when the model runs.",
    fix: "Write the sizes out, as the message says.",
    fixKind: "safe",
  },
  "tfjs-unknown-class": {
    code: "tfjs-unknown-class",
    title: "TensorFlow.js does not have this layer class",
    what: "The file names a class that Keras has and TensorFlow.js 4.22 lacks.",
    why: "Loading stops at it with `Unknown layer`, unless the program has registered a class of that name before.",
    fix: "Replace the layer by ones that TensorFlow.js has, or register your own with `tf.serialization.registerClass`.",
  },
} satisfies Partial<Record<Rule["code"], Rule>>;
