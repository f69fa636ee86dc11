/** The layer at a place of the file, looked up in the model that the panel shows. */
import type { LayerNode, ModelGraph } from "../../core/graph/modelGraph.ts";

/**
 * Names of the innermost layer whose text holds the offset (its end counts too), from the outermost model inwards. One
 * text can make several layers, in a loop or a helper: `shown` is kept if it is one of them. `null` for no layer.
 */
export function layerAtOffset(
  graph: ModelGraph,
  offset: number,
  shown: readonly string[],
): readonly string[] | null {
  let best: FoundLayer | undefined;
  const open: { readonly model: ModelGraph; readonly path: readonly string[] }[] = [
    { model: graph, path: [] },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const node of next.model.layers) {
      const path = [...next.path, node.name];
      if (node.model && path.length < mostDepth) open.push({ model: node.model, path });
      if (!holds(node, offset)) continue;
      const found = { path, length: node.range.end - node.range.start, isShown: isSame(path, shown) };
      if (!best || isBetter(found, best)) best = found;
    }
  }
  return best?.path ?? null;
}

/** Deeper models are not followed into: their layers' paths are no names that a person reads. */
const mostDepth = 8;

interface FoundLayer {
  readonly path: readonly string[];
  readonly length: number;
  readonly isShown: boolean;
}

/** A shorter text is further inside; of layers with one text the shown one, then the first of the outermost model. */
function isBetter(found: FoundLayer, best: FoundLayer): boolean {
  if (found.length !== best.length) return found.length < best.length;
  return found.isShown && !best.isShown;
}

function holds({ range }: LayerNode, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, depth) => name === b[depth]);
}
