/** Weights that this side and Keras both make, so that whole networks are compared without storing any: see scripts/goldens/networks.py. */
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { elementCount } from "../../engine/tensor/tensor.ts";
import { wantedWeights } from "../../engine/weights/wantedWeights.ts";
import type { WeightEntry } from "../../engine/weights/weightEntry.ts";
import type { WeightStore } from "../../engine/weights/weightStore.ts";

/** From low to high: MurmurHash3's finaliser of FNV-1a of the label plus the place times the golden ratio. */
export function hashedNumbers(label: string, count: number, low: number, high: number): Float32Array {
  let seed = 0x811c9dc5;
  for (let at = 0; at < label.length; at++) seed = Math.imul(seed ^ (label.charCodeAt(at) & 255), 0x01000193);
  const result = new Float32Array(count);
  for (let place = 0; place < count; place++) {
    let x = (Math.imul(place, 0x9e3779b1) + seed) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    x ^= x >>> 16;
    result[place] = low + (high - low) * ((x >>> 0) / 4294967296);
  }
  return result;
}

/** All weights of a model, and how many numbers they are. */
export function hashedWeights(analysis: ModelAnalysis): {
  readonly store: WeightStore;
  readonly count: number;
} {
  const layers = new Map<string, Map<string, WeightEntry>>();
  let count = 0;
  for (const { key, layerPath, weight } of wantedWeights(analysis)) {
    const { name, shape } = weight;
    const label = `${layerPath.at(-1)}/${name}`;
    const [low, high] = limits(name, shape);
    count += elementCount(shape);
    const tensor = { shape, data: hashedNumbers(label, elementCount(shape), low, high) };
    const layer = layers.get(key) ?? new Map<string, WeightEntry>();
    layers.set(key, layer.set(name, { name: label, shape, read: () => tensor }));
  }
  return { store: { layers }, count };
}

function limits(name: string, shape: readonly number[]): readonly [number, number] {
  if (name.includes("kernel")) {
    const depthwise = shape.length === 4 && shape[3] === 1;
    const limit = Math.sqrt(3 / elementCount(shape.slice(0, depthwise ? -2 : -1)));
    return [-limit, limit];
  }
  if (name === "gamma") return [0.8, 1.2];
  return name === "moving_variance" || name === "variance" ? [0.5, 1.5] : [-0.1, 0.1];
}
