/** What layers one behind the other come to on a given input: output shape, parameters and MACs, or that they cannot work. */
import { addCounts, type Count } from "../cost/count.ts";
import type { Dialect, LayerNode } from "../graph/modelGraph.ts";
import { parametersOf } from "../graph/modelTotals.ts";
import { inferLayer } from "../layers/inferLayer.ts";
import type { Shape } from "../shape/shape.ts";

export interface ChainCost {
  /** Output of each layer in turn. */
  readonly outputs: readonly Shape[];
  readonly parameters: Count;
  readonly macs: Count;
}

/** `undefined` where a layer has an error, or TensorFlow.js has another opinion of it than Keras. */
export function chainCost(
  nodes: readonly LayerNode[],
  input: Shape,
  dialect: Dialect,
): ChainCost | undefined {
  const outputs: Shape[] = [];
  const parameters: Count[] = [];
  const macs: Count[] = [];
  let shape = input;
  for (const node of nodes) {
    const { value, problems } = inferLayer(node, [shape], dialect);
    const refused = problems.some(({ severity, code }) => severity === "error" || code.startsWith("tfjs-"));
    const [output] = value.outputs;
    if (refused || output?.kind !== "ranked" || !value.weights) return undefined;
    parameters.push(parametersOf(value.weights, true, "").parameters);
    macs.push(addCounts(value.macs.map(({ count }) => count)));
    outputs.push(output);
    shape = output;
  }
  return { outputs, parameters: addCounts(parameters), macs: addCounts(macs) };
}
