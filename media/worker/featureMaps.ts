/** A layer's output as one picture a channel, whatever its layout: what the panel draws. */
import type { DataFormat } from "../../core/layers/operation.ts";
import type { Tensor } from "../../engine/tensor/tensor.ts";
import { combinedStatistics, type MapStatistics, rangeStatistics } from "./mapStatistics.ts";
import type { MapPosition } from "./messages.ts";
import type { OutputLimits } from "./outputLimits.ts";

/** How a person thinks of the output. */
export type MapForm = "maps" | "volumes" | "strips" | "vector";

export interface FeatureMaps {
  readonly form: MapForm;
  readonly channels: number;
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
  /** Value at `((channel·slices + slice)·rows + row)·columns + column`. */
  readonly values: Float32Array;
  readonly statistics: readonly MapStatistics[];
  readonly overall: MapStatistics;
  /** Axis of the output that holds the channels, batch counted; `null` for a vector. */
  readonly channelAxis: number | null;
}

/**
 * Splits a tensor of one example. Rank 5 gives volumes, 4 maps, 3 strips; a vector is one strip of all its values.
 * Other ranks are laid out as a vector.
 */
export function toFeatureMaps(
  tensor: Tensor,
  dataFormat: DataFormat,
  limits: OutputLimits | null = null,
): FeatureMaps {
  const rank = tensor.shape.length;
  if (rank < 3 || rank > 5) return vectorOf(tensor, limits);
  const channelAxis = dataFormat === "channels_first" ? 1 : rank - 1;
  const spatial = tensor.shape.filter((_, axis) => axis !== 0 && axis !== channelAxis);
  const channels = tensor.shape[channelAxis] ?? 1;
  const columns = spatial.at(-1) ?? 1;
  const rows = spatial.at(-2) ?? 1;
  const slices = spatial.at(-3) ?? 1;
  const place = slices * rows * columns;
  const values =
    channelAxis === 1 ? tensor.data.slice(0, channels * place) : channelsFirst(tensor.data, place, channels);
  const form: MapForm = rank === 5 ? "volumes" : rank === 4 ? "maps" : "strips";
  return {
    form,
    channels,
    slices,
    rows,
    columns,
    values,
    channelAxis,
    ...statisticsOf(values, channels, limits),
  };
}

/** Index of a value in `FeatureMaps.values`. */
export function valueIndex(maps: FeatureMaps, position: MapPosition): number {
  const { slices, rows, columns } = maps;
  return ((position.channel * slices + position.slice) * rows + position.row) * columns + position.column;
}

/** The coordinates of a place in the output tensor, batch first. */
export function outputCoordinates(
  maps: FeatureMaps,
  shape: readonly number[],
  position: MapPosition,
): number[] {
  if (maps.channelAxis === null) {
    let rest = position.column;
    const coordinates = new Array<number>(shape.length).fill(0);
    for (let axis = shape.length - 1; axis > 0; axis--) {
      const size = shape[axis] ?? 1;
      coordinates[axis] = rest % size;
      rest = Math.floor(rest / size);
    }
    return coordinates;
  }
  const spatial = [position.slice, position.row, position.column].slice(5 - shape.length);
  const coordinates = [0, ...spatial];
  coordinates.splice(maps.channelAxis, 0, position.channel);
  return coordinates;
}

function vectorOf(tensor: Tensor, limits: OutputLimits | null): FeatureMaps {
  const values = tensor.data.slice();
  const shape = { channels: 1, slices: 1, rows: 1, columns: values.length };
  return { form: "vector", ...shape, values, channelAxis: null, ...statisticsOf(values, 1, limits) };
}

function channelsFirst(data: Float32Array, places: number, channels: number): Float32Array {
  const values = new Float32Array(places * channels);
  for (let channel = 0; channel < channels; channel++) {
    let from = channel;
    const start = channel * places;
    for (let place = 0; place < places; place++, from += channels)
      values[start + place] = data[from] as number;
  }
  return values;
}

function statisticsOf(
  values: Float32Array,
  channels: number,
  limits: OutputLimits | null,
): { statistics: MapStatistics[]; overall: MapStatistics } {
  const length = values.length / Math.max(1, channels);
  const statistics = Array.from({ length: channels }, (_, channel) =>
    rangeStatistics(values, { start: channel * length, count: length }, limits),
  );
  return { statistics, overall: combinedStatistics(statistics) };
}
