/** Batch normalisation as a trained model uses it: with the moving statistics. */
import type { BatchNormalizationOperation } from "../../../core/layers/operation.ts";
import { activateInParts } from "../activation/activate.ts";
import { inputTensor, type Kernel, type LayerWeights, noScratch, weightData } from "../kernel.ts";
import { inParts, ranges } from "../parts.ts";

export const batchNormalizationReference: Kernel<BatchNormalizationOperation> = {
  refuse: ({ operation, inputShapes }) =>
    inputShapes[0]?.[operation.axis] === operation.features
      ? undefined
      : `The layer has statistics for ${operation.features} features, and is given ${inputShapes[0]?.[operation.axis]}.`,
  scratchBytes: noScratch,
  ...inParts(function* (request) {
    const { operation, output } = request;
    const input = inputTensor(request);
    const inner = input.shape.slice(operation.axis + 1).reduce((a, b) => a * b, 1);
    const { features } = operation;
    const lines = Array.from({ length: features }, (_, feature) =>
      normalisationOf(operation, request.weights, feature),
    );
    const [from, to] = [input.data, output.data];
    yield* ranges(from.length / inner, inner, (start, end) => {
      for (let row = start; row < end; row++) {
        const { mean, factor, beta } = lines[row % features] as Normalisation;
        for (let at = row * inner; at < (row + 1) * inner; at++) {
          to[at] = ((from[at] as number) - mean) * factor + beta;
        }
      }
    });
    if (operation.activation) yield* activateInParts(operation.activation, output);
  }),
};

export interface Normalisation {
  readonly mean: number;
  readonly variance: number;
  /** 1 where the layer does not scale. */
  readonly gamma: number;
  /** 0 where the layer does not shift. */
  readonly beta: number;
  /** `gamma / sqrt(variance + epsilon)`. */
  readonly factor: number;
}

/** The numbers that one feature is normalised with. */
export function normalisationOf(
  operation: BatchNormalizationOperation,
  weights: LayerWeights,
  feature: number,
): Normalisation {
  const at = (name: string) => weightData(weights, name)[feature] as number;
  const mean = at("moving_mean");
  const variance = at("moving_variance");
  const gamma = operation.scale ? at("gamma") : 1;
  const beta = operation.center ? at("beta") : 0;
  return { mean, variance, gamma, beta, factor: gamma / Math.sqrt(variance + operation.epsilon) };
}
