/** Registry of the layer classes: one line a layer file. */
import type { LayerSpec } from "./layerSpec.ts";

const specs: readonly LayerSpec[] = [];

const byName = new Map<string, LayerSpec>();
for (const spec of specs) {
  for (const name of [spec.className, ...(spec.aliases ?? [])]) byName.set(name, spec);
}

/** The spec of a class by its Keras name of any version; `undefined` for a class that is not known. */
export function findLayerSpec(className: string): LayerSpec | undefined {
  return byName.get(className);
}

/** All layer classes, in the registry's order. */
export function allLayerSpecs(): readonly LayerSpec[] {
  return specs;
}
