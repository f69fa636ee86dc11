/** Row on `trainable: false`, which TensorFlow.js does not heed on everything that holds layers. */
import type { Dialect, LayerNode } from "../../graph/modelGraph.ts";
import { argumentValue, nameOf } from "../argumentValue.ts";
import type { Departure, FoundPart } from "../departure.ts";

const wrappers = ["TimeDistributed", "Bidirectional"];
const models = ["Model", "Functional"];

export const trainingRows: readonly Departure[] = [
  {
    kind: "finding",
    id: "frozen-from-outside",
    classes: [...wrappers, ...models],
    code: "tfjs-ignores-argument",
    severity: "warning",
    keras: "`trainable` false freezes the layers inside.",
    tfjs: "Leaves `trainable` of a wrapper, and that in the file of a model inside, out of account: the layers inside are trained unless they are frozen themselves.",
    find: ({ node }) => findIgnoredFreezing(node),
  },
];

/** Whether a file's or a call's `trainable` argument of that class is heeded; the readers ask it. */
export function heedsTrainable(className: string, dialect: Dialect): boolean {
  // Neither reads it back: a Sequential is made of its layers, which say so each for itself.
  if (className === "Sequential") return false;
  return dialect === "keras" || !(wrappers.includes(className) || models.includes(className));
}

/** A `trainable: false` that was left out of account. */
export function findIgnoredFreezing(node: LayerNode): FoundPart | undefined {
  if (node.className === "Sequential") return undefined;
  if (argumentValue(node, "trainable") !== false || !node.trainable) return undefined;
  return {
    message: `TensorFlow.js leaves trainable of ${nameOf(node)} out of account and trains the weights inside, where Keras freezes them. Set trainable to false on each layer inside, or on ${node.name} once it is loaded.`,
    argument: "trainable",
  };
}
