/** What a run has changed of a layer's maps: an edit of one filter leaves most of them as they are, and they need not be sent again. */
import type { Tensor } from "../../engine/tensor/tensor.ts";
import type { FeatureMaps } from "./featureMaps.ts";
import { combinedStatistics, rangeStatistics } from "./mapStatistics.ts";
import type { OutputLimits } from "./outputLimits.ts";

export interface ChangedMaps {
  /** Numbers of the channels with another value anywhere, in ascending order. */
  readonly channels: readonly number[];
  /** The maps as they are now, but `values` holds those of `channels` alone, one after another. */
  readonly maps: FeatureMaps;
}

/** `before` tells the layout and the statistics of `old`, whose shape `output` has too; its values are not looked at. */
export function changedMaps(
  before: FeatureMaps,
  old: Tensor,
  output: Tensor,
  limits: OutputLimits | null,
): ChangedMaps {
  const { channels: count, channelAxis } = before;
  const places = output.data.length / Math.max(1, count);
  // From one value of a channel to the next, and from one channel to the next.
  const [step, between] = channelAxis === null || channelAxis === 1 ? [1, places] : [count, 1];
  const channels = differingChannels(old.data, output.data, { count, places, inner: step === 1 });
  const values = new Float32Array(channels.length * places);
  const statistics = [...before.statistics];
  for (const [at, channel] of channels.entries()) {
    const start = at * places;
    let from = channel * between;
    for (let place = 0; place < places; place++, from += step)
      values[start + place] = output.data[from] as number;
    statistics[channel] = rangeStatistics(values, { start, count: places }, limits);
  }
  return { channels, maps: { ...before, values, statistics, overall: combinedStatistics(statistics) } };
}

/** The maps after a change. Statistics of what is unchanged are the same objects as before. */
export function withChanges(before: FeatureMaps, { channels, maps }: ChangedMaps): FeatureMaps {
  const values = before.values.slice();
  const statistics = [...before.statistics];
  const places = values.length / Math.max(1, before.channels);
  for (const [at, channel] of channels.entries()) {
    values.set(maps.values.subarray(at * places, (at + 1) * places), channel * places);
    statistics[channel] = maps.statistics[channel] ?? maps.overall;
  }
  return { ...before, values, statistics, overall: maps.overall };
}

interface ChannelLayout {
  readonly count: number;
  readonly places: number;
  /** The values of a channel stand side by side. */
  readonly inner: boolean;
}

function differingChannels(
  old: Float32Array,
  data: Float32Array,
  { count, places, inner }: ChannelLayout,
): number[] {
  const differs = new Uint8Array(count);
  // In the order of memory, whichever of the two axes is the inner one.
  const [slow, fast] = inner ? [count, places] : [places, count];
  for (let a = 0, at = 0; a < slow; a++) {
    for (let b = 0; b < fast; b++, at++) {
      if (old[at] !== data[at]) differs[inner ? a : b] = 1;
    }
  }
  return Array.from(differs.keys()).filter((channel) => differs[channel] === 1);
}
