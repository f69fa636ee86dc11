/** Copies a box of positions, all channels and batches, from one spatial tensor to another. */
import type { SpatialGrid, Triple } from "./spatialGrid.ts";

/** `sizes` positions from `fromStart` of `source` to `toStart` of `target`; both boxes lie inside their tensors. */
export function copyRegion(
  source: Float32Array,
  from: SpatialGrid,
  fromStart: Triple,
  target: Float32Array,
  to: SpatialGrid,
  toStart: Triple,
  sizes: Triple,
): void {
  for (let b = 0; b < from.batch; b++) {
    for (let d = 0; d < sizes[0]; d++) {
      for (let h = 0; h < sizes[1]; h++) {
        for (let w = 0; w < sizes[2]; w++) {
          let get =
            b * from.batchStride +
            (fromStart[0] + d) * from.strides[0] +
            (fromStart[1] + h) * from.strides[1] +
            (fromStart[2] + w) * from.strides[2];
          let put =
            b * to.batchStride +
            (toStart[0] + d) * to.strides[0] +
            (toStart[1] + h) * to.strides[1] +
            (toStart[2] + w) * to.strides[2];
          for (let channel = 0; channel < from.channels; channel++) {
            target[put] = source[get] as number;
            get += from.channelStride;
            put += to.channelStride;
          }
        }
      }
    }
  }
}
