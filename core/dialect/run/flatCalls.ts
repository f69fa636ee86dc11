/** The calls of a whole model in one list, those of models inside it in the place where they run. */
import { executionOrder } from "../../graph/executionOrder.ts";
import type { CallAnalysis, ModelAnalysis } from "../../graph/modelAnalysis.ts";
import type { LayerNode, TensorRef } from "../../graph/modelGraph.ts";

/** One call of one layer that is no model. */
export interface FlatCall {
  readonly node: LayerNode;
  readonly analysis: CallAnalysis;
  /** The call of a model that stands in the outermost one and holds this call; `undefined` where none does. */
  readonly inside: CallAnalysis | undefined;
  /**
   * How deep the innermost model around it with several outputs stands: 1 for `inside`, 0 for none. TensorFlow.js runs such a
   * model once for each of its outputs.
   */
  readonly repeated: number;
  /** Where each input comes from; `undefined` where nothing is known of it. */
  readonly sources: readonly (FlatTensor | undefined)[];
}

export interface FlatTensor {
  readonly call: FlatCall;
  readonly tensor: number;
}

export interface FlatModel {
  /** Each after the calls that it takes tensors from. */
  readonly calls: readonly FlatCall[];
  readonly outputs: readonly (FlatTensor | undefined)[];
}

/** `undefined` for a model with a circle, and for one with more than `most` calls: a nested model may stand in itself many times over. */
export function flattenCalls(model: ModelAnalysis, most = 20_000): FlatModel | undefined {
  const calls: FlatCall[] = [];
  const outputs = addModel(
    model,
    { given: undefined, inside: undefined, depth: 0, repeated: 0 },
    calls,
    most,
  );
  return outputs && { calls, outputs };
}

interface Place {
  readonly given: readonly (FlatTensor | undefined)[] | undefined;
  readonly inside: FlatCall["inside"];
  readonly depth: number;
  readonly repeated: number;
}

/** Adds the calls of a model that is given those tensors; its outputs, or `undefined` where it cannot be done. */
function addModel(
  { graph, layers }: ModelAnalysis,
  { given, inside, depth, repeated }: Place,
  calls: FlatCall[],
  most: number,
): readonly (FlatTensor | undefined)[] | undefined {
  const { order, cyclic } = executionOrder(graph);
  if (cyclic.length > 0 || calls.length + order.length > most) return undefined;
  const made = new Map<string, readonly (FlatTensor | undefined)[]>();
  const tensorAt = ({ layer, call, tensor }: TensorRef) => made.get(`${layer}:${call}`)?.[tensor];
  for (const { layer, call } of order) {
    const found = layers[layer];
    const analysis = found?.calls[call];
    if (!found || !analysis) continue;
    const { node } = found;
    const sources = node.calls[call]?.inputs.map(tensorAt) ?? [];
    const input = graph.inputs.findIndex((each) => each.layer === layer && each.call === call);
    const entering = sources.length === 0 && input >= 0 ? given?.[input] : undefined;
    if (node.model && analysis.nested) {
      const place = {
        given: sources.length > 0 ? sources : [entering],
        inside: inside ?? analysis,
        depth: depth + 1,
        repeated: analysis.outputs.length > 1 ? depth + 1 : repeated,
      };
      const inner = addModel(analysis.nested, place, calls, most);
      if (!inner) return undefined;
      made.set(`${layer}:${call}`, inner);
    } else if (node.className === "InputLayer" && entering) {
      made.set(`${layer}:${call}`, [entering]);
    } else {
      const flat = { node, analysis, inside, repeated, sources: entering ? [entering] : sources };
      calls.push(flat);
      made.set(
        `${layer}:${call}`,
        analysis.outputs.map((_, tensor) => ({ call: flat, tensor })),
      );
    }
  }
  return graph.outputs.map(tensorAt);
}
