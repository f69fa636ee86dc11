/** The weights that initialisers made, kept between runs within a limit, so that they are not made anew for each picture. */
import type { WeightSpec } from "../../core/layers/operation.ts";
import { layerWeights, type ResolvedWeights } from "../weights/layerWeights.ts";
import type { WeightStore } from "../weights/weightStore.ts";

export interface WeightCache {
  /** Weights of a layer; stops every few milliseconds. */
  readonly layer: (
    specs: readonly WeightSpec[],
    key: string,
    from: { readonly weights: WeightStore; readonly seed: number },
  ) => Generator<void, ResolvedWeights>;
  /** Forgets the oldest until no more than so many bytes are kept. */
  readonly shrink: (limitBytes: number) => void;
}

interface Cached {
  readonly specs: readonly WeightSpec[];
  readonly resolved: ResolvedWeights;
  /** Of those that no file holds anyway. */
  readonly bytes: number;
}

export function createWeightCache(): WeightCache {
  const layers = new Map<string, Cached>();
  let store: WeightStore | undefined;
  let seed: number | undefined;
  let bytes = 0;
  const drop = (key: string, cached: Cached) => {
    layers.delete(key);
    bytes -= cached.bytes;
  };
  return {
    *layer(specs, key, from) {
      if (store !== from.weights || seed !== from.seed) {
        for (const [name, cached] of layers) drop(name, cached);
        store = from.weights;
        seed = from.seed;
      }
      const known = layers.get(key);
      if (known?.specs === specs) return known.resolved;
      if (known) drop(key, known);
      const resolved = yield* layerWeights(specs, key, from.weights, from.seed);
      const made = resolved.named.filter(({ source }) => source === "initialiser");
      const size = made.reduce((sum, { tensor }) => sum + 4 * tensor.data.length, 0);
      layers.set(key, { specs, resolved, bytes: size });
      bytes += size;
      return resolved;
    },
    shrink: (limitBytes) => {
      for (const [key, cached] of layers) {
        if (bytes <= limitBytes) return;
        drop(key, cached);
      }
    },
  };
}
