/** What the numbers of a tensor look like: range, mean, spread, and how many are not finite. */
import type { Tensor } from "./tensor.ts";

/** Over the finite values; all `NaN` when there is none. */
export interface Statistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Population standard deviation. */
  readonly deviation: number;
  /** Values that are NaN or infinite. */
  readonly nonFinite: number;
  readonly count: number;
}

/** Statistics of all values. */
export function tensorStatistics(tensor: Tensor): Statistics {
  return stridedStatistics(tensor.data, {
    start: 0,
    outer: 1,
    outerStep: 0,
    inner: tensor.data.length,
    innerStep: 1,
  });
}

/** One entry per index of `axis` (the channels), over all other axes and the batch. */
export function channelStatistics(tensor: Tensor, axis: number): Statistics[] {
  const channels = tensor.shape[axis] ?? 1;
  const innerStep = tensor.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const outer = tensor.shape.slice(0, axis).reduce((a, b) => a * b, 1);
  return Array.from({ length: channels }, (_, channel) =>
    stridedStatistics(tensor.data, {
      start: channel * innerStep,
      outer,
      outerStep: channels * innerStep,
      inner: innerStep,
      innerStep: 1,
    }),
  );
}

interface Region {
  readonly start: number;
  readonly outer: number;
  readonly outerStep: number;
  readonly inner: number;
  readonly innerStep: number;
}

/** Two passes, so that the deviation of a large mean keeps its digits. */
function stridedStatistics(data: Float32Array, region: Region): Statistics {
  const { start, outer, outerStep, inner, innerStep } = region;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let finite = 0;
  for (let i = 0; i < outer; i++) {
    let at = start + i * outerStep;
    for (let j = 0; j < inner; j++, at += innerStep) {
      const value = data[at] as number;
      if (!Number.isFinite(value)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
      finite++;
    }
  }
  const count = outer * inner;
  if (finite === 0) {
    return {
      min: Number.NaN,
      max: Number.NaN,
      mean: Number.NaN,
      deviation: Number.NaN,
      nonFinite: count,
      count,
    };
  }
  const mean = sum / finite;
  let squares = 0;
  for (let i = 0; i < outer; i++) {
    let at = start + i * outerStep;
    for (let j = 0; j < inner; j++, at += innerStep) {
      const value = data[at] as number;
      if (Number.isFinite(value)) squares += (value - mean) * (value - mean);
    }
  }
  return { min, max, mean, deviation: Math.sqrt(squares / finite), nonFinite: count - finite, count };
}
