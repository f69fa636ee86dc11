/** Layers that work element by element: normalisation, activations and merges at one place. */
import type { Activation, BatchNormalizationOperation, LayerOperation } from "../../core/layers/operation.ts";
import { normaliseAxis } from "../../core/shape/shape.ts";
import { activate } from "../kernels/activation/activate.ts";
import { scalarActivation } from "../kernels/activation/functions.ts";
import { normalisationOf } from "../kernels/batchNormalization/reference.ts";
import { alignRank } from "../kernels/broadcast.ts";
import { inputTensor, weightData } from "../kernels/kernel.ts";
import { combineStep } from "../kernels/merge/reference.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { PlacedRequest } from "./explainPixel.ts";
import type { PixelExplanation, SourceElement } from "./pixelExplanation.ts";
import { valueAt } from "./place.ts";

export function explainNormalisation(request: PlacedRequest<BatchNormalizationOperation>): PixelExplanation {
  const { operation, at } = request;
  const source = elementAt(inputTensor(request), 0, at);
  const line = normalisationOf(operation, request.weights, at[operation.axis] ?? 0);
  const { mean, variance, gamma, beta } = line;
  return {
    kind: "normalisation",
    coordinates: at,
    source,
    mean,
    variance,
    epsilon: operation.epsilon,
    gamma,
    beta,
    output: Math.fround((source.value - mean) * line.factor + beta),
  };
}

type FunctionOperation = Extract<LayerOperation, { readonly op: "activation" | "softmax" | "prelu" }>;

export function explainFunction(request: PlacedRequest<FunctionOperation>): PixelExplanation {
  const { operation, at } = request;
  const input = inputTensor(request);
  const source = elementAt(input, 0, at);
  const explained = (activation: Activation, looksAt: number, output: number): PixelExplanation => ({
    kind: "function",
    coordinates: at,
    source,
    activation,
    looksAt,
    output: Math.fround(output),
  });
  switch (operation.op) {
    case "prelu": {
      const alpha = { shape: [1, ...operation.alphaShape], data: weightData(request.weights, "alpha") };
      const slope = valueAt(alpha, broadcastPlace(at, alpha.shape));
      const activation = { name: "prelu", settings: { negative_slope: slope } };
      return explained(activation, 1, source.value < 0 ? source.value * slope : source.value);
    }
    case "softmax": {
      const { looksAt, output } = softmaxAt(input, operation.axes, at);
      return explained({ name: "softmax", settings: {} }, looksAt, output);
    }
    case "activation": {
      const scalar = scalarActivation(operation.activation);
      if (scalar) return explained(operation.activation, 1, scalar(source.value));
      return explained(
        operation.activation,
        input.shape.at(-1) ?? 1,
        alongLastAxis(request, operation.activation),
      );
    }
  }
}

type MergeOperation = Extract<LayerOperation, { readonly op: "merge" }>;

export function explainOperands(request: PlacedRequest<MergeOperation>): PixelExplanation {
  const { operation, at, inputs } = request;
  const operands = inputs.map((tensor, input): SourceElement => {
    const place = broadcastPlace(at, alignRank(tensor.shape, at.length));
    // The axes that were put in behind the batch to make the ranks equal go out again.
    const extra = at.length - tensor.shape.length;
    return elementAt(tensor, input, [...place.slice(0, 1), ...place.slice(1 + extra)]);
  });
  const total = operands
    .map((operand) => operand.value)
    .reduce((sum, value) => combineStep(operation.combine, sum, value));
  const output = Math.fround(operation.combine === "average" ? total / operands.length : total);
  return { kind: "operands", coordinates: at, combine: operation.combine, operands, output };
}

function elementAt(tensor: Tensor, input: number, coordinates: readonly number[]): SourceElement {
  return { input, coordinates, value: valueAt(tensor, coordinates) };
}

/** The same place in a tensor that is repeated along its axes of size 1. */
function broadcastPlace(at: readonly number[], shape: readonly number[]): number[] {
  return at.map((place, axis) => (shape[axis] === 1 ? 0 : place));
}

function softmaxAt(
  input: Tensor,
  axes: readonly number[],
  at: readonly number[],
): { readonly looksAt: number; readonly output: number } {
  let places: number[][] = [[...at]];
  for (const axis of axes) {
    const positive = normaliseAxis(axis, at.length) ?? 0;
    const size = input.shape[positive] ?? 1;
    places = places.flatMap((place) =>
      Array.from({ length: size }, (_, index) => place.with(positive, index)),
    );
  }
  const values = places.map((place) => valueAt(input, place));
  const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const sum = values.reduce((total, value) => total + Math.exp(value - largest), 0);
  return { looksAt: values.length, output: Math.exp(valueAt(input, at) - largest) / sum };
}

function alongLastAxis(request: PlacedRequest<FunctionOperation>, activation: Activation): number {
  const { at, outputShape } = request;
  const input = inputTensor(request);
  const count = input.shape.at(-1) ?? 1;
  const data = new Float32Array(count);
  for (let index = 0; index < count; index++) data[index] = valueAt(input, [...at.slice(0, -1), index]);
  const output = { shape: [outputShape.at(-1) ?? 1], data: new Float32Array(outputShape.at(-1) ?? 1) };
  activate(activation, { shape: [count], data }, output);
  return output.data[at.at(-1) ?? 0] ?? Number.NaN;
}
