/** The weights that a model has, in the order of its layers; shared layers once. */
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { WeightSpec } from "../../core/layers/operation.ts";
import { weightKey } from "./weightStore.ts";

export interface WantedWeight {
  /** Names from the outer model inwards. */
  readonly layerPath: readonly string[];
  readonly key: string;
  readonly weight: WeightSpec;
}

/** All weights whose shapes are known, nested models included. */
export function wantedWeights(analysis: ModelAnalysis): WantedWeight[] {
  const wanted: WantedWeight[] = [];
  const seen = new Set<string>();
  // A stack in place of recursion, since files decide how deep models are nested; the last in is the next in order.
  const open: { readonly model: ModelAnalysis; readonly path: readonly string[]; layer: number }[] = [
    { model: analysis, path: [], layer: 0 },
  ];
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const layer = top.model.layers[top.layer];
    top.layer++;
    if (!layer) {
      open.pop();
      continue;
    }
    const layerPath = [...top.path, layer.node.name];
    const key = weightKey(layerPath, layer.node);
    if (seen.has(key)) continue;
    seen.add(key);
    for (const weight of layer.weights ?? []) {
      if (!layer.nested) wanted.push({ layerPath, key, weight });
    }
    if (layer.nested) open.push({ model: layer.nested, path: layerPath, layer: 0 });
  }
  return wanted;
}
