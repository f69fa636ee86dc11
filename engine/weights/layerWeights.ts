/** The weights one layer runs with: from a file where it brings them, else from the layer's initialisers. */
import type { WeightSpec } from "../../core/layers/operation.ts";
import type { LayerWeights } from "../kernels/kernel.ts";
import { sameShape, type Tensor } from "../tensor/tensor.ts";
import { initialiseWeight } from "./initialiser.ts";
import type { WeightStore } from "./weightStore.ts";

export interface NamedWeight {
  readonly name: string;
  readonly tensor: Tensor;
  readonly source: "file" | "initialiser";
}

export interface ResolvedWeights {
  readonly weights: LayerWeights;
  readonly named: readonly NamedWeight[];
  readonly notes: readonly string[];
}

/** `key` is the layer's weight key, which also labels its random numbers. Nothing is filled before it is read. */
export function layerWeights(
  specs: readonly WeightSpec[],
  key: string,
  store: WeightStore,
  seed: number,
): ResolvedWeights {
  const notes: string[] = [];
  const named = specs.map((spec): NamedWeight => {
    const entry = store.layers.get(key)?.get(spec.name);
    if (entry && sameShape(entry.shape, spec.shape)) {
      return { name: spec.name, tensor: entry.read(), source: entry.source ?? "file" };
    }
    const { tensor, note } = initialiseWeight(spec, seed, `${key}/${spec.name}`);
    if (note !== undefined) notes.push(note);
    return { name: spec.name, tensor, source: "initialiser" };
  });
  return {
    weights: Object.fromEntries(named.map((weight) => [weight.name, weight.tensor])),
    named,
    notes,
  };
}
