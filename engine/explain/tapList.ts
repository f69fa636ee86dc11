/** Collects the taps of a sum: lists the first ones, adds up all, channel by channel. */
import type { SumStage, Tap } from "./pixelExplanation.ts";

export interface TapList {
  /** `channel` is the one whose partial sum it belongs to, which a separable layer's first stage tells apart from the tap's own. */
  readonly add: (tap: Omit<Tap, "product">, channel?: number) => void;
  readonly sumOf: (channel: number) => number;
  readonly total: () => number;
  readonly stage: (label: string) => SumStage;
}

export function tapList(mostTaps: number): TapList {
  const taps: Tap[] = [];
  const sums = new Map<number, number>();
  let tapCount = 0;
  return {
    add: (tap, channel = tap.channel) => {
      const product = tap.value * tap.weight;
      tapCount++;
      // The product of a place in the padding is not added, as the kernels do not: 0 times an infinite weight is no number.
      sums.set(channel, (sums.get(channel) ?? 0) + (tap.padded ? 0 : product));
      if (taps.length < mostTaps) taps.push({ ...tap, product });
    },
    sumOf: (channel) => sums.get(channel) ?? 0,
    total: () => [...sums.values()].reduce((a, b) => a + b, 0),
    stage: (label) => ({
      label,
      taps,
      tapCount,
      partialSums: [...sums].map(([channel, sum]) => ({ channel, sum })),
    }),
  };
}
