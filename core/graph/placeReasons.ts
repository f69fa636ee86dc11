/** Puts the expression of a program that makes a layer, with its line, before reasons that name nothing of the program. */
import type { LayerInference } from "../layers/layerInference.ts";
import { type Shape, unrankedShape } from "../shape/shape.ts";
import type { LayerNode } from "./modelGraph.ts";

/** For what an error at this layer leaves unknown; reasons of its inputs stay as they are. */
export function reasonsWithPlace(
  inference: LayerInference,
  shapes: readonly Shape[],
  node: LayerNode,
): LayerInference {
  if (node.place === undefined) return inference;
  const inherited = new Set(shapes.flatMap((shape) => (shape.kind === "unranked" ? [shape.reason] : [])));
  const placed = (reason: string) => (inherited.has(reason) ? reason : atPlace(reason, node));
  return {
    ...inference,
    outputs: inference.outputs.map((shape) =>
      shape.kind === "unranked" ? unrankedShape(placed(shape.reason)) : shape,
    ),
    unknown: inference.unknown.map(({ what, reason }) => ({ what, reason: placed(reason) })),
  };
}

export function atPlace(reason: string, { place }: LayerNode): string {
  return place === undefined ? reason : `${place}: ${reason}`;
}
