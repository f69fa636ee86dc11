/** How much runs of a session may leave behind: large models are not to stand in memory twice, whatever a person allows. */

import { elementCount, sameShape } from "../tensor/tensor.ts";
import type { WeightStore } from "../weights/weightStore.ts";
import { layersOf } from "./fusing/weightSource.ts";
import type { MemoryNeed } from "./memory.ts";
import type { RunPlan } from "./plan.ts";

/**
 * Bytes that runs may take in any case; beyond, so many times their weights and feature maps: with the arrays of which weights are made
 * and packed, and which are not counted here, 1.3 times at most.
 */
const roomyBytes = 128e6;
const mostOfNeeded = 1.2;

export interface KeepingBudget {
  /** Bytes of earlier results. */
  readonly results: number;
  /** Bytes of weights that initialisers made and of packed ones, together. */
  readonly weights: number;
}

/** What is left of `limitBytes`, and of what such a model should take, behind what the run itself needs. */
export function keepingBudget(
  plan: RunPlan,
  need: MemoryNeed,
  store: WeightStore,
  { limitBytes, most }: { readonly limitBytes: number; readonly most: KeepingBudget },
): KeepingBudget {
  const weights = weightBytes(plan, store);
  const total = Math.min(limitBytes, Math.max(roomyBytes, mostOfNeeded * (weights.all + need.mapBytes)));
  // Where the file holds the numbers as they are, those of the layer that needs most are there already.
  const twice = weights.coded > 0 ? 0 : Math.min(weights.held, need.weightBytes);
  const ofRun = weights.held + weights.coded + need.peakBytes - twice;
  const spare = Math.max(0, total - ofRun);
  const results = Math.min(most.results, spare / 2);
  return { results, weights: Math.min(most.weights, spare - results) };
}

interface WeightBytes {
  readonly all: number;
  /** Of those whose numbers the file holds, and of the file where it holds them in another form. */
  readonly held: number;
  readonly coded: number;
}

function weightBytes(plan: RunPlan, { layers }: WeightStore): WeightBytes {
  let [all, held, coded] = [0, 0, 0];
  const seen = new Set<string>();
  for (const step of plan.steps) {
    if (step.kind === "view") continue;
    for (const { key, weights } of step.fusion ? layersOf(step.fusion.source) : [step]) {
      if (seen.has(key)) continue;
      seen.add(key);
      for (const { name, shape } of weights) {
        const bytes = 4 * elementCount(shape);
        all += bytes;
        const entry = layers.get(key)?.get(name);
        if (!entry || !sameShape(entry.shape, shape)) continue;
        if (entry.codedBytes === undefined) held += bytes;
        else coded += entry.codedBytes;
      }
    }
  }
  return { all, held, coded };
}
