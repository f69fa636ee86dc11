/** Puts several layers in the place of some of a graph, the connections of all others following. */
import type { LayerCall, LayerNode, ModelGraph, TensorRef } from "../../core/graph/modelGraph.ts";

/** The layers for a layer, in order; the first takes its inputs, the last gives its output. */
export type SplitLayer = (node: LayerNode, index: number) => readonly LayerNode[];

export function splitLayers(graph: ModelGraph, split: SplitLayer): ModelGraph {
  const parts = graph.layers.map(split);
  const firsts: number[] = [];
  const lasts: number[] = [];
  let count = 0;
  for (const nodes of parts) {
    firsts.push(count);
    count += nodes.length;
    lasts.push(count - 1);
  }
  const source = (ref: TensorRef): TensorRef => ({ ...ref, layer: lasts[ref.layer] ?? ref.layer });
  const entry = (ref: TensorRef): TensorRef => ({ ...ref, layer: firsts[ref.layer] ?? ref.layer });
  const layers = parts.flatMap((nodes, index) =>
    nodes.map((node, part): LayerNode => {
      const old = graph.layers[index]?.calls ?? [];
      const before = (firsts[index] ?? 0) + part - 1;
      return { ...node, calls: part === 0 ? old.map((call) => moved(call, source)) : chained(old, before) };
    }),
  );
  return { ...graph, layers, inputs: graph.inputs.map(entry), outputs: graph.outputs.map(source) };
}

function moved(call: LayerCall, source: (ref: TensorRef) => TensorRef): LayerCall {
  const keywords = Object.entries(call.keywordInputs ?? {}).map(
    ([name, refs]) => [name, refs.map(source)] as const,
  );
  return {
    ...call,
    inputs: call.inputs.map(source),
    ...(keywords.length > 0 ? { keywordInputs: Object.fromEntries(keywords) } : {}),
  };
}

/** A call for each of the old one's, on the layer before. */
function chained(old: readonly LayerCall[], before: number): LayerCall[] {
  return old.map((_, call) => ({ inputs: [{ layer: before, call, tensor: 0 }] }));
}
