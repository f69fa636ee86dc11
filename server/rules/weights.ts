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
} satisfies Partial<Record<Rule["code"], Rule>>;
