/** The layer that a problem is about. */
import type { LayerNode } from "../../core/graph/modelGraph.ts";
import type { Problem } from "../../core/graph/problem.ts";
import type { SourceRange } from "../../core/graph/sourceRange.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { type PlacedLayer, walkLayers } from "../analysis/layerWalk.ts";

/** The innermost layer around the problem's place, with the name that it gives, if it gives one. */
export function nodeOfProblem(analysis: Analysis, { range, layer }: Problem): LayerNode | undefined {
  let best: LayerNode | undefined;
  for (const node of allNodes(analysis)) {
    if (layer !== undefined && node.name !== layer) continue;
    if (node.range.start > range.start || range.end > node.range.end) continue;
    if (!best || node.range.end - node.range.start <= best.range.end - best.range.start) best = node;
  }
  return best;
}

/** The layer whose whole text is at that place. */
export function nodeAt(analysis: Analysis, place: SourceRange): LayerNode | undefined {
  for (const node of allNodes(analysis)) {
    if (node.range.start === place.start && node.range.end === place.end) return node;
  }
  return undefined;
}

/** The layer with the model that holds it, by its node. */
export function placedNode(analysis: Analysis, node: LayerNode): PlacedLayer | undefined {
  for (const placed of walkLayers(analysis)) if (placed.layer.node === node) return placed;
  return undefined;
}

function* allNodes(analysis: Analysis): Generator<LayerNode> {
  for (const { layer } of walkLayers(analysis)) {
    for (let node: LayerNode | undefined = layer.node; node; node = node.wrapped) yield node;
  }
}
