/** Coordinates of an image-like tensor taken apart into batch, channel and three spatial positions, and put together. */
import type { DataFormat } from "../../core/layers/operation.ts";
import { type Triple, toTriple } from "../kernels/spatialGrid.ts";
import { flatIndex, type Tensor } from "../tensor/tensor.ts";

export interface SpatialPlace {
  readonly batch: number;
  readonly channel: number;
  /** Depth, height, width; missing leading axes are 0. */
  readonly position: Triple;
}

export function takeApart(coordinates: readonly number[], dataFormat: DataFormat): SpatialPlace {
  const last = dataFormat === "channels_last";
  return {
    batch: coordinates[0] ?? 0,
    channel: coordinates[last ? coordinates.length - 1 : 1] ?? 0,
    position: toTriple(last ? coordinates.slice(1, -1) : coordinates.slice(2), 0),
  };
}

/** `rank` counts the spatial axes. */
export function putTogether(place: SpatialPlace, rank: number, dataFormat: DataFormat): number[] {
  const spatial = place.position.slice(3 - rank);
  return dataFormat === "channels_last"
    ? [place.batch, ...spatial, place.channel]
    : [place.batch, place.channel, ...spatial];
}

export function valueAt(tensor: Tensor, coordinates: readonly number[]): number {
  return tensor.data[flatIndex(coordinates, tensor.shape)] ?? Number.NaN;
}

/** Every position of a small box, in order. */
export function* positionsOf(sizes: Triple): Generator<Triple> {
  for (let d = 0; d < sizes[0]; d++) {
    for (let h = 0; h < sizes[1]; h++) {
      for (let w = 0; w < sizes[2]; w++) yield [d, h, w];
    }
  }
}

/** The last `rank` numbers of three. */
export function ofRank(triple: Triple, rank: number): number[] {
  return triple.slice(3 - rank);
}
