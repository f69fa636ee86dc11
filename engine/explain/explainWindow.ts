/** Pooling at one place: the elements of the window, and which one wins. */
import type { GlobalPoolingOperation, PoolingOperation } from "../../core/layers/operation.ts";
import { inputTensor } from "../kernels/kernel.ts";
import { pooledPosition } from "../kernels/pooling/reference.ts";
import { spatialGrid, type Triple } from "../kernels/spatialGrid.ts";
import { windowAxes } from "../kernels/windowAxes.ts";
import type { PlacedRequest } from "./explainPixel.ts";
import type { PixelExplanation, WindowElement } from "./pixelExplanation.ts";
import { positionsOf, putTogether, takeApart, valueAt } from "./place.ts";
import { readPosition } from "./slidingStages.ts";

export function explainWindow(request: PlacedRequest<PoolingOperation>): PixelExplanation {
  const { operation, at } = request;
  const input = inputTensor(request);
  const axes = windowAxes(operation.windows);
  const { sizes, rank } = spatialGrid(input.shape, operation.dataFormat);
  const { batch, channel, position } = takeApart(at, operation.dataFormat);
  const edge = operation.reduce === "average" && operation.averagePadding === "edge";
  const window = windowOf(request, operation.reduce);
  for (const kernel of positionsOf(axes.kernel)) {
    const place = readPosition(position, kernel, axes);
    const along = (axis: 0 | 1 | 2) => pooledPosition(place[axis], sizes[axis], edge);
    const read: Triple = [along(0), along(1), along(2)];
    const padded = place.some((value, axis) => value !== read[axis]);
    const counts = read.every((value) => value >= 0);
    const shown = putTogether({ batch, channel, position: place }, rank, operation.dataFormat);
    const source = putTogether({ batch, channel, position: read }, rank, operation.dataFormat);
    window.add(shown, counts ? valueAt(input, source) : 0, padded, counts);
  }
  return window.explanation();
}

/** The window is the whole map. */
export function explainGlobalWindow(request: PlacedRequest<GlobalPoolingOperation>): PixelExplanation {
  const { operation, at } = request;
  const input = inputTensor(request);
  const { sizes, rank } = spatialGrid(input.shape, operation.dataFormat);
  // Without kept axes the output is batch and channels, which reads the same in both layouts.
  const batch = at[0] ?? 0;
  const channel = operation.keepDims ? takeApart(at, operation.dataFormat).channel : (at[1] ?? 0);
  const window = windowOf(request, operation.reduce);
  for (const position of positionsOf(sizes)) {
    const coordinates = putTogether({ batch, channel, position }, rank, operation.dataFormat);
    window.add(coordinates, valueAt(input, coordinates), false, true);
  }
  return window.explanation();
}

function windowOf(
  request: PlacedRequest<PoolingOperation | GlobalPoolingOperation>,
  reduce: "max" | "average",
) {
  const elements: WindowElement[] = [];
  let count = 0;
  let sum = 0;
  let best = Number.NEGATIVE_INFINITY;
  let chosen: readonly number[] | undefined;
  return {
    add: (coordinates: readonly number[], value: number, padded: boolean, counts: boolean) => {
      if (counts) {
        count++;
        sum += value;
        if (chosen === undefined || value > best || (Number.isNaN(value) && !Number.isNaN(best))) {
          best = value;
          chosen = coordinates;
        }
      }
      if (elements.length < request.mostTaps) {
        elements.push({ input: 0, coordinates, value, padded, chosen: false });
      }
    },
    explanation: (): PixelExplanation => ({
      kind: "window",
      coordinates: request.at,
      reduce,
      elements: elements.map((element) => ({
        ...element,
        chosen: reduce === "max" && element.coordinates === chosen,
      })),
      count,
      output: Math.fround(reduce === "max" ? best : sum / count),
    }),
  };
}
