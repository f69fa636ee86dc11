/** Who uses the output of a layer: the connections of a graph, read backwards. */
import { callSources } from "./callSources.ts";
import type { ModelGraph } from "./modelGraph.ts";

export interface LayerUses {
  /** Numbers of the layers that take an output of this layer, one entry a connection. */
  readonly consumers: readonly number[];
  readonly isOutput: boolean;
}

const known = new WeakMap<ModelGraph, readonly LayerUses[]>();

/** Uses of every layer, by layer number; found once for a graph. */
export function layerUses(graph: ModelGraph): readonly LayerUses[] {
  const before = known.get(graph);
  if (before) return before;
  const found = findUses(graph);
  known.set(graph, found);
  return found;
}

function findUses(graph: ModelGraph): readonly LayerUses[] {
  const consumers: (number[] | undefined)[] = new Array(graph.layers.length);
  for (const [layer, node] of graph.layers.entries()) {
    for (const call of node.calls) {
      for (const ref of callSources(call)) {
        const list = consumers[ref.layer];
        if (list) list.push(layer);
        else if (ref.layer < graph.layers.length) consumers[ref.layer] = [layer];
      }
    }
  }
  const outputs = new Set(graph.outputs.map((ref) => ref.layer));
  return Array.from(consumers, (list = [], layer) => ({ consumers: list, isOutput: outputs.has(layer) }));
}
