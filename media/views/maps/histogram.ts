/** How often the values of a map occur, in equal steps between its least and its largest. */

export interface Histogram {
  /** Limits of the first and the last bin. */
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
}

export interface HistogramOrder {
  readonly values: Float32Array;
  /** The part that is counted. */
  readonly start: number;
  readonly count: number;
  /** Finite, `low <= high`. */
  readonly low: number;
  readonly high: number;
  readonly bins: number;
}

/** Zeros, which would tower over a relu's other values, and what is not finite are left out. */
export function countValues(order: HistogramOrder): Histogram {
  const { values, start, count, low, high, bins } = order;
  const counts = new Array<number>(bins).fill(0);
  const factor = high > low ? bins / (high - low) : 0;
  for (let at = start; at < start + count; at++) {
    const value = values[at] as number;
    if (value === 0 || !Number.isFinite(value)) continue;
    const bin = Math.max(0, Math.min(bins - 1, Math.floor((value - low) * factor)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { low, high, counts };
}

/** Limits of a bin: `[from, to)`, the last one with its end. */
export function binLimits({ low, high, counts }: Histogram, bin: number): readonly [number, number] {
  const step = (high - low) / counts.length;
  return [low + bin * step, bin === counts.length - 1 ? high : low + (bin + 1) * step];
}
