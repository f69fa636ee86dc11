/** Who uses the output of a layer: the connections of a graph, read backwards. */
import { callSources } from "./callSources.ts";
import type { ModelGraph } from "./modelGraph.ts";

export interface LayerUses {
  /** Numbers of the layers that take an output of this layer, one entry a connection. */
  readonly consumers: readonly number[];
  readonly isOutput: boolean;
}

/** Uses of every layer, by layer number. */
export function layerUses(graph: ModelGraph): readonly LayerUses[] {
  const consumers: number[][] = graph.layers.map(() => []);
  for (const [layer, node] of graph.layers.entries()) {
    for (const call of node.calls) {
      for (const ref of callSources(call)) consumers[ref.layer]?.push(layer);
    }
  }
  const outputs = new Set(graph.outputs.map((ref) => ref.layer));
  return consumers.map((list, layer) => ({ consumers: list, isOutput: outputs.has(layer) }));
}
