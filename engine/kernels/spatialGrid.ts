/**
 * How an image-like tensor lies in memory: steps for batch, channel and three spatial axes, for either channel order. One
 * and two dimensions are three with leading axes of size 1, so that each kernel is written once.
 */
import type { DataFormat } from "../../core/layers/operation.ts";
import { stridesOf } from "../tensor/tensor.ts";

export type Triple = readonly [number, number, number];

export interface SpatialGrid {
  /** Spatial axes that the tensor really has, 1 to 3. */
  readonly rank: number;
  readonly batch: number;
  readonly channels: number;
  /** Depth, height, width. */
  readonly sizes: Triple;
  readonly batchStride: number;
  readonly channelStride: number;
  readonly strides: Triple;
}

/** Grid of a shape with a batch, channels and 1 to 3 spatial axes. */
export function spatialGrid(shape: readonly number[], dataFormat: DataFormat): SpatialGrid {
  const strides = stridesOf(shape);
  const rank = shape.length - 2;
  const first = dataFormat === "channels_last" ? 1 : 2;
  const channelAxis = dataFormat === "channels_last" ? shape.length - 1 : 1;
  return {
    rank,
    batch: shape[0] ?? 1,
    channels: shape[channelAxis] ?? 1,
    sizes: toTriple(shape.slice(first, first + rank), 1),
    batchStride: strides[0] ?? 0,
    channelStride: strides[channelAxis] ?? 1,
    strides: toTriple(strides.slice(first, first + rank), 0),
  };
}

/** Three values for depth, height and width from one an axis; missing leading axes take `fill`. */
export function toTriple(values: readonly number[], fill: number): Triple {
  const padded = [fill, fill, fill, ...values].slice(-3);
  return [padded[0] ?? fill, padded[1] ?? fill, padded[2] ?? fill];
}
