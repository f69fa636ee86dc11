/** The weights of a model's layers between runs: the same tensors each time, so that what was packed of them serves again. */
import type { WeightSpec } from "../../core/layers/operation.ts";
import { LazyTensor } from "../tensor/lazyTensor.ts";
import { layerWeights, type ResolvedWeights } from "../weights/layerWeights.ts";
import type { WeightStore } from "../weights/weightStore.ts";

export interface WeightCache {
  readonly layer: (specs: readonly WeightSpec[], key: string, origin: Origin) => ResolvedWeights;
  /** Forgets the values that initialisers made, those of the layers that were used longest ago first, beyond so many bytes. */
  readonly shrink: (limitBytes: number) => void;
}

/** What weights depend on; a run's request is one. */
export interface Origin {
  readonly analysis: object;
  readonly weights: WeightStore;
  readonly seed: number;
}

interface Cached {
  readonly specs: string;
  readonly resolved: ResolvedWeights;
  /** Number of the analysis that asked for it last. */
  readonly usedBy: number;
}

/** Layers that so many analyses have not asked for are gone from the model. */
const analysesToWait = 8;

export function createWeightCache(): WeightCache {
  const layers = new Map<string, Cached>();
  /** May hold values; used longest ago first. */
  const lazy = new Set<LazyTensor>();
  let from: Origin | undefined;
  let analyses = 0;
  const begin = (next: Origin) => {
    if (from && (from.weights !== next.weights || from.seed !== next.seed)) layers.clear();
    if (from?.analysis !== next.analysis) analyses++;
    from = next;
    for (const [key, { usedBy }] of layers) if (usedBy + analysesToWait < analyses) layers.delete(key);
  };
  return {
    layer: (specs, key, origin) => {
      if (from !== origin) begin(origin);
      const wanted = JSON.stringify(specs);
      const known = layers.get(key);
      const resolved =
        known?.specs === wanted ? known.resolved : layerWeights(specs, key, origin.weights, origin.seed);
      layers.set(key, { specs: wanted, resolved, usedBy: analyses });
      for (const { tensor } of resolved.named) {
        if (!(tensor instanceof LazyTensor)) continue;
        lazy.delete(tensor);
        lazy.add(tensor);
      }
      return resolved;
    },
    shrink: (limitBytes) => {
      for (const tensor of lazy) if (tensor.bytesHeld === 0) lazy.delete(tensor);
      let held = [...lazy].reduce((sum, tensor) => sum + tensor.bytesHeld, 0);
      for (const tensor of lazy) {
        if (held <= limitBytes) return;
        held -= tensor.bytesHeld;
        tensor.forget();
        lazy.delete(tensor);
      }
    },
  };
}
