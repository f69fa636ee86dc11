/** Tensors filled with seeded noise: sample inputs for models that take no picture. */
import { seededRandom } from "./random.ts";
import { type Tensor, zeros } from "./tensor.ts";

export type Distribution =
  | { readonly kind: "uniform"; readonly low: number; readonly high: number }
  | { readonly kind: "normal" | "truncatedNormal"; readonly mean: number; readonly deviation: number };

/** The same seed and label give the same numbers on every machine. */
export function randomTensor(
  shape: readonly number[],
  seed: number,
  distribution: Distribution = { kind: "uniform", low: 0, high: 1 },
  label = "input",
): Tensor {
  const tensor = zeros(shape);
  fillRandom(tensor.data, seed, distribution, label);
  return tensor;
}

/** Overwrites all values. */
export function fillRandom(
  data: Float32Array,
  seed: number,
  distribution: Distribution,
  label: string,
): void {
  const random = seededRandom(seed, label);
  if (distribution.kind === "uniform") {
    const { low, high } = distribution;
    for (let at = 0; at < data.length; at++) data[at] = low + (high - low) * random.uniform();
    return;
  }
  const draw = distribution.kind === "normal" ? random.normal : random.truncatedNormal;
  for (let at = 0; at < data.length; at++) data[at] = distribution.mean + distribution.deviation * draw();
}
