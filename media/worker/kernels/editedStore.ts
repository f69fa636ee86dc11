/** Weights with a person's edits over those of the file or the initialisers. */
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import { elementCount, sameShape, type Tensor } from "../../../engine/tensor/tensor.ts";
import { initialiseWeight } from "../../../engine/weights/initialiser.ts";
import type { WeightEntry } from "../../../engine/weights/weightEntry.ts";
import { type WeightStore, weightKey } from "../../../engine/weights/weightStore.ts";
import type { WeightEdit } from "../../../protocol/kernelEdits.ts";
import { findLayer } from "../findLayer.ts";
import { withEdit } from "./layerKernels.ts";

/** The store itself where no edit fits the model any more. */
export function editedStore(
  analysis: ModelAnalysis,
  store: WeightStore,
  edits: readonly WeightEdit[],
  seed: number,
): WeightStore {
  const layers = new Map(store.layers);
  let changed = false;
  for (const edit of edits) {
    const layer = findLayer(analysis, edit.layerPath)?.layer;
    const spec = layer?.weights?.find(({ name }) => name === edit.weight);
    if (!layer || !spec || elementCount(spec.shape) !== edit.count || edit.places.length === 0) continue;
    const key = weightKey(edit.layerPath, layer.node);
    const old = store.layers.get(key)?.get(spec.name);
    const base = old && sameShape(old.shape, spec.shape) ? old : undefined;
    let tensor: Tensor | undefined;
    const read = (): Tensor => {
      const { data } = base ? base.read() : initialiseWeight(spec, seed, `${key}/${spec.name}`).tensor;
      return { shape: spec.shape, data: withEdit(data, edit) };
    };
    const entry: WeightEntry = {
      name: spec.name,
      shape: spec.shape,
      source: base ? "file" : "initialiser",
      read: () => {
        tensor ??= read();
        return tensor;
      },
    };
    layers.set(key, new Map(layers.get(key)).set(spec.name, entry));
    changed = true;
  }
  return changed ? { layers } : store;
}

/** `12 numbers of conv1 edited by hand`; `null` where no edit fits the model. */
export function editsText(analysis: ModelAnalysis, edits: readonly WeightEdit[]): string | null {
  const counts = new Map<string, number>();
  for (const { layerPath, weight, count, places } of edits) {
    const spec = findLayer(analysis, layerPath)?.layer.weights?.find(({ name }) => name === weight);
    if (!spec || elementCount(spec.shape) !== count || places.length === 0) continue;
    const name = layerPath.join("/");
    counts.set(name, (counts.get(name) ?? 0) + places.length);
  }
  if (counts.size === 0) return null;
  const texts = [...counts].map(
    ([name, count]) => `${count} ${count === 1 ? "number" : "numbers"} of ${name}`,
  );
  return `${texts.join(", ")} edited by hand`;
}
