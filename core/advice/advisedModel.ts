/** A finished analysis as the checks read it: calls in execution order, connections backwards, and where channels lie. */
import { type LayerUses, layerUses } from "../graph/consumers.ts";
import { callKey, executionOrder } from "../graph/executionOrder.ts";
import type { CallAnalysis, ModelAnalysis } from "../graph/modelAnalysis.ts";
import type { LayerNode, TensorRef } from "../graph/modelGraph.ts";
import type { Problem, ProblemCode, ProblemSeverity } from "../graph/problem.ts";
import type { Remedy } from "../graph/remedy.ts";
import { rangeOf } from "../layers/configReader.ts";
import type { LayerOperation } from "../layers/operation.ts";
import { type ChannelLayout, channelLayouts } from "./channelLayout.ts";

/** One call whose operation is known. */
export interface AdvisedCall {
  /** `callKey` of the call. */
  readonly key: string;
  /** Number of the layer in the graph. */
  readonly layer: number;
  readonly node: LayerNode;
  readonly operation: LayerOperation;
  readonly analysis: CallAnalysis;
  readonly sources: readonly TensorRef[];
}

export interface AdvisedModel {
  readonly analysis: ModelAnalysis;
  /** False for a model inside another, whose input and output are not what the user sees. */
  readonly outermost: boolean;
  /** In execution order; calls of unknown or broken layers are left out. */
  readonly calls: readonly AdvisedCall[];
  readonly uses: readonly LayerUses[];
  /** Layout of what enters a call, by its key; absent where nothing before it says one. */
  readonly layouts: ReadonlyMap<string, ChannelLayout>;
}

/** Looks at a model as a whole; gives what is worth knowing of it. */
export type AdviceCheck = (model: AdvisedModel) => readonly Problem[];

export interface Advice {
  readonly code: ProblemCode;
  readonly severity: ProblemSeverity;
  readonly message: string;
  /** Argument that the advice is about; the class name is marked where the file does not give it. */
  readonly param?: string;
  readonly remedies?: readonly Remedy[];
}

export function advise(node: LayerNode, { param, ...advice }: Advice): Problem {
  return { ...advice, range: rangeOf(node, param), layer: node.name };
}

export function advisedModel(analysis: ModelAnalysis, outermost: boolean): AdvisedModel {
  const { graph } = analysis;
  const calls = executionOrder(graph).order.flatMap((ref): AdvisedCall[] => {
    const layer = analysis.layers[ref.layer];
    // Calls in a circle are left out of the analysis, so that numbers of calls would not fit.
    if (!layer || layer.calls.length !== layer.node.calls.length) return [];
    const call = layer.calls[ref.call];
    const operation = call?.inference?.operation;
    if (!call || !operation) return [];
    const sources = layer.node.calls[ref.call]?.inputs ?? [];
    return [{ key: callKey(ref), layer: ref.layer, node: layer.node, operation, analysis: call, sources }];
  });
  return { analysis, outermost, calls, uses: layerUses(graph), layouts: channelLayouts(calls) };
}
