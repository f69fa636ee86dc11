/** Rules on stored weights and the layers that are to take them. */
import type { Rule } from "./rule.ts";

export const weightRules = {
  "weight-shape-mismatch": {
    code: "weight-shape-mismatch",
    title: "a stored weight has another shape than the layer needs",
    what: "`weightsManifest` lists a weight whose shape differs from what the topology makes of it.",
    why: "Weights are laid out by their shape, and TensorFlow.js refuses to load one that differs. A Dense kernel of `[150528, 43]` belongs behind a Flatten of 224×224×3; without it the layer needs `[3, 43]`.",
    fix: "Export topology and weights of one model together, or restore the layer that is missing before this one.",
  },
  "weight-missing": {
    code: "weight-missing",
    title: "the manifest has no weights for a layer",
    what: "A layer that has weights is not named in `weightsManifest`.",
    why: "Weights are found by the layer's name. TensorFlow.js refuses a manifest that leaves some unset.",
    fix: "Export the model with its weights again; if a layer was renamed by hand, use one name in both parts.",
  },
  "weight-without-layer": {
    code: "weight-without-layer",
    title: "a stored weight belongs to no layer",
    what: "`weightsManifest` lists a weight whose name matches no layer of the topology.",
    why: 'TensorFlow.js stops with a message that the weight "has no target variable". Not told where a layer\'s class is unknown, since the weight may be its own.',
    fix: "Correct the name, or export topology and weights of one model together.",
  },
  "weight-file-missing": {
    code: "weight-file-missing",
    title: "a weight file is not there",
    what: "`weightsManifest` names a file that does not lie beside the `model.json`.",
    why: "TensorFlow.js fetches each path relative to the `model.json` and stops at the first that is missing; some servers answer with a page instead, and then the message is about a byte length.",
    fix: "Copy all files of the export together, and keep their names.",
  },
  "weight-file-size": {
    code: "weight-file-size",
    title: "a weight file holds another number of bytes",
    what: "The files of a group have more or fewer bytes than the weights listed for them.",
    why: "Weights lie one behind the other without gaps, 4 bytes a number as float32, fewer where the group is quantised: a kernel of 3×3×3×4 and a bias of 4 take `108 × 4 + 4 × 4 = 448` bytes. A file of 445 was cut off, and TensorFlow.js stops with “byte length of Float32Array should be a multiple of 4”.",
    fix: "Download or export the files again, together with the `model.json` they belong to.",
  },
} satisfies Partial<Record<Rule["code"], Rule>>;
