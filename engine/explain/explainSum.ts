/** Layers that are a weighted sum: the stages for one place, then bias and activation. */
import { linearActivation } from "../../core/layers/activationFunction.ts";
import type { Activation, LayerOperation } from "../../core/layers/operation.ts";
import { scalarActivation } from "../kernels/activation/functions.ts";
import { vectorActivation } from "../kernels/activation/vectorFunctions.ts";
import { biasData } from "../kernels/kernel.ts";
import type { PlacedRequest } from "./explainPixel.ts";
import { denseStage, interpolationStage, transposedStage } from "./otherStages.ts";
import type { PixelExplanation, SumStage } from "./pixelExplanation.ts";
import { takeApart } from "./place.ts";
import { convolutionStage, depthwiseStage, separableStages } from "./slidingStages.ts";

export type SumOperation = Extract<
  LayerOperation,
  {
    readonly op:
      | "convolution"
      | "transposedConvolution"
      | "depthwiseConvolution"
      | "separableConvolution"
      | "dense"
      | "upSampling";
  }
>;

export interface WeightedSum {
  readonly stages: readonly SumStage[];
  /** Of the last stage, without the bias. */
  readonly sum: number;
}

export function explainSum(request: PlacedRequest<SumOperation>): PixelExplanation {
  const { operation, at } = request;
  const { stages, sum } = stagesAt(request);
  const bias = biasAt(request, at);
  const activation: Activation = operation.op === "upSampling" ? linearActivation : operation.activation;
  const preActivation = sum + (bias ?? 0);
  return {
    kind: "sum",
    coordinates: at,
    stages,
    bias,
    preActivation,
    activation,
    output: activated(request, activation, preActivation),
  };
}

function stagesAt(request: PlacedRequest<SumOperation>): WeightedSum {
  const { operation } = request;
  switch (operation.op) {
    case "convolution":
      return convolutionStage({ ...request, operation });
    case "depthwiseConvolution":
      return depthwiseStage({ ...request, operation });
    case "separableConvolution":
      return separableStages({ ...request, operation });
    case "transposedConvolution":
      return transposedStage({ ...request, operation });
    case "dense":
      return denseStage({ ...request, operation });
    case "upSampling":
      return interpolationStage({ ...request, operation });
  }
}

function biasAt(request: PlacedRequest<SumOperation>, at: readonly number[]): number | null {
  const { operation } = request;
  if (operation.op === "upSampling") return null;
  const bias = biasData(request.weights, operation.useBias);
  if (!bias) return null;
  const channel = operation.op === "dense" ? (at.at(-1) ?? 0) : takeApart(at, operation.dataFormat).channel;
  return bias[channel] ?? Number.NaN;
}

/** Kernels round to float32 before the activation; functions of a vector need the sums along the whole last axis. */
function activated(
  request: PlacedRequest<SumOperation>,
  activation: Activation,
  preActivation: number,
): number {
  const scalar = scalarActivation(activation);
  if (scalar) return Math.fround(scalar(Math.fround(preActivation)));
  const vector = vectorActivation(activation.name);
  if (!vector) return Number.NaN;
  const count = request.outputShape.at(-1) ?? 1;
  const sums = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    const at = [...request.at.slice(0, -1), index];
    sums[index] = stagesAt({ ...request, at, mostTaps: 0 }).sum + (biasAt(request, at) ?? 0);
  }
  vector(sums, 0, count, sums, 0);
  return sums[request.at.at(-1) ?? 0] ?? Number.NaN;
}
