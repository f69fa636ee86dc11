/** Minimum, maximum, mean and deviation of an array. */

export interface Statistics {
  /** `null` where no value is finite. */
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** Of the whole population. */
  readonly std: number | null;
  /** Values that are infinite or not a number; they are left out of the others. */
  readonly nonFinite: number;
}

export function statisticsOf(data: Float32Array): Statistics {
  let count = 0;
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of data) {
    if (!Number.isFinite(value)) continue;
    count++;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const nonFinite = data.length - count;
  if (count === 0) return { min: null, max: null, mean: null, std: null, nonFinite };
  const mean = sum / count;
  // A second pass around the mean keeps the digits that sums of squares lose.
  let squares = 0;
  for (const value of data) if (Number.isFinite(value)) squares += (value - mean) ** 2;
  return { min, max, mean, std: Math.sqrt(squares / count), nonFinite };
}
