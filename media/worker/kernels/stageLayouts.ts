/** Where filters, channels and taps lie in the weights of each layer kind: Keras's orders, said once. */
import type { LayerOperation, WeightSpec } from "../../../core/layers/operation.ts";
import type { KernelStage } from "./layerKernels.ts";

export type StageLayout = Omit<KernelStage, "layerPath" | "values" | "count" | "allFilters" | "source">;

interface Window {
  readonly kernel: number;
  readonly dilation: number;
}

/** Kernels of one tap, as a pointwise stage has. */
const oneTap: readonly Window[] = [{ kernel: 1, dilation: 1 }];

/** `flattened`: rows, columns and channels of the maps that a dense layer's inputs were laid out from, or `null`. */
export function layoutsOf(
  operation: LayerOperation,
  specs: readonly WeightSpec[],
  flattened: readonly number[] | null,
): readonly StageLayout[] {
  const has = (name: string) => specs.some((spec) => spec.name === name);
  switch (operation.op) {
    case "convolution": {
      const { windows, inputChannels, outputChannels, groups } = operation;
      const remark =
        groups > 1
          ? `${groups} groups: each filter sees ${inputChannels / groups} of the ${inputChannels} channels.`
          : dilationRemark(windows);
      const channels = inputChannels / groups;
      return [
        spread({
          weight: "kernel",
          title: "Kernels",
          windows,
          filters: outputChannels,
          channels,
          order: "filterLast",
          remark,
        }),
      ];
    }
    case "transposedConvolution": {
      const { windows, inputChannels, outputChannels } = operation;
      const remark = "Transposed: each input value is spread over the output through these taps.";
      return [
        spread({
          weight: "kernel",
          title: "Kernels",
          windows,
          filters: outputChannels,
          channels: inputChannels,
          order: "channelLast",
          remark,
        }),
      ];
    }
    case "depthwiseConvolution": {
      const weight = has("depthwise_kernel") ? "depthwise_kernel" : "kernel";
      return [depthwise(operation, weight, true)];
    }
    case "separableConvolution": {
      const results = operation.inputChannels * operation.depthMultiplier;
      return [
        depthwise(operation, "depthwise_kernel", false),
        spread({
          weight: "pointwise_kernel",
          title: "Pointwise kernels",
          windows: oneTap,
          filters: operation.outputChannels,
          channels: results,
          order: "filterLast",
          remark: "Second stage: mixes the channels that the depthwise stage made.",
        }),
      ];
    }
    case "dense":
      return [denseLayout(operation.inputFeatures, operation.units, flattened)];
    default:
      return [];
  }
}

interface Spread {
  readonly weight: string;
  readonly title: string;
  readonly windows: readonly Window[];
  readonly filters: number;
  readonly channels: number;
  readonly order: "filterLast" | "channelLast";
  readonly remark: string | null;
}

/** Kernel `[...taps, channels, filters]`, or with the last two the other way round. */
function spread(spread: Spread): StageLayout {
  const { weight, title, windows, filters, channels, order, remark } = spread;
  if (channels > 1 && windows.every(({ kernel }) => kernel === 1)) return mixing(spread);
  const [slices, rows, columns] = padded(windows);
  const tap = channels * filters;
  return {
    weight,
    title,
    filterName: "filter",
    channelName: "channel",
    filters,
    channels,
    slices: slices.kernel,
    rows: rows.kernel,
    columns: columns.kernel,
    dilation: { row: rows.dilation, column: columns.dilation },
    slides: true,
    makesChannels: true,
    strides: {
      filter: order === "filterLast" ? 1 : channels,
      channel: order === "filterLast" ? filters : 1,
      column: tap,
      row: tap * columns.kernel,
      slice: tap * columns.kernel * rows.kernel,
    },
    remark,
  };
}

/** Kernels of one tap: a filter is a list of shares, one a channel, folded row by row as one picture. */
function mixing({ weight, title, filters, channels, order, remark }: Spread): StageLayout {
  const columns = foldWidth(channels);
  const column = order === "filterLast" ? filters : 1;
  const own = `One tap: the share of each of the ${channels} channels, folded row by row.`;
  return {
    weight,
    title,
    filterName: "filter",
    channelName: "channel",
    filters,
    channels: 1,
    slices: 1,
    rows: channels / columns,
    columns,
    dilation: { row: 1, column: 1 },
    slides: false,
    makesChannels: true,
    strides: {
      filter: order === "filterLast" ? 1 : channels,
      channel: 0,
      slice: 0,
      column,
      row: column * columns,
    },
    remark: remark === null ? own : `${own} ${remark}`,
  };
}

function depthwise(
  {
    windows,
    inputChannels,
    depthMultiplier,
  }: { windows: readonly Window[]; inputChannels: number; depthMultiplier: number },
  weight: string,
  makesChannels: boolean,
): StageLayout {
  const each =
    depthMultiplier === 1 ? "one kernel a channel" : `${depthMultiplier} kernels a channel, side by side`;
  return {
    ...spread({
      weight,
      title: "Depthwise kernels",
      windows,
      filters: inputChannels * depthMultiplier,
      channels: 1,
      order: "filterLast",
      remark: [`Depthwise: ${each}.`, dilationRemark(windows)].filter(Boolean).join(" "),
    }),
    filterName: depthMultiplier === 1 ? "channel" : "kernel",
    makesChannels,
  };
}

/** Kernel `[inputs, units]`: after a flatten layer the weights of a unit are pictures again, one a channel. */
function denseLayout(inputs: number, units: number, flattened: readonly number[] | null): StageLayout {
  const [height = 0, width = 0, depth = 0] = flattened ?? [];
  const asMaps = height * width * depth === inputs;
  const columns = asMaps ? width : foldWidth(inputs);
  const channels = asMaps ? depth : 1;
  return {
    weight: "kernel",
    title: "Weights",
    filterName: "unit",
    channelName: "channel",
    filters: units,
    channels,
    slices: 1,
    rows: inputs / columns / channels,
    columns,
    dilation: { row: 1, column: 1 },
    slides: false,
    makesChannels: false,
    strides: {
      filter: 1,
      channel: units,
      slice: 0,
      column: channels * units,
      row: channels * units * columns,
    },
    remark: asMaps
      ? `Dense: the weights of a unit, laid out as the ${height}×${width} maps that were flattened.`
      : "Dense: the weights of a unit, one an input, folded row by row.",
  };
}

/** The width that folds a row of weights nearest to a square without a rest; all of it where only thin strips would do. */
export function foldWidth(count: number): number {
  if (count <= 8) return count;
  for (let width = Math.ceil(Math.sqrt(count)); width <= Math.sqrt(count) * 4; width++) {
    if (count % width === 0) return width;
  }
  return count;
}

function dilationRemark(windows: readonly Window[]): string | null {
  const rates = windows.map(({ dilation }) => dilation);
  return rates.some((rate) => rate > 1)
    ? `Dilated ${rates.join("×")}: drawn with the holes between its taps.`
    : null;
}

/** Slices, rows and columns; what a layer of fewer axes lacks is of one tap. */
function padded(windows: readonly Window[]): [Window, Window, Window] {
  const one: Window = { kernel: 1, dilation: 1 };
  const [columns = one, rows = one, slices = one] = [...windows].reverse();
  return [slices, rows, columns];
}
