/** Weights that files brought for a model: by layer, then by Keras's weight name. */
import type { LayerNode } from "../../core/graph/modelGraph.ts";
import type { WeightEntry } from "./weightEntry.ts";

export interface WeightStore {
  /** Layer key (see `weightKey`) to weight name to array. */
  readonly layers: ReadonlyMap<string, ReadonlyMap<string, WeightEntry>>;
}

/** No weights: every layer is filled by its initialisers. */
export const emptyWeightStore: WeightStore = { layers: new Map() };

/**
 * The key under which a layer's weights are kept: the same for two nodes that share them, else the layer's path from the
 * outer model inwards.
 */
export function weightKey(layerPath: readonly string[], node: LayerNode): string {
  return node.weightsKey ?? layerPath.join("/");
}
