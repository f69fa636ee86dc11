/** Layers that only move elements: where the one at a place comes from. */
import type { LayerOperation } from "../../core/layers/operation.ts";
import { normaliseAxis } from "../../core/shape/shape.ts";
import { flattenAxes } from "../kernels/flatten/reference.ts";
import { inputTensor } from "../kernels/kernel.ts";
import { spatialGrid, type Triple, toTriple } from "../kernels/spatialGrid.ts";
import { coordinatesOf, flatIndex } from "../tensor/tensor.ts";
import type { PlacedRequest } from "./explainPixel.ts";
import type { PixelExplanation, SourceElement } from "./pixelExplanation.ts";
import { putTogether, takeApart, valueAt } from "./place.ts";

export type CopyOperation = Extract<
  LayerOperation,
  {
    readonly op:
      | "pad"
      | "crop"
      | "upSampling"
      | "flatten"
      | "reshape"
      | "permute"
      | "concatenate"
      | "identity"
      | "input";
  }
>;

export function explainCopy(request: PlacedRequest<CopyOperation>): PixelExplanation {
  const place = sourceOf(request);
  const tensor = place && request.inputs[place.input];
  const source: SourceElement | null =
    place && tensor ? { ...place, value: valueAt(tensor, place.coordinates) } : null;
  return { kind: "copy", coordinates: request.at, source, output: source?.value ?? 0 };
}

/** `undefined` for a place in the padding. */
function sourceOf(request: PlacedRequest<CopyOperation>): Omit<SourceElement, "value"> | undefined {
  const { operation, at, outputShape } = request;
  const input = inputTensor(request);
  switch (operation.op) {
    case "pad":
      return moved(request, operation.dataFormat, (place, axis) => place - beforeOf(operation.padding, axis));
    case "crop":
      return moved(
        request,
        operation.dataFormat,
        (place, axis) => place + beforeOf(operation.cropping, axis),
      );
    case "upSampling":
      return moved(request, operation.dataFormat, (place, axis) =>
        Math.floor(place / (toTriple(operation.factors, 1)[axis] ?? 1)),
      );
    case "flatten": {
      const axes = flattenAxes(operation, input);
      const sizes = axes.map((axis) => input.shape[axis] ?? 1);
      const place = coordinatesOf(flatIndex(at, outputShape), sizes);
      return { input: 0, coordinates: input.shape.map((_, axis) => place[axes.indexOf(axis)] ?? 0) };
    }
    case "permute": {
      const order = [0, ...operation.order];
      return { input: 0, coordinates: input.shape.map((_, axis) => at[order.indexOf(axis)] ?? 0) };
    }
    case "concatenate":
      return joined(request, normaliseAxis(operation.axis, at.length) ?? 0);
    case "reshape":
    case "identity":
    case "input":
      return { input: 0, coordinates: coordinatesOf(flatIndex(at, outputShape), input.shape) };
  }
}

function beforeOf(pairs: readonly (readonly [number, number])[], axis: number): number {
  const before = pairs.map((pair) => pair[0]);
  return toTriple(before, 0)[axis] ?? 0;
}

/** The place with every spatial axis moved; `undefined` where that leaves the input. */
function moved(
  request: PlacedRequest<CopyOperation>,
  dataFormat: "channels_last" | "channels_first",
  move: (place: number, axis: number) => number,
): Omit<SourceElement, "value"> | undefined {
  const { sizes, rank } = spatialGrid(inputTensor(request).shape, dataFormat);
  const { batch, channel, position } = takeApart(request.at, dataFormat);
  const axes = [0, 1, 2].slice(3 - rank);
  const place: Triple = toTriple(
    axes.map((axis) => move(position[axis] ?? 0, axis)),
    0,
  );
  if (place.some((value, axis) => value < 0 || value >= (sizes[axis] ?? 1))) return undefined;
  return { input: 0, coordinates: putTogether({ batch, channel, position: place }, rank, dataFormat) };
}

function joined(
  request: PlacedRequest<CopyOperation>,
  axis: number,
): Omit<SourceElement, "value"> | undefined {
  let place = request.at[axis] ?? 0;
  for (const [input, tensor] of request.inputs.entries()) {
    const size = tensor.shape[axis] ?? 0;
    if (place < size) return { input, coordinates: request.at.with(axis, place) };
    place -= size;
  }
  return undefined;
}
