/** Takes the input of an image-like layer apart into spatial axes and channels, and puts outputs together again. */
import { type Dim, formatDim, knownDim } from "../shape/dim.ts";
import { formatShape, type RankedShape, rankedShape, type Shape } from "../shape/shape.ts";
import type { ConfigReader } from "./configReader.ts";
import type { DataFormat } from "./operation.ts";

export interface SpatialInput {
  readonly shape: RankedShape;
  readonly batch: Dim;
  readonly spatial: readonly Dim[];
  readonly channels: Dim;
  readonly dataFormat: DataFormat;
}

/** `undefined` where the rank is unknown (silent) or wrong (reported): `rank` counts the spatial axes. */
export function spatialInput(
  reader: ConfigReader,
  shape: Shape,
  rank: number,
  dataFormat: DataFormat,
): SpatialInput | undefined {
  if (shape.kind === "unranked") return undefined;
  const { dims } = shape;
  if (dims.length !== rank + 2) {
    reader.report(
      "wrong-rank",
      `${reader.node.className} "${reader.node.name}" needs an input with ${rank + 1} axes besides the batch (${wantedAxes(rank, dataFormat)}) and is given ${formatShape(shape)}, which has ${dims.length - 1}.${rankAdvice(dims.length - 1, rank + 1)}`,
    );
    return undefined;
  }
  const batch = dims[0] ?? knownDim(1);
  const last = dataFormat === "channels_last";
  const channels = dims[last ? rank + 1 : 1] ?? knownDim(1);
  const spatial = last ? dims.slice(1, rank + 1) : dims.slice(2);
  return { shape, batch, spatial, channels, dataFormat };
}

/** Shape from its parts, in the data format of the input. */
export function spatialShape(input: SpatialInput, spatial: readonly Dim[], channels: Dim): RankedShape {
  return rankedShape(
    input.dataFormat === "channels_last"
      ? [input.batch, ...spatial, channels]
      : [input.batch, channels, ...spatial],
  );
}

/** Names of the spatial axes for messages: height and width, or the like. */
export function axisNames(rank: number): readonly string[] {
  return rank === 1 ? ["length"] : rank === 2 ? ["height", "width"] : ["depth", "height", "width"];
}

/** The number of channels; a free or unknown one cannot have weights, and a free one is an error. */
export function channelCount(reader: ConfigReader, channels: Dim, shape: RankedShape): number | undefined {
  if (channels.kind === "known") {
    if (channels.value > 0) return channels.value;
    reader.report("output-size-not-positive", `The input of "${reader.node.name}" has no channels.`);
    return undefined;
  }
  if (channels.kind === "symbol") {
    reader.report(
      "size-not-known",
      `${reader.node.className} "${reader.node.name}" needs to know the number of input channels to have weights, but its input ${formatShape(shape)} leaves it free (${formatDim(channels)}). Give the channels a number in the input shape.`,
    );
  }
  if (channels.kind === "unknown") reader.setUnsure(channels.reason);
  return undefined;
}

function wantedAxes(rank: number, dataFormat: DataFormat): string {
  const spatial = axisNames(rank).join(", ");
  return dataFormat === "channels_last" ? `${spatial}, channels` : `channels, ${spatial}`;
}

function rankAdvice(given: number, wanted: number): string {
  if (given === 1 && wanted > 1) return " Put a Reshape before it.";
  if (given === wanted + 1)
    return " TimeDistributed applies it to each step of the first axis; else a Flatten or a pooling layer is missing, or this is the layer of another dimension.";
  if (given > wanted)
    return " Is a Flatten or a pooling layer missing, or is this the layer of another dimension?";
  return "";
}
