/** Sentences that go with a result, so that nobody takes it for more than it is. */

import type { PlanStep } from "./plan.ts";
import type { RunSuccess } from "./runModel.ts";

/** Numbers of untrained weights say nothing about what a model has learned. */
export function noteWeights(source: RunSuccess["weightSource"], seed: number): string[] {
  if (source === "initialiser")
    return [`All weights come from the layers' initialisers, seed ${seed}; they are not trained.`];
  if (source === "mixed")
    return [`Some weights come from the file, the others from initialisers, seed ${seed}.`];
  return [];
}

/** The places where Keras's own backends compute different numbers. */
export function noteBackendDifference(step: PlanStep): string[] {
  if (step.kind === "view") return [];
  const { operation, name } = step;
  if (operation.op === "pooling" && operation.averagePadding !== "excluded") {
    return [
      `"${name}" averages over unequal padding: here the edge is repeated, as Keras on PyTorch does; Keras on TensorFlow leaves the padding out.`,
    ];
  }
  const bicubic =
    (operation.op === "upSampling" || (operation.op === "resizing" && !operation.antialias)) &&
    operation.interpolation === "bicubic";
  if (!bicubic) return [];
  return [
    `"${name}" interpolates by cubics with a = -0.75 and repeats the edge, as Keras on PyTorch does; Keras on TensorFlow takes a = -0.5.`,
  ];
}
