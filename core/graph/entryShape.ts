/** The shape that a model declares for one of its inputs. */
import { declaredInputShape } from "../layers/inputLayer.ts";
import type { RankedShape } from "../shape/shape.ts";
import type { LayerNode } from "./modelGraph.ts";

/**
 * The declared shape of the input that enters at `node`, batch first. Free sizes of the model's second input are
 * named `H_2`, `W_2` and so on, since nothing says that they equal those of the first.
 * @param index - Number of the input in the model; below zero where the layer is none of its inputs.
 */
export function declaredEntryShape(node: LayerNode, index: number): RankedShape | undefined {
  const suffix = index > 0 ? `_${index + 1}` : "";
  return declaredInputShape(node, suffix) ?? declaredInputShape(innermostEntry(node), suffix);
}

/** A Sequential whose first layer is a model takes the input that this one declares, however deep that stands. */
function innermostEntry(node: LayerNode): LayerNode {
  let entry = node;
  while (entry.model) {
    const input = entry.model.inputs[0];
    const inner = input && entry.model.layers[input.layer];
    if (!inner) return entry;
    entry = inner;
  }
  return entry;
}
