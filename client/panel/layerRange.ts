/** A range of layers, from what a person has selected: text of the file, or rows of the model outline. */
import type { ModelGraph } from "../../core/graph/modelGraph.ts";

export interface LayerRange {
  /** Names of the range's first and last layer, from the outermost model inwards; the two differ in the last name only. */
  readonly from: readonly string[];
  readonly layerPath: readonly string[];
}

/** Paths of the layers with text between the offsets, but for those that hold all of it, in the model's order. */
export function layersWithin(graph: ModelGraph, start: number, end: number): readonly (readonly string[])[] {
  return graph.layers.flatMap((node) => {
    const { range } = node;
    const holdsAll = range.start <= start && range.end >= end;
    const own = range.start < end && range.end > start && !holdsAll ? [[node.name]] : [];
    const inner = node.model ? layersWithin(node.model, start, end) : [];
    return [...own, ...inner.map((path) => [node.name, ...path])];
  });
}

/**
 * The range from the first to the last of those layers, in the model's order. Layers of different models give the range of the
 * outer layers that hold them. `null` where that leaves one layer, or none.
 */
export function rangeAmong(graph: ModelGraph, paths: readonly (readonly string[])[]): LayerRange | null {
  const depth = sharedDepth(paths);
  const outer = paths[0]?.slice(0, depth) ?? [];
  let model: ModelGraph | undefined = graph;
  for (const name of outer) model = model?.layers.find((node) => node.name === name)?.model;
  const names = new Set(paths.map((path) => path[depth]));
  const chosen = model?.layers.filter((node) => names.has(node.name)) ?? [];
  const [first, last] = [chosen[0], chosen.at(-1)];
  if (!first || !last || first === last) return null;
  return { from: [...outer, first.name], layerPath: [...outer, last.name] };
}

/** How many names all of the paths begin with alike, the last name of the shortest left out. */
function sharedDepth(paths: readonly (readonly string[])[]): number {
  const first = paths[0] ?? [];
  let depth = 0;
  while (paths.every((path) => path.length > depth + 1 && path[depth] === first[depth])) {
    if (paths.length === 0) break;
    depth++;
  }
  return depth;
}
