/** Rules on how a model's layers are connected. */
import type { Rule } from "./rule.ts";

export const graphRules = {
  "missing-input-shape": {
    code: "missing-input-shape",
    title: "the model's input shape is not given",
    what: "The first layer has neither an input layer before it nor an input shape of its own.",
    why: "Every shape and every weight's size follows from the input's.",
    fix: "Give the first layer an input shape (`batch_input_shape`, `inputShape`), or start the model with an input layer.",
  },
  "missing-input-layer": {
    code: "missing-input-layer",
    title: "a connection leads to a layer that does not exist",
    what: "A layer's inbound node names a layer or an output that the model does not hold.",
    why: "The file was edited or cut, or a layer was renamed in one place only.",
    fix: "Correct the name, or add the layer that is meant.",
  },
  "graph-cycle": {
    code: "graph-cycle",
    title: "the layers form a circle",
    what: "A layer depends on its own output.",
    why: "Layers run in order, each after its inputs, and in a circle none can be first.",
    fix: "Correct the inbound nodes so that every layer's inputs come from layers before it.",
  },
  "duplicate-layer-name": {
    code: "duplicate-layer-name",
    title: "two layers have the same name",
    what: "A layer's name is used more than once in the model.",
    why: "Connections and weights are found by name, so loading such a file fails or takes the wrong layer.",
    fix: "Rename one of them, in its inbound nodes too.",
    fixKind: "reviewed",
  },
  "nested-too-deep": {
    code: "nested-too-deep",
    title: "models are nested too deeply",
    what: "Models inside models go deeper than ConvLens reads.",
    why: "The limit keeps a broken or hostile file from using up the memory.",
    fix: "Flatten the model, or look at the inner models on their own.",
  },
  "nodes-wrapped-once": {
    code: "nodes-wrapped-once",
    title: "`inbound_nodes` lacks a list around it",
    what: "A layer's `inbound_nodes` is a list of tensors, where a list of calls is expected, each of them a list of tensors.",
    why: "ConvLens and Keras read such a file. TensorFlow.js 4.22 never returns from loading it: it waits for layers that it does not find.",
    fix: 'Write `[[["name", 0, 0, {}]]]`: the calls, the tensors of a call, the tensor.',
    fixKind: "safe",
  },
} satisfies Partial<Record<Rule["code"], Rule>>;
