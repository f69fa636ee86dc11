/** Draws a layer that takes given tensors: any class of TensorFlow.js whose inputs have as many axes. */

import { seededRandom } from "../../engine/tensor/random.ts";
import { type Choices, choices } from "../core/dialect/layerChoices.ts";
import { drawLayer, layerClasses, type RandomLayer } from "../core/dialect/randomLayers.ts";
import { analyse, type Ours } from "../core/dialect/singleLayers.ts";
import type { Sizes } from "./drawnModel.ts";

export interface FittingLayer {
  readonly layer: RandomLayer;
  /** What the analysis makes of it: it steers the drawing, and is not what the models are held against. */
  readonly ours: Ours;
}

/** Tensors stay this small, so that thousands of models run in seconds. */
const mostElements = 3000;

/** A layer on tensors of these sizes for which `accepts` holds; `undefined` where none is found in a few tries. */
export function drawFitting(
  choose: Choices,
  inputs: readonly Sizes[],
  accepts: (fitting: FittingLayer) => boolean,
): FittingLayer | undefined {
  const classes = classesByRanks.get(ranksOf(inputs)) ?? [];
  if (classes.length === 0) return undefined;
  for (let attempt = 0; attempt < 12; attempt++) {
    const className = choose.pick(classes);
    const drawn = drawLayer(className, choose);
    if (ranksOf(drawn.inputs) !== ranksOf(inputs)) continue;
    const layer = { ...drawn, config: fitConfig(choose, drawn, inputs[0] ?? []), inputs };
    const ours = analyse(layer);
    if (ours.outputs.every(isSmall) && accepts({ layer, ours })) return { layer, ours };
  }
  return undefined;
}

/** No problem at all: neither a mistake nor a difference of the dialects. */
export function isSound({ ours }: FittingLayer): boolean {
  return (
    ours.problems.length === 0 && ours.outputs.length > 0 && ours.outputs.every((sizes) => sizes !== null)
  );
}

/** What depends on the sizes of the input themselves is drawn anew. */
function fitConfig(choose: Choices, { className, config }: RandomLayer, sizes: Sizes): RandomLayer["config"] {
  const rest = sizes.slice(1);
  if (className === "Permute")
    return {
      dims: shuffled(
        choose,
        rest.map((_, axis) => axis + 1),
      ),
    };
  if (className === "Reshape" && rest.every((size) => size !== null)) {
    const elements = rest.reduce((product, size) => product * size, 1);
    return { target_shape: factors(choose, elements) };
  }
  return config;
}

function shuffled(choose: Choices, items: readonly number[]): number[] {
  const left = [...items];
  return items.map(() => left.splice(choose.integer(0, left.length - 1), 1)[0] as number);
}

/** One to four sizes with that product. */
function factors(choose: Choices, product: number): number[] {
  const sizes: number[] = [];
  let left = product;
  for (let axes = choose.integer(0, 3); axes > 0; axes--) {
    const divisors = [1, 2, 3, 4, 5, 6].filter((divisor) => left % divisor === 0);
    const size = choose.pick(divisors);
    sizes.push(size);
    left /= size;
  }
  return [...sizes, left];
}

function isSmall(sizes: Sizes | null): boolean {
  return sizes === null || sizes.reduce<number>((product, size) => product * (size ?? 6), 1) <= mostElements;
}

function ranksOf(inputs: readonly Sizes[]): string {
  return inputs.map((sizes) => sizes.length).join(",");
}

/** By the numbers of axes that a class draws for itself. */
const classesByRanks: ReadonlyMap<string, readonly string[]> = (() => {
  const found = new Map<string, Set<string>>();
  for (const className of layerClasses) {
    for (let number = 0; number < 40; number++) {
      const ranks = ranksOf(drawLayer(className, choices(seededRandom(number, className))).inputs);
      found.set(ranks, (found.get(ranks) ?? new Set()).add(className));
    }
  }
  return new Map([...found].map(([ranks, classes]) => [ranks, [...classes]]));
})();
