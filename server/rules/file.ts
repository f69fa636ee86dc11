/** Rules on what kind of file it is. */
import type { Rule } from "./rule.ts";

export const fileRules = {
  "graph-model": {
    code: "graph-model",
    title: "a TensorFlow.js graph model, which has no layers",
    what: "The file is a converted TensorFlow graph: operations, not layers.",
    why: "Its layers were dissolved during conversion, so there is nothing to show layer by layer.",
    fix: "Convert the original Keras model with `--output_format=tfjs_layers_model`, or open its Keras JSON.",
  },
  "topology-missing": {
    code: "topology-missing",
    title: "the model file holds no topology",
    what: "`modelTopology` is missing or `null`, so only the weights' list is there.",
    why: "The architecture was in another file, or the export left it out.",
    fix: "Export the model again with its topology.",
  },
  "not-a-model": {
    code: "not-a-model",
    title: "the file holds no model",
    what: "ConvLens finds no Keras or TensorFlow.js model in it.",
    why: "It may be a training log, a tokenizer, a tuner's record, or a pointer that Git LFS left in place of the file.",
    fix: "Open the model's own JSON; for a Git LFS pointer, run `git lfs pull`.",
  },
  "too-large": {
    code: "too-large",
    title: "the file is too large to analyse",
    what: "The file, or a count in it, passes a limit of ConvLens.",
    why: "The limit keeps the editor responsive.",
    fix: "Keep weights in files of their own and only the architecture in JSON.",
  },
} satisfies Partial<Record<Rule["code"], Rule>>;
