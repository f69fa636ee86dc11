/** Tensors filled with seeded noise: sample inputs for models that take no picture. */
import { uniformFiller } from "../wasm/uniformFiller.ts";
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
  for (const _ of fillRandomInParts(data, seed, distribution, label));
}

/** Numbers between two stops: a few milliseconds. */
const numbersAtOnce = 100_000;

/** The same with a stop every now and then. */
export function* fillRandomInParts(
  data: Float32Array,
  seed: number,
  distribution: Distribution,
  label: string,
): Generator<void> {
  const fill = filling(distribution, seed, label, data.length);
  for (let from = 0; from < data.length; from += numbersAtOnce) {
    fill(data, { from, end: Math.min(data.length, from + numbersAtOnce) });
    yield;
  }
}

/** Fewer numbers are made before code for them is. */
const enoughToCompile = 10_000;

interface Places {
  readonly from: number;
  readonly end: number;
}

/** Functions of their own, since the engine compiles the loops of generators late. */
function filling(
  distribution: Distribution,
  seed: number,
  label: string,
  count: number,
): (data: Float32Array, places: Places) => void {
  const random = seededRandom(seed, label);
  if (distribution.kind === "uniform") {
    const generated = count >= enoughToCompile ? uniformFiller() : undefined;
    return (data, places) => {
      if (generated) generated(random, data, distribution, places);
      else random.fillUniform(data, distribution, places);
    };
  }
  const { kind, mean, deviation } = distribution;
  const normal = kind === "normal" ? random.normal : random.truncatedNormal;
  return (data, { from, end }) => {
    for (let at = from; at < end; at++) data[at] = mean + deviation * normal();
  };
}
